"""Formulas that explain themselves: the same text with the inputs' names, and with their numbers.

A formula is written over the names of the indicator's `inputs`; `note` says what they are and
`empty` when there is no value. All texts are message ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.indicators.library import definition
from core.indicators.schemas import TargetType
from core.kit.i18n import N_, t

INPUT = re.compile(r"\{(\w+)\}")


class Kind(StrEnum):
    """How an input is written."""

    MONEY = "money"
    PERCENT = "percent"  # 0 to 100
    RATIO = "ratio"
    DAYS = "days"
    DAY = "day"
    COUNT = "count"
    POINTS = "points"
    TEXT = "text"


@dataclass(frozen=True)
class Formula:
    """`text` with inputs in braces; `for_deals`: what the note says of projects and customers,
    where it differs."""

    text: str
    note: str
    empty: str
    for_deals: str = ""


INPUTS: Mapping[str, tuple[str, Kind]] = {
    "budget": (N_("Budget"), Kind.MONEY),
    "used": (N_("Used"), Kind.MONEY),
    "revenue": (N_("Revenue"), Kind.MONEY),
    "cost": (N_("Cost"), Kind.MONEY),
    "cash_in": (N_("Cash in"), Kind.MONEY),
    "cash_out": (N_("Cash out"), Kind.MONEY),
    "uncategorised_income": (N_("Income without a category"), Kind.MONEY),
    "uncategorised_expense": (N_("Expense without a category"), Kind.MONEY),
    "uncategorised_share": (N_("Share without a category"), Kind.RATIO),
    "records_without_rate": (N_("Records without an exchange rate"), Kind.COUNT),
    "receivables_without_rate": (N_("Receivables without an exchange rate"), Kind.COUNT),
    "due": (N_("Receivable due"), Kind.MONEY),
    "collected": (N_("Collected"), Kind.MONEY),
    "oldest_due": (N_("Oldest unpaid due date"), Kind.DAY),
    "receivables": (N_("Receivables"), Kind.COUNT),
    "as_of": (N_("Day"), Kind.DAY),
    "amount": (N_("Amount"), Kind.MONEY),
    "record_date": (N_("Date"), Kind.DAY),
    "progress": (N_("Progress"), Kind.PERCENT),
    "planned_progress": (N_("Planned progress"), Kind.PERCENT),
    "baseline_progress": (N_("Planned progress of the baseline"), Kind.PERCENT),
    "start_date": (N_("Start"), Kind.DAY),
    "end_date": (N_("Planned end"), Kind.DAY),
    "actual_end_date": (N_("Actual end"), Kind.DAY),
    "planned_days": (N_("Planned days"), Kind.DAYS),
    "actual_days": (N_("Actual days"), Kind.DAYS),
    "estimated_cost": (N_("Estimated total cost"), Kind.MONEY),
    "budget_at_completion": (N_("BAC"), Kind.MONEY),
    "planned_value": (N_("PV"), Kind.MONEY),
    "earned_value": (N_("EV"), Kind.MONEY),
    "actual_cost": (N_("AC"), Kind.MONEY),
    "eac_as_planned": (N_("EAC, the rest as planned"), Kind.MONEY),
    "eac_by_both": (N_("EAC by cost and schedule"), Kind.MONEY),
    "projects_completed": (N_("Projects completed"), Kind.COUNT),
    "projects_due": (N_("Projects due"), Kind.COUNT),
    "scores": (N_("Sum of the latest scores"), Kind.POINTS),
    "customers": (N_("Customers"), Kind.COUNT),
    "currency": (N_("Currency"), Kind.TEXT),
}
"""What an input is called, and how it is written."""

EARNED = N_(
    "BAC is the budget, PV the budget's share planned by the day (by the frozen plan, else the one"
    " in force), EV the share of what is reached, AC all expenses up to the day but transfers and"
    " financing."
)
SPENT = N_(
    "Used are the expenses of every kind but transfers and financing. A project has its own budget"
    " and uses it with all its expenses up to the day; a department and the company have the"
    " approved budgets whose period holds the day and use them with the expenses of that period. A"
    " project's records count in its department too."
)
NO_BUDGET = N_("No value without a budget, or while an amount has no exchange rate.")
NO_PLAN = N_("No value before the project's start, without milestones, or while nothing is due.")
NO_END = N_("No value before the project's start, or without a planned end.")
NO_EARNED = N_(
    "No value without a budget, progress or plan it needs, where it would divide by zero, or while"
    " an expense has no exchange rate."
)
SUM = N_("0 without records. What has no exchange rate is in no sum; a project then has no value.")
DURATION = N_(
    "Planned days run from the start to the planned end, actual days from the start to the actual"
    " end, or to the day while the project runs."
)
REVENUE = N_("Income of the kind revenue in the period; income without a category counts in.")
COST = N_("Expenses of the kind cost of sales in the period; expenses without a category count in.")
DEAL_COST = N_(
    "All expenses in the period but transfers, financing, investment and tax; expenses without a"
    " category count in."
)
FORMULAS: Mapping[str, Formula] = {
    "expense_amount": Formula(
        "{amount}",
        N_("The amount of a single expense, in its own currency."),
        N_("Transfers and financing are no expenses."),
    ),
    "budget_execution_rate": Formula("{used} ÷ {budget}", SPENT, NO_BUDGET),
    "budget_overrun_rate": Formula("({used} − {budget}) ÷ {budget}", SPENT, NO_BUDGET),
    "gross_margin": Formula(
        "({revenue} − {cost}) ÷ {revenue}",
        N_(
            "Revenue is income of the kind revenue, cost the expenses of the kind cost of sales, in"
            " the period. Records without a category count in; their share is shown."
        ),
        N_("No value without revenue in the period."),
        N_(
            "Revenue is income of the kind revenue, cost all expenses but transfers, financing,"
            " investment and tax, in the period. Records without a category count in; their share"
            " is shown."
        ),
    ),
    "revenue": Formula("{revenue}", REVENUE, SUM),
    "cost": Formula("{cost}", COST, SUM, DEAL_COST),
    "cash_in": Formula(
        "{cash_in}", N_("All income in the period but transfers and financing."), SUM
    ),
    "cash_out": Formula(
        "{cash_out}", N_("All expenses in the period but transfers and financing."), SUM
    ),
    "collection_rate": Formula(
        "{collected} ÷ {due}",
        N_("Receivables due by the day, and what was received of them by then."),
        N_("No value while nothing is due."),
    ),
    "receivable_overdue_days": Formula(
        "{as_of} − {oldest_due}",
        N_("The days since the oldest unpaid receivable was due."),
        N_("0 while none is late, no value without receivables."),
    ),
    "project_progress": Formula(
        "{progress}",
        N_(
            "Weight of completed milestones ÷ weight of all milestones; the progress set by hand"
            " where there are no milestones."
        ),
        N_("No value before the project's start, or while no milestone has a weight."),
    ),
    "progress_deviation": Formula(
        "({planned_progress} − {progress}) ÷ {planned_progress}",
        N_("Planned progress is the weight of milestones due by the day ÷ all weight."),
        NO_PLAN,
    ),
    "time_deviation": Formula(
        "({planned_days} − {actual_days}) ÷ {planned_days}", DURATION, NO_END
    ),
    "schedule_delay_rate": Formula(
        "({actual_days} − {planned_days}) ÷ {planned_days}", DURATION, NO_END
    ),
    "cost_consumption_rate": Formula(
        "{cost} ÷ {estimated_cost}",
        N_(
            "Cost are the project's expenses up to the day but transfers and financing; the"
            " estimated total cost is the project's own, else its budget."
        ),
        N_("No value without an estimate or budget, or while an expense has no exchange rate."),
    ),
    "planned_value": Formula("{budget_at_completion} × {baseline_progress}", EARNED, NO_EARNED),
    "earned_value": Formula("{budget_at_completion} × {progress}", EARNED, NO_EARNED),
    "actual_cost": Formula("{actual_cost}", EARNED, NO_EARNED),
    "schedule_variance": Formula("{earned_value} − {planned_value}", EARNED, NO_EARNED),
    "cost_variance": Formula("{earned_value} − {actual_cost}", EARNED, NO_EARNED),
    "schedule_performance_index": Formula("{earned_value} ÷ {planned_value}", EARNED, NO_EARNED),
    "cost_performance_index": Formula("{earned_value} ÷ {actual_cost}", EARNED, NO_EARNED),
    "estimate_at_completion": Formula(
        "{budget_at_completion} ÷ ({earned_value} ÷ {actual_cost})", EARNED, NO_EARNED
    ),
    "estimate_to_complete": Formula(
        "{budget_at_completion} ÷ ({earned_value} ÷ {actual_cost}) − {actual_cost}",
        EARNED,
        NO_EARNED,
    ),
    "variance_at_completion": Formula(
        "{budget_at_completion} − {budget_at_completion} ÷ ({earned_value} ÷ {actual_cost})",
        EARNED,
        NO_EARNED,
    ),
    "to_complete_performance_index": Formula(
        "({budget_at_completion} − {earned_value}) ÷ ({budget_at_completion} − {actual_cost})",
        EARNED,
        NO_EARNED,
    ),
    "project_completion_rate": Formula(
        "{projects_completed} ÷ {projects_due}",
        N_("Of the projects due by the day, by the plan of that day, those that are completed."),
        N_("No value while no project is due."),
    ),
    "customer_satisfaction": Formula(
        "{scores} ÷ {customers}",
        N_("The mean of the latest score of each customer, up to the day."),
        N_("No value without scores."),
    ),
}


def formula_of(code: str) -> Formula:
    """The formula of an indicator. Raises NotFound."""
    return FORMULAS[definition(code).code]


def in_words(code: str) -> str:
    """The formula with the inputs' names, in the current language. Raises NotFound."""
    return INPUT.sub(lambda found: t(INPUTS[found[1]][0]), formula_of(code).text)


def in_numbers(code: str, shown: Callable[[str], str]) -> str:
    """The formula with what `shown` says of each input. Raises NotFound."""
    return INPUT.sub(lambda found: shown(found[1]), formula_of(code).text)


def note_on(code: str, target_type: str | None) -> str:
    """What the inputs are for targets of that type, in the current language. Raises NotFound."""
    found = formula_of(code)
    deals = target_type in (TargetType.PROJECT, TargetType.CUSTOMER)
    return t(found.for_deals if deals and found.for_deals else found.note)


def inputs_with(value: Any) -> dict[str, Any]:
    """All a formula may name: the inputs of an `IndicatorValue`, its day and, of a single
    expense, the amount itself."""
    return {"as_of": value.as_of, "amount": value.value, **value.inputs}
