"""Revenue, cost, margin and cash over a period.

Revenue is income of kind revenue; cost is, for a project or customer, expenses of every kind but
transfer, financing, investment and tax, for a department or the company those of kind
cost_of_sales. Uncategorised records count in; their share is among the inputs. Transfers and
financing count in none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from core.indicators.amounts import Amounts, amounts
from core.indicators.record_sums import Measure, beside_kinds, of_kinds
from core.indicators.running import ZERO
from core.indicators.schemas import Loader, Question, TargetType
from core.kit.context import Ctx
from core.kit.money import ratio, to_cents
from core.kit.periods import Period

OUTSIDE = ("transfer", "financing")
NOT_A_COST = (*OUTSIDE, "investment", "tax")
BY_DEAL = (TargetType.PROJECT, TargetType.CUSTOMER)
UNSORTED = {"revenue": "uncategorised_income", "cost": "uncategorised_expense"}
ValueOf = Callable[[Question, Amounts], Decimal | None]
InputsOf = Callable[[Question, Amounts], dict[str, Any]]


def measures(question: Question) -> dict[str, Measure]:
    """Which records count in which sum."""
    cost = (
        beside_kinds("expense", *NOT_A_COST)
        if question.target_type in BY_DEAL
        else of_kinds("expense", "cost_of_sales", "uncategorised")
    )
    return {
        "revenue": of_kinds("income", "revenue", "uncategorised"),
        "cost": cost,
        "cash_in": beside_kinds("income", *OUTSIDE),
        "cash_out": beside_kinds("expense", *OUTSIDE),
        "uncategorised_income": of_kinds("income", "uncategorised"),
        "uncategorised_expense": of_kinds("expense", "uncategorised"),
    }


@Loader
def load_flows(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Amounts]]:
    """All sums that the indicators of this module need, for each target, in the period."""
    return amounts(ctx, question, periods, measures(question), in_period=True)


def total_of(name: str) -> ValueOf:
    """An indicator that is one of the sums itself."""

    def total(question: Question, found: Amounts) -> Decimal | None:
        return None if lacks_rate(question, found, name) else to_cents(found.sums[name])

    return total


def gross_margin(question: Question, found: Amounts) -> Decimal | None:
    """(revenue - cost) ÷ revenue in the period."""
    if lacks_rate(question, found, "revenue", "cost"):
        return None
    income = found.sums["revenue"]
    return ratio(income - found.sums["cost"], income)


def lacks_rate(question: Question, found: Amounts, *names: str) -> bool:
    """Whether a project's sum has no value because a record has no rate; company figures sum
    what has one and say how many have none."""
    if not found.missing or question.target_type is not TargetType.PROJECT:
        return False
    return any(found.missing.get(name) for name in names)


def inputs_of(*names: str) -> InputsOf:
    """What an indicator over these sums was computed from."""
    parts = [UNSORTED[name] for name in names if name in UNSORTED]

    def inputs(question: Question, found: Amounts) -> dict[str, Any]:
        shown: dict[str, Any] = {name: to_cents(found.sums[name]) for name in (*names, *parts)}
        shown["currency"] = found.currency
        shown["records_without_rate"] = sum(found.missing.get(name, 0) for name in names)
        if parts:
            whole = sum((found.sums[name] for name in names), ZERO)
            shown["uncategorised_share"] = ratio(
                sum((found.sums[part] for part in parts), ZERO), whole
            )
        return shown

    return inputs
