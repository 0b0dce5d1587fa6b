"""Revenue, cost, margin and cash over a period.

Revenue is income of kind revenue; cost is, for a project or customer, expenses of every kind but
transfer, financing, investment and tax, for a department or the company those of kind
cost_of_sales. Uncategorised records count in; their share is among the inputs. Transfers and
financing count in none.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.indicators.amounts import Amounts, amounts, beside_kinds, of_kinds
from core.indicators.schemas import Question, Reading, TargetType
from core.kit.context import Ctx
from core.kit.money import ratio, to_cents

OUTSIDE = ("transfer", "financing")
NOT_A_COST = (*OUTSIDE, "investment", "tax")
BY_DEAL = (TargetType.PROJECT, TargetType.CUSTOMER)
UNSORTED = {"revenue": "uncategorised_income", "cost": "uncategorised_expense"}
Read = Callable[[Question, Amounts], Reading]


def load_flows(ctx: Ctx, question: Question) -> list[Amounts]:
    """All sums that the indicators of this module need, for each target, in the period."""
    cost = (
        beside_kinds("expense", *NOT_A_COST)
        if question.target_type in BY_DEAL
        else of_kinds("expense", "cost_of_sales", "uncategorised")
    )
    measures = {
        "revenue": of_kinds("income", "revenue", "uncategorised"),
        "cost": cost,
        "cash_in": beside_kinds("income", *OUTSIDE),
        "cash_out": beside_kinds("expense", *OUTSIDE),
        "uncategorised_income": of_kinds("income", "uncategorised"),
        "uncategorised_expense": of_kinds("expense", "uncategorised"),
    }
    return amounts(ctx, question, measures, since=question.period.start)


def total_of(name: str) -> Read:
    """An indicator that is one of the sums itself."""
    names = tuple(part for part in (name, UNSORTED.get(name)) if part)
    return lambda question, found: reading(question, found, to_cents(found.sums[name]), names)


def gross_margin(question: Question, found: Amounts) -> Reading:
    """(revenue - cost) ÷ revenue in the period."""
    income = found.sums["revenue"]
    value = ratio(income - found.sums["cost"], income)
    return reading(question, found, value, ("revenue", "cost", *UNSORTED.values()))


def reading(
    question: Question, found: Amounts, value: Decimal | None, names: tuple[str, ...]
) -> Reading:
    """The value with its inputs. A project's is None when a record has no rate; company figures
    sum what has one and say how many have none."""
    missing = sum(found.missing[name] for name in names if name not in UNSORTED.values())
    lacking = missing and question.target_type is TargetType.PROJECT
    inputs: dict[str, Any] = {name: to_cents(found.sums[name]) for name in names}
    inputs["currency"] = found.currency
    inputs["records_without_rate"] = missing
    return Reading(
        found.target_id,
        found.target_name,
        found.department_id,
        found.project_id,
        None if lacking else value,
        found.currency,
        inputs | _share(found, names),
    )


def _share(found: Amounts, names: tuple[str, ...]) -> dict[str, Decimal | None]:
    """How much of the revenue and cost shown has no category yet, as a fraction."""
    shown = [name for name in UNSORTED if name in names]
    if not shown:
        return {}
    whole = sum((found.sums[name] for name in shown), Decimal(0))
    unsorted = sum((found.sums[UNSORTED[name]] for name in shown), Decimal(0))
    return {"uncategorised_share": ratio(unsorted, whole)}
