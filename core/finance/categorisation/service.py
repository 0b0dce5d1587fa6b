"""Making, changing, ordering and deleting categorisation rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select

from core.audit import change_row, check_version, create_row, record
from core.finance.categorisation import errors
from core.finance.categorisation.queries import MOST_RULES, VIEW
from core.finance.categorisation.schemas import RESULTS, RuleIn, RulePatch, RuleRow
from core.finance.links import check_links
from core.identity import load_visible, require_place
from core.kit.context import Ctx, Scope
from core.kit.errors import Invalid, NotPermitted
from data.rows import update_rows
from data.schema import CategorisationRule

TARGET = "categorisation_rule"


def create_rule(ctx: Ctx, wanted: RuleIn) -> RuleRow:
    """Add a rule behind all others. Raises NotPermitted, Invalid."""
    errors.require_rule_maker(ctx)
    values = wanted.model_dump()
    _check_places(ctx, values)
    there = CategorisationRule.deleted_at.is_(None)
    count, last = ctx.session.execute(
        select(func.count(), func.max(CategorisationRule.position)).where(there)
    ).one()
    if count >= MOST_RULES:
        raise errors.too_many_rules(MOST_RULES)
    row = CategorisationRule(**values, position=(last or 0) + 1)
    return RuleRow.model_validate(create_row(ctx, row, TARGET))


def update_rule(
    ctx: Ctx, rule_id: int, patch: RulePatch, *, expected_version: int | None = None
) -> RuleRow:
    """Change a rule; records it has decided stay as they are.

    Raises NotFound, NotPermitted, Invalid, Stale.
    """
    row = _load(ctx, rule_id)
    check_version(row, expected_version)
    values = patch.model_dump(exclude_unset=True)
    _check_whole(row, values)
    _check_places(ctx, values, row)
    change_row(ctx, row, TARGET, values)
    return RuleRow.model_validate(row)


def delete_rule(ctx: Ctx, rule_id: int, *, expected_version: int | None = None) -> None:
    """Remove a rule; records it has decided stay as they are. Raises NotFound, NotPermitted."""
    row = _load(ctx, rule_id)
    names = dict.fromkeys((*RESULTS, "account_id"))  # these may now be deleted as well
    gone = {**names, "deleted_at": ctx.now, "is_active": False}
    change_row(ctx, row, TARGET, gone, expected_version=expected_version, action="deleted")


def reorder_rules(ctx: Ctx, ids: Sequence[int]) -> tuple[int, ...]:
    """Ask the rules in this order, which names each of them once; the order.

    Raises NotPermitted, Invalid.
    """
    errors.require_rule_maker(ctx)
    before = rule_order(ctx)
    if sorted(before) != sorted(ids):
        raise errors.wrong_order()
    if list(ids) != before:
        rows = [{"id": rule_id, "position": place} for place, rule_id in enumerate(ids, start=1)]
        update_rows(ctx.session, CategorisationRule.__table__, rows)  # type: ignore[arg-type]
        ctx.session.expire_all()
        record(ctx, f"{TARGET}.reordered", TARGET, None, {"ids": before}, {"ids": list(ids)})
    return tuple(ids)


def move_rule(ctx: Ctx, rule_id: int, steps: int) -> tuple[int, ...]:
    """Ask a rule that many places later (earlier when negative); the order.

    Raises NotFound, NotPermitted.
    """
    _load(ctx, rule_id)
    ids = rule_order(ctx)
    place = ids.index(rule_id)
    ids.remove(rule_id)
    ids.insert(max(0, place + steps), rule_id)
    return reorder_rules(ctx, ids)


def rule_order(ctx: Ctx) -> list[int]:
    """The ids of all rules, in the order they are asked."""
    rule = CategorisationRule
    there = select(rule.id).where(rule.deleted_at.is_(None))
    return list(ctx.session.scalars(there.order_by(rule.position, rule.id)))


def _load(ctx: Ctx, rule_id: int) -> CategorisationRule:
    """The rule to be changed: 404 for one that cannot be seen, 403 for who may only see it."""
    row = load_visible(
        ctx, CategorisationRule, rule_id, VIEW, CategorisationRule.deleted_at.is_(None)
    )
    errors.require_rule_maker(ctx)
    return row


def _check_whole(row: CategorisationRule, values: dict[str, Any]) -> None:
    """Raise Invalid unless the rule with its changes still asks and says something."""
    whole = {name: values.get(name, getattr(row, name)) for name in RuleIn.model_fields}
    try:
        RuleIn.model_validate(whole)
    except ValidationError as error:
        raise Invalid("rule.invalid", error.errors()[0]["msg"]) from error


def _check_places(ctx: Ctx, values: dict[str, Any], row: CategorisationRule | None = None) -> None:
    """A rule books only where its maker may, names only what they see, and asks for amounts only
    where they may see them, for what it finds would tell them."""
    check_links(ctx, values, row)
    places = ("department_id", "project_id")
    if any(values.get(name) is not None for name in places):
        require_place(ctx, errors.RIGHT, *(values.get(name) for name in places))
    sees_all = ctx.actor.scope("amounts.view") is Scope.COMPANY
    if not sees_all and any(values.get(name) is not None for name in ("amount_min", "amount_max")):
        raise NotPermitted(action="amounts.view")
