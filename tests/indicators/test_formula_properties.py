"""What holds of every formula for any figures: null where it has no value, scale, bounds.

Earned value has more in `test_earned_value`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.indicators import INDICATORS, Question, TargetType, budgets, flows, portfolio
from core.indicators import projects as ev
from core.indicators.amounts import Amounts
from core.indicators.receivables import Due, Owed
from core.indicators.records import Expense
from core.kit.periods import Period
from core.projects import percent
from tests.indicators.test_earned_value import state

DAY = date(2026, 6, 30)
ASKED = Question(TargetType.PROJECT, DAY, Period(DAY.replace(day=1), DAY), "CNY")
COMPANY = replace(ASKED, target_type=TargetType.COMPANY)
ZERO = Decimal(0)
NAMES = ("used", "revenue", "cost", "cash_in", "cash_out")
PARTS = ("uncategorised_income", "uncategorised_expense")
money = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
positive = st.decimals("0.01", 10**9, places=2, allow_nan=False)
weight = st.decimals(0, 100, places=6, allow_nan=False)
factors = st.integers(2, 1000)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
maybe_days = st.none() | days


def near(one: Decimal | None, other: Decimal | None) -> bool:
    """Equal but for the last of 28 digits."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= max(abs(one), abs(other), Decimal(1)) * Decimal("1e-20")


def sums(budget: Decimal | None = None, **found: Decimal) -> Amounts:
    known = dict.fromkeys((*NAMES, *PARTS), ZERO) | found
    return Amounts(1, "P", None, 1, "CNY", budget, known)


@dataclass(frozen=True)
class Quotient:
    """A formula over money: its value from parts by name, and the part it is divided by."""

    code: str
    of: Callable[[dict[str, Decimal]], Any]
    below: str
    above: Callable[[dict[str, Decimal]], Decimal]
    parts: tuple[str, ...]

    def value(self, parts: dict[str, Decimal]) -> Decimal | None:
        """As the library computes it."""
        return INDICATORS[self.code].value(ASKED, self.of(parts))


def _budgeted(parts: dict[str, Decimal]) -> Amounts:
    return sums(parts["budget"], used=parts["used"])


def _estimated(parts: dict[str, Decimal]) -> ev.State:
    return state(cost=parts["used"], estimate=parts["budget"])


def _flowing(parts: dict[str, Decimal]) -> Amounts:
    return sums(revenue=parts["revenue"], cost=parts["cost"])


def _owing(parts: dict[str, Decimal]) -> Owed:
    return Owed(1, "P", None, 1, "CNY", (Due("CNY", parts["due"], parts["collected"], 1),), 1)


QUOTIENTS = (
    Quotient("budget_execution_rate", _budgeted, "budget", lambda p: p["used"], ("used", "budget")),
    Quotient(
        "budget_overrun_rate",
        _budgeted,
        "budget",
        lambda p: p["used"] - p["budget"],
        ("used", "budget"),
    ),
    Quotient(
        "cost_consumption_rate", _estimated, "budget", lambda p: p["used"], ("used", "budget")
    ),
    Quotient(
        "gross_margin",
        _flowing,
        "revenue",
        lambda p: p["revenue"] - p["cost"],
        ("revenue", "cost"),
    ),
    Quotient("collection_rate", _owing, "due", lambda p: p["collected"], ("due", "collected")),
)


@pytest.mark.parametrize("formula", QUOTIENTS, ids=lambda formula: formula.code)
@given(data=st.data(), factor=factors)
def test_quotients_of_money(formula: Quotient, data: Any, factor: int) -> None:
    """Null exactly where the denominator is zero; the same for money times anything; and what
    the formula says."""
    parts = {name: data.draw(money, name) for name in formula.parts}
    value = formula.value(parts)
    assert (value is None) == (not parts[formula.below])
    assert near(value, formula.value({name: part * factor for name, part in parts.items()}))
    if value is not None:
        assert value.is_finite()
        assert near(value * parts[formula.below], formula.above(parts))


@given(used=money, budget=positive, more=positive)
def test_rates_of_budgets_move_with_what_is_spent(
    used: Decimal, budget: Decimal, more: Decimal
) -> None:
    one, other = sums(budget, used=used), sums(budget, used=used + more)
    rate, over = budgets.execution_rate(ASKED, one), budgets.overrun_rate(ASKED, one)
    assert rate is not None
    assert near(over, rate - 1)
    dearer = budgets.execution_rate(ASKED, other)
    assert dearer is not None
    assert dearer > rate
    assert (rate > 1) == (used > budget)


@given(revenue=positive, cost=st.decimals(0, 10**9, places=2))
def test_a_margin_is_at_most_all_of_it(revenue: Decimal, cost: Decimal) -> None:
    margin = flows.gross_margin(ASKED, sums(revenue=revenue, cost=cost))
    assert margin is not None
    assert margin <= 1
    assert (margin == 1) == (cost == 0)


@pytest.mark.parametrize("name", NAMES)
@given(amount=money, factor=factors)
def test_sums_are_money_and_zero_over_nothing(name: str, amount: Decimal, factor: int) -> None:
    total = flows.total_of(name)
    assert total(ASKED, sums()) == 0
    assert total(ASKED, sums(**{name: amount})) == amount
    assert total(ASKED, sums(**{name: amount * factor})) == amount * factor


@pytest.mark.parametrize(
    ("code", "of", "spoils"),
    [
        ("budget_execution_rate", _budgeted, "used"),
        ("budget_overrun_rate", _budgeted, "used"),
        ("gross_margin", _flowing, "revenue"),
        ("gross_margin", _flowing, "cost"),
        ("revenue", _flowing, "revenue"),
        ("cost", _flowing, "cost"),
        ("cash_in", _flowing, "cash_in"),
        ("cash_out", _flowing, "cash_out"),
    ],
)
@given(amount=positive)
def test_a_missing_rate_takes_the_value_from_projects_only(
    code: str, of: Callable[[Any], Amounts], spoils: str, amount: Decimal
) -> None:
    parts = dict.fromkeys((*NAMES, "budget"), amount)
    found = of(parts)
    value = INDICATORS[code].value
    assert value(ASKED, found) is not None
    found.missing = {spoils: 1}
    assert value(ASKED, found) is None
    assert value(COMPANY, found) is not None


@given(spent=money)
def test_without_a_budget_or_an_estimate_there_is_no_rate(spent: Decimal) -> None:
    for code in ("budget_execution_rate", "budget_overrun_rate"):
        assert INDICATORS[code].value(ASKED, sums(None, used=spent)) is None
    assert ev.cost_consumption(ASKED, state(cost=spent, estimate=None)) is None
    assert ev.cost_consumption(ASKED, state(cost=None)) is None


@given(st.lists(st.tuples(weight, st.booleans()), max_size=12), factors)
def test_progress_is_the_share_of_weights(
    milestones: list[tuple[Decimal, bool]], factor: int
) -> None:
    whole = sum((one for one, _ in milestones), ZERO)
    done = sum((one for one, is_done in milestones if is_done), ZERO)
    progress = percent(done, whole)
    assert (progress is None) == (whole == 0)
    assert near(progress, percent(done * factor, whole * factor))
    if progress is not None:
        assert 0 <= progress <= 100
        assert (progress == 100) == (done == whole)


@given(planned=st.none() | weight, done=st.none() | weight, factor=factors)
def test_progress_behind_plan_is_a_share_of_the_plan(
    planned: Decimal | None, done: Decimal | None, factor: int
) -> None:
    behind = ev.progress_deviation(ASKED, state(planned=planned, progress=done))
    assert (behind is None) == (not planned or done is None)
    if behind is not None and planned is not None and done is not None:
        assert behind <= 1
        assert (behind > 0) == (done < planned)
        scaled = state(planned=planned * factor, progress=done * factor)
        assert near(behind, ev.progress_deviation(ASKED, scaled))


@given(start=maybe_days, end=maybe_days, ended=maybe_days, shift=st.integers(1, 400))
def test_time_is_a_share_of_the_planned_days(
    start: date | None, end: date | None, ended: date | None, shift: int
) -> None:
    found = state(start=start, end=end, ended=ended)
    left, late = ev.time_deviation(ASKED, found), ev.delay_rate(ASKED, found)
    assert (left is None) == (start is None or end is None or end == start)
    assert near(late, None if left is None else -left)
    if start is None or end is None or left is None:
        return
    planned, actual = (end - start).days, ((ended or DAY) - start).days
    assert near(left * planned, Decimal(planned - actual))
    by = timedelta(days=shift)
    moved = state(start=start + by, end=end + by, ended=(ended or DAY) + by)
    assert near(left, ev.time_deviation(ASKED, moved))


@given(
    oldest=st.none() | st.dates(date(2024, 1, 1), DAY - timedelta(days=1)),
    receivables=st.integers(0, 5),
)
def test_days_overdue_are_counted_from_the_oldest(oldest: date | None, receivables: int) -> None:
    assume(receivables or oldest is None)
    value = INDICATORS["receivable_overdue_days"].value
    found = Owed(1, "C", None, None, "CNY", receivables=receivables, oldest=oldest)
    overdue = value(ASKED, found)
    assert (overdue is None) == (receivables == 0)
    if oldest is not None:
        assert overdue == (DAY - oldest).days
        assert overdue > 0
        later = value(ASKED.on(Period(DAY, DAY + timedelta(days=7))), found)
        assert later == overdue + 7


@given(due=positive, paid=st.decimals(0, 1, places=4), abroad=positive)
def test_what_has_no_rate_is_left_out_or_spoils(
    due: Decimal, paid: Decimal, abroad: Decimal
) -> None:
    """Of two currencies one without a rate: none for a project, the rest for the company."""
    collected = (due * paid).quantize(Decimal("0.01"))
    parts = (Due("CNY", due, collected, 1), Due("EUR", abroad, ZERO, 1))
    found = Owed(1, "C", None, None, "CNY", parts, 2)
    value = INDICATORS["collection_rate"].value
    assert value(ASKED, found) is None
    rate = value(COMPANY, found)
    assert rate is not None
    assert 0 <= rate <= 1
    assert near(rate, collected / due)


@given(st.lists(st.booleans(), max_size=30))
def test_completion_is_a_share(done: list[bool]) -> None:
    rate = portfolio.divided(COMPANY, _share(sum(done), len(done)))
    assert (rate is None) == (not done)
    assert rate is None or 0 <= rate <= 1


@given(st.lists(weight, max_size=30), factors)
def test_satisfaction_is_between_the_scores(scores: list[Decimal], factor: int) -> None:
    mean = portfolio.divided(COMPANY, _share(sum(scores, ZERO), len(scores)))
    assert (mean is None) == (not scores)
    if mean is not None:
        slack = Decimal("1e-20")
        assert min(scores) - slack <= mean <= max(scores) + slack
        scaled = _share(sum((one * factor for one in scores), ZERO), len(scores))
        assert near(mean * factor, portfolio.divided(COMPANY, scaled))


def _share(part: Decimal | int, whole: int) -> portfolio.Share:
    return portfolio.Share(1, "D", 1, None, "CNY", Decimal(part), Decimal(whole))


@given(money)
def test_an_expense_is_its_amount(amount: Decimal) -> None:
    found = Expense(1, "E", None, None, amount, "EUR", DAY)
    assert INDICATORS["expense_amount"].value(ASKED, found) == amount


def test_every_formula_is_here_or_with_earned_value() -> None:
    earned = {code for code, one in INDICATORS.items() if one.inputs is ev.earned_inputs}
    here = {formula.code for formula in QUOTIENTS} | {
        "revenue", "cost", "cash_in", "cash_out", "project_progress", "progress_deviation",
        "time_deviation", "schedule_delay_rate", "receivable_overdue_days", "expense_amount",
        "project_completion_rate", "customer_satisfaction",
    }  # fmt: skip
    assert here | earned == INDICATORS.keys()
    assert len(earned) == 11
