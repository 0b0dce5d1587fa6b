"""Reading categorisation rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from core.finance.categorisation.schemas import RESULTS, RuleRow
from core.identity import load_visible, scoped
from core.kit.context import Ctx
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import CategorisationRule, Category, Customer, Department, Project

VIEW = "records.view"
MOST_RULES = 1000

RULE_LIST = ListSpec(
    key=CategorisationRule.id,
    sorts={
        "position": CategorisationRule.position,
        "id": CategorisationRule.id,
        "name": CategorisationRule.name,
        "updated_at": CategorisationRule.updated_at,
    },
    default_sort="position",
    filters={
        "is_active": equals(CategorisationRule.is_active, parse_bool),
        "category_id": equals(CategorisationRule.category_id, int),
        "department_id": equals(CategorisationRule.department_id, int),
        "project_id": equals(CategorisationRule.project_id, int),
        "customer_id": equals(CategorisationRule.customer_id, int),
        "account_id": equals(CategorisationRule.account_id, int),
        "direction": equals(CategorisationRule.direction),
    },
    search=(CategorisationRule.name, CategorisationRule.text, CategorisationRule.counterparty),
)


def visible_rules(ctx: Ctx) -> Select[Any]:
    """The rules the actor may see: all with company scope, else those that book into a department
    or project of theirs. Raises NotPermitted."""
    ctx.require(VIEW)
    return select(CategorisationRule).where(
        scoped(ctx, VIEW, CategorisationRule), CategorisationRule.deleted_at.is_(None)
    )


def list_rules(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[RuleRow]:
    """Categorisation rules, in the order they are asked."""
    return list_page(
        ctx, visible_rules(ctx), RULE_LIST, query,
        lambda row: RuleRow.model_validate(row.CategorisationRule), with_total=with_total,
    )  # fmt: skip


def get_rule(ctx: Ctx, rule_id: int) -> RuleRow:
    """One rule. Raises NotFound, NotPermitted."""
    there = CategorisationRule.deleted_at.is_(None)
    return RuleRow.model_validate(load_visible(ctx, CategorisationRule, rule_id, VIEW, there))


def deciding_rule(ctx: Ctx, rule_id: int | None) -> RuleRow | None:
    """The rule that decided a record, deleted or not; None where the actor may not see it."""
    rule = CategorisationRule
    wanted = select(rule).where(rule.id == rule_id, scoped(ctx, VIEW, rule))
    found = ctx.session.scalars(wanted).first() if rule_id is not None else None
    return None if found is None else RuleRow.model_validate(found)


def active_rules(ctx: Ctx) -> tuple[RuleRow, ...]:
    """The rules that hold now, in their order, whoever asks. What a rule says of something that is
    gone or no longer in use it no longer says."""
    rule = CategorisationRule
    wanted = select(rule).where(rule.is_active, rule.deleted_at.is_(None))
    found = [
        RuleRow.model_validate(one)
        for one in ctx.session.scalars(wanted.order_by(rule.position, rule.id))
    ]
    return usable(ctx, found)


def usable(ctx: Ctx, rules: list[RuleRow]) -> tuple[RuleRow, ...]:
    """The rules without what they can no longer say."""
    if not rules:
        return ()
    gone = {
        name: {getattr(one, name) for one in rules} - {None} - _in_use(ctx, name, rules)
        for name in RESULTS
    }
    return tuple(
        one.model_copy(update={name: None for name in RESULTS if getattr(one, name) in gone[name]})
        for one in rules
    )


def _in_use(ctx: Ctx, name: str, rules: list[RuleRow]) -> set[int]:
    places: dict[str, tuple[Any, Any]] = {
        "category_id": (Category, Category.is_active),
        "department_id": (Department, Department.id.is_not(None)),
        "project_id": (Project, Project.deleted_at.is_(None)),
        "customer_id": (Customer, Customer.is_active),
    }
    model, there = places[name]
    wanted = {getattr(one, name) for one in rules} - {None}
    if not wanted:
        return set()
    return set(ctx.session.scalars(select(model.id).where(model.id.in_(wanted), there)))
