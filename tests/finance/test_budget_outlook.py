"""Plans to the cent, and what a plan and what was used say together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finance.budgeting.outlook import (
    BudgetState,
    Method,
    Track,
    causes,
    months_used,
    outlook,
    over_since,
    planned_until,
)
from core.finance.budgeting.plans import even_plan, months_of, plan_like, spread
from core.kit.periods import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def month(number: int, year: int = 2026) -> date:
    return date(year, number, 1)


def uses(*amounts: int) -> dict[date, Decimal]:
    return {month(number): Decimal(amount) for number, amount in enumerate(amounts, start=1)}


def track(*used: int, plan: int = 1200, **more: object) -> Track:
    return Track(YEAR, even_plan(YEAR, Decimal(plan)), uses(*used), **more)  # type: ignore[arg-type]


@given(
    st.decimals(0, 10**12, places=2),
    st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=30).filter(any),
)
def test_no_cent_is_lost(amount: Decimal, weights: list[Decimal]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)


def test_months_and_even_plans() -> None:
    assert len(months_of(YEAR)) == 12
    half = Period(date(2026, 1, 17), date(2026, 3, 31))
    plan = even_plan(half, Decimal(100))
    assert list(plan) == [month(1), month(2), month(3)]
    assert plan[month(1)] < plan[month(2)] <= plan[month(3)]
    assert sum(plan.values()) == 100
    assert set(even_plan(YEAR, Decimal(1200)).values()) == {Decimal(100)}
    like = plan_like(YEAR, Decimal(300), {month(2): Decimal(1), month(5): Decimal(2)})
    assert (like[month(2)], like[month(5)], like[month(1)]) == (100, 200, 0)
    assert plan_like(YEAR, Decimal(1200), {month(1): Decimal(-5)}) == even_plan(YEAR, Decimal(1200))


@pytest.mark.parametrize(
    ("as_of", "planned"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 31), 100),
        (date(2026, 4, 15), 350),
        (date(2026, 12, 31), 1200),
        (date(2027, 6, 1), 1200),
    ],
)
def test_plan_to_date(as_of: date, planned: int) -> None:
    assert planned_until(track(), as_of) == planned


@pytest.mark.parametrize(
    ("used", "as_of", "since"),
    [
        ((), date(2026, 5, 10), None),
        ((100, 100, 100), date(2026, 3, 31), None),
        ((101,), date(2026, 1, 31), 1),
        ((90, 90, 150), date(2026, 3, 31), 3),
        ((150, 20, 20, 250), date(2026, 4, 30), 4),  # it recovered in between
        ((100, 100, 99), date(2026, 3, 2), None),  # the month's whole plan is not used up
        ((100, 100, 101), date(2026, 3, 2), 3),
        ((150, 100, 0), date(2026, 3, 1), 1),  # a month has just begun: still over
        ((150, 100, 0), date(2026, 3, 30), None),  # caught up by what was not spent
    ],
)
def test_since_when(used: tuple[int, ...], as_of: date, since: int | None) -> None:
    assert over_since(track(*used), as_of) == (since and month(since))


LAST_YEAR = {"former": uses(*[50] * 11, 450), "former_to_date": Decimal(250)}


@pytest.mark.parametrize(
    ("given_track", "as_of", "forecast", "method", "state"),
    [
        (track(), date(2025, 12, 1), None, None, BudgetState.WITHIN),
        (track(90), date(2026, 1, 10), "1257.74", Method.PLAN, BudgetState.HEADING),
        (track(50, 50, 50), date(2026, 3, 31), "600", Method.PACE, BudgetState.WITHIN),
        (track(100, 100, 150), date(2026, 3, 31), "1400", Method.PACE, BudgetState.AHEAD),
        (track(*[60] * 5, **LAST_YEAR), date(2026, 5, 31), "1200", Method.LAST_YEAR,
         BudgetState.WITHIN),
        (track(*[70] * 5, **LAST_YEAR), date(2026, 5, 31), "1400", Method.LAST_YEAR,
         BudgetState.HEADING),
        (track(*[100] * 12), date(2026, 12, 31), "1200", Method.ENDED, BudgetState.WITHIN),
        (track(2000), date(2026, 3, 31), "8000", Method.PACE, BudgetState.OVER),
        (track(0, 0, 0), date(2026, 3, 31), "900", Method.PLAN, BudgetState.WITHIN),
    ],
)  # fmt: skip
def test_forecast(
    given_track: Track, as_of: date, forecast: str | None, method: Method, state: BudgetState
) -> None:
    found = outlook(given_track, as_of)
    assert found.forecast == (forecast and Decimal(forecast))
    assert (found.method, found.state) == (method, state)


def test_rates_are_none_without_a_plan() -> None:
    found = outlook(Track(YEAR, even_plan(YEAR, Decimal(0)), {}), date(2026, 5, 1))
    assert (found.rate, found.total, found.state) == (None, 0, BudgetState.WITHIN)


def test_months_for_a_chart_go_on_to_the_forecast() -> None:
    one = track(100, 100, 150)
    day = date(2026, 3, 15)
    found = outlook(one, day)
    rows = months_used(one, found, day)
    assert [row.used_so_far for row in rows[:4]] == [100, 200, 350, None]
    assert rows[1].forecast_so_far is None
    assert rows[-1].forecast_so_far == found.forecast
    assert rows[-1].planned_so_far == 1200


def test_causes_are_what_rose_since_then() -> None:
    by_month = {
        (1, month(12, 2025)): Decimal(100),
        **{(1, month(number)): Decimal(100) for number in range(1, 7)},
        **{(2, month(number)): Decimal(10) for number in range(1, 5)},
        (2, month(5)): Decimal(90),
        (2, month(6)): Decimal(90),
        (None, month(6)): Decimal(5),
    }
    found = causes(by_month, month(5), date(2026, 6, 30))
    assert [(one.category_id, one.used) for one in found] == [(2, 180), (None, 5)]
    assert found[0].more == Decimal(180) - Decimal(40) / 5 * 2
    assert causes({}, month(5), date(2026, 6, 30)) == ()
