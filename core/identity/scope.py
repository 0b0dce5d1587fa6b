"""Row scope: which rows of a table an actor may see or change, as SQL.

company: all; department: rows of the actor's departments (with subtrees) or of a project there
or managed by the actor; project: rows of projects the actor manages; own: rows the actor made.
A row without department and project is seen with company scope only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, false, or_, select, true

from core.kit.context import Actor, Ctx, Scope
from core.kit.errors import NotPermitted
from data.schema import Project


def scoped(ctx: Ctx, action: str, model: Any) -> ColumnElement[bool]:
    """The condition for rows of `model` on which the actor may do `action`."""
    return scope_clause(ctx.actor, ctx.actor.scope(action), model)


def scope_clause(actor: Actor, scope: Scope | None, model: Any) -> ColumnElement[bool]:
    """Rows of `model` inside `scope` of the actor; none for no scope."""
    if scope is Scope.COMPANY:
        return true()
    if scope is None or actor.user_id is None:
        return false()
    if scope is Scope.OWN:
        return _own(actor, model)
    return or_(false(), *_within(actor, scope, model))


def _own(actor: Actor, model: Any) -> ColumnElement[bool]:
    if hasattr(model, "assigned_to"):
        mine: ColumnElement[bool] = model.assigned_to == actor.user_id
        return mine
    if hasattr(model, "created_by"):
        made: ColumnElement[bool] = model.created_by == actor.user_id
        return made
    return false()


def _within(actor: Actor, scope: Scope, model: Any) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    by_department = scope is Scope.DEPARTMENT
    if by_department and hasattr(model, "department_id"):
        clauses.append(model.department_id.in_(actor.departments))
    if model is Project:
        clauses.append(Project.manager_id == actor.user_id)
    elif hasattr(model, "project_id"):
        clauses.append(model.project_id.in_(_projects(actor, by_department=by_department)))
    return clauses


def _projects(actor: Actor, *, by_department: bool) -> Any:
    managed = Project.manager_id == actor.user_id
    within = or_(managed, Project.department_id.in_(actor.departments))
    return select(Project.id).where(within if by_department else managed)


def visible_amount(ctx: Ctx, model: Any, column: Any) -> Any:
    """`column` where the actor may see the row's amount, else null (also in sums and filters)."""
    scope = ctx.actor.scope("amounts.view")
    if scope is Scope.COMPANY:
        return column
    return case((scope_clause(ctx.actor, scope, model), column), else_=None)


def require_place(
    ctx: Ctx, action: str, department_id: int | None, project_id: int | None = None
) -> None:
    """Raise NotPermitted unless the actor may do `action` to a row placed there.

    Through a project of theirs a row reaches that project's department, and no third one.
    """
    scope = ctx.require(action)
    if scope in {Scope.COMPANY, Scope.OWN}:
        return
    if scope is Scope.DEPARTMENT and department_id in ctx.actor.departments:
        return
    if project_id is not None:
        within = _projects(ctx.actor, by_department=scope is Scope.DEPARTMENT)
        home = ctx.session.execute(
            within.where(Project.id == project_id).with_only_columns(Project.department_id)
        ).first()
        if home is not None and department_id in {None, home[0], *ctx.actor.departments}:
            return
    raise NotPermitted(action=action)
