"""The targets of indicators as SQL: id, name, place, currency and, for projects, the budget."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.types import BigInteger

from core.company import company
from core.identity import scope_clause, scoped
from core.indicators.schemas import COMPANY_ID, Question, TargetType
from core.kit.context import Ctx, Scope
from core.kit.versions import days_table, in_force, versions
from core.receivables import ReceivableStatus
from data.schema import (
    Contract,
    Customer,
    Department,
    FinancialRecord,
    Project,
    ProjectPlan,
    Receivable,
)
from data.schema.base import Money

NO_ID = cast(null(), BigInteger)
NO_MONEY = cast(null(), Money)


def visible_targets(ctx: Ctx, target_type: TargetType) -> ColumnElement[bool]:
    """The targets whose amounts the actor may see, as a condition on the target's table."""
    scope = ctx.actor.scope("amounts.view")
    if target_type is TargetType.COMPANY:
        return true() if scope is Scope.COMPANY else false()
    if target_type is TargetType.DEPARTMENT:
        return _visible_departments(ctx, scope)
    action, model = {
        TargetType.PROJECT: ("projects.view", Project),
        TargetType.CUSTOMER: ("customers.view", Customer),
        TargetType.FINANCIAL_RECORD: ("records.view", FinancialRecord),
        TargetType.CONTRACT: ("contracts.view", Contract),
        TargetType.RECEIVABLE: ("receivables.view", Receivable),
    }[target_type]
    return and_(scoped(ctx, action, model), scope_clause(ctx.actor, scope, model))


def _visible_departments(ctx: Ctx, scope: Scope | None) -> ColumnElement[bool]:
    if scope is Scope.COMPANY:
        return true()
    if scope is Scope.DEPARTMENT:
        return Department.id.in_(ctx.actor.departments)
    return false()


def visible_records(ctx: Ctx, target_type: TargetType) -> ColumnElement[bool]:
    """The records that count towards what the actor sees.

    All records of a visible project or department are visible; a customer's may lie anywhere.
    """
    if target_type is TargetType.CUSTOMER:
        return scope_clause(ctx.actor, ctx.actor.scope("amounts.view"), FinancialRecord)
    return true()


def target_table(ctx: Ctx, question: Question) -> Subquery:
    """Columns id, name, department_id, project_id, currency, budget of the asked targets."""
    statement = {
        TargetType.PROJECT: _projects,
        TargetType.CUSTOMER: _customers,
        TargetType.DEPARTMENT: _departments,
        TargetType.COMPANY: _company,
        TargetType.CONTRACT: _contracts,
        TargetType.RECEIVABLE: _receivables,
    }[question.target_type](ctx, question)
    result: Subquery = statement.subquery("targets")
    return result


def _chosen(column: Any, question: Question) -> ColumnElement[bool]:
    if question.target_ids is None:
        return question.targets
    return and_(question.targets, column.in_(question.target_ids))


def _projects(ctx: Ctx, question: Question) -> Any:
    targets = projects_on(question, days_table([question.as_of])).subquery("projects_on")
    return select(
        targets.c.id,
        targets.c.name,
        targets.c.department_id,
        targets.c.id.label("project_id"),
        targets.c.currency,
        targets.c.budget,
    )


def projects_on(question: Question, days: Subquery, *names: str) -> Select[Any]:
    """day, id, name, department_id, currency, budget of the asked projects as the plan of each
    day of `days` has it, and what else `names` of plans; before the first dated plan there is
    none, and a project without any has its own values from its start on."""
    plan = versions(ProjectPlan, ProjectPlan.project_id)
    planned = select(ProjectPlan.project_id).distinct().subquery("planned")
    undated = and_(planned.c.project_id.is_(None), Project.start_date <= days.c.day)
    return (
        select(
            days.c.day,
            Project.id,
            Project.name,
            Project.department_id,
            func.coalesce(plan.c.currency, Project.currency).label("currency"),
            *(
                case((undated, getattr(Project, name)), else_=plan.c[name]).label(name)
                for name in ("budget", *names)
            ),
        )
        .select_from(days)
        .join(Project, true())
        .outerjoin(plan, and_(plan.c.project_id == Project.id, in_force(plan, days.c.day)))
        .outerjoin(planned, planned.c.project_id == Project.id)
        .where(*_asked(question))
    )


def asked_projects(question: Question) -> Select[Any]:
    """The ids of the asked projects."""
    return select(Project.id).where(*_asked(question))


def _asked(question: Question) -> tuple[ColumnElement[bool], ...]:
    return Project.deleted_at.is_(None), _chosen(Project.id, question)


def _customers(ctx: Ctx, question: Question) -> Any:
    return select(
        Customer.id,
        Customer.name,
        Customer.department_id,
        NO_ID.label("project_id"),
        literal(question.base).label("currency"),
        NO_MONEY.label("budget"),
    ).where(_chosen(Customer.id, question))


def _contracts(ctx: Ctx, question: Question) -> Any:
    return _placed(Contract, Contract.name).where(_chosen(Contract.id, question))


def _receivables(ctx: Ctx, question: Question) -> Any:
    number = literal("#") + cast(Receivable.id, String)
    name = func.coalesce(Receivable.title, Receivable.code, number)
    valid = Receivable.status == ReceivableStatus.OPEN.value
    return _placed(Receivable, name).where(valid, _chosen(Receivable.id, question))


def _placed(model: Any, name: Any) -> Any:
    return select(
        model.id,
        name.label("name"),
        model.department_id,
        model.project_id,
        model.currency.label("currency"),
        NO_MONEY.label("budget"),
    )


def _departments(ctx: Ctx, question: Question) -> Any:
    return select(
        Department.id,
        Department.name,
        Department.id.label("department_id"),
        NO_ID.label("project_id"),
        literal(question.base).label("currency"),
        NO_MONEY.label("budget"),
    ).where(_chosen(Department.id, question))


def _company(ctx: Ctx, question: Question) -> Any:
    identity = cast(literal(COMPANY_ID), BigInteger)
    return select(
        identity.label("id"),
        literal(company(ctx).name).label("name"),
        NO_ID.label("department_id"),
        NO_ID.label("project_id"),
        literal(question.base).label("currency"),
        NO_MONEY.label("budget"),
    ).where(or_(question.targets, false()))
