"""Refusals of categorisation rules, and who may make them."""

from __future__ import annotations

from core.kit.context import Ctx, Scope
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.i18n import N_

RIGHT = "records.edit"


def require_rule_maker(ctx: Ctx) -> None:
    """Raise NotPermitted unless the actor may edit all records: a rule moves records of any
    department, also into the sight of those who may see one only."""
    if ctx.require(RIGHT) is not Scope.COMPANY:
        raise NotPermitted(
            "rule.company_only",
            N_("Rules hold for the whole company. Ask somebody from finance."),
            action=RIGHT,
        )


def too_many_rules(most: int) -> Invalid:
    """More rules than are kept."""
    return Invalid(
        "rule.too_many", N_("There can be at most {most} categorisation rules."), most=most
    )


def wrong_order() -> Invalid:
    """An order that does not name each rule once."""
    message = N_("Name each categorisation rule exactly once.")
    return Invalid("rule.order", message, fields={"ids": message})


def no_suggestion() -> NotFound:
    """A suggestion that is not, or no longer, made."""
    return NotFound("rule.no_suggestion", N_("This suggestion is no longer there."))
