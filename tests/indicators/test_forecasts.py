"""Cost at the end with its range, what has risen, the S-curve: pure, by examples and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.indicators.cost_forecast import CostMethod, Spending, forecast_cost
from core.indicators.curve import History, curve
from core.indicators.risen import risen
from core.projects import NoForecast, Step

START = date(2026, 1, 1)


def spending(budget: str, done: str, spent: str, planned: str) -> Spending:
    whole = Decimal(budget)
    part = Decimal(100)
    ev, pv = whole * Decimal(done) / part, whole * Decimal(planned) / part
    return Spending(whole, Decimal(spent), ev, pv, Decimal(done))


# budget, done %, spent, planned %; EAC by pace, rest, both, then low, high and over %
COSTS = """
100000 40  45000  50 | 112500    105000    129375    | 105000    129375    12.5
 48000 30  18000  40 |  60000     51600     74000    |  51600     74000    25
 12000 60   9600  75 |  16000     14400     17600    |  14400     17600    33.33
200000 60 120000  60 | 200000    200000    200000    | 200000    200000     0
 10000 30   2000  25 |   6666.67   9000      5888.89 |   5888.89   9000   -33.33
 75000 100 90000  80 |  90000     90000     90000    |  90000     90000    20
 40000 10   5000   0 |  50000     41000         -    |  41000     50000    25
"""


@pytest.mark.parametrize("line", COSTS.strip().splitlines())
def test_worked_examples(line: str) -> None:
    asked, methods, told = (part.split() for part in line.split("|"))
    found = forecast_cost(spending(*asked))
    for method, text in zip(CostMethod, methods, strict=True):
        wanted = None if text == "-" else Decimal(text)
        assert found.methods.get(method) == wanted, method
    assert (found.cost, found.low, found.high) == tuple(
        Decimal(text) for text in (methods[0], *told[:2])
    )
    assert found.over is not None
    assert abs(found.over * 100 - Decimal(told[2])) < Decimal("0.01")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"budget": None}, NoForecast.NO_BUDGET),
        ({"budget": Decimal(0)}, NoForecast.NO_BUDGET),
        ({"cost": None}, NoForecast.NO_RATE),
        ({"cost": Decimal(0)}, NoForecast.NO_COST),
        ({"ev": None}, NoForecast.NO_PROGRESS),
        ({"progress": Decimal(4)}, NoForecast.TOO_EARLY),
    ],
)
def test_where_too_little_is_known_it_says_why(changes: dict[str, Any], reason: NoForecast) -> None:
    whole = spending("1000", "50", "400", "50")
    assert forecast_cost(replace(whole, **changes)).refused is reason
    assert forecast_cost(whole, hidden=True).refused is NoForecast.HIDDEN


money = st.decimals("0.01", 10**9, places=2)
share = st.decimals(5, 100, places=2)


@given(money, share, money, st.decimals(0, 100, places=2))
def test_the_cost_lies_in_its_range(
    budget: Decimal, done: Decimal, spent: Decimal, planned: Decimal
) -> None:
    found = forecast_cost(spending(str(budget), str(done), str(spent), str(planned)))
    if found.refused is not None:
        return
    assert found.cost is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.cost <= found.high
    cent = Decimal("0.01")
    if done == 100:
        assert abs(found.low - spent) <= cent >= abs(found.high - spent)
    assert found.low >= min(spent, found.cost) - cent


def months(*amounts: int, first: int = 1) -> dict[date, Decimal]:
    return {date(2026, first + at, 1): Decimal(amount) for at, amount in enumerate(amounts)}


def by_month(**categories: dict[date, Decimal]) -> dict[tuple[int | None, date], Decimal]:
    return {
        (int(name[1:]), month): amount
        for name, rows in categories.items()
        for month, amount in rows.items()
    }


def test_the_turn_is_found_where_it_lies() -> None:
    found = risen(
        by_month(
            c1=months(100, 100, 100, 100, 180, 220),
            c2=months(50, 50, 50, 50, 50, 50),
            c3=months(90, 80, 70, 60, 50, 40),
        ),
        date(2026, 6, 30),
    )
    assert [(one.category_id, one.since, one.used, one.more) for one in found] == [
        (1, date(2026, 5, 1), Decimal(400), Decimal(200))
    ]


def test_a_mean_of_two_months_is_none() -> None:
    assert risen(by_month(c1=months(10, 10, 500)), date(2026, 3, 31)) == ()
    assert risen({}, date(2026, 3, 31)) == ()


def step(planned: int, weight: int) -> Step:
    return Step(on(planned), Decimal(weight))


def on(day: int) -> date:
    return START + timedelta(days=day)


HISTORY = History(
    start=START,
    budgets=[(on(0), Decimal(1000)), (on(50), Decimal(2000))],
    weights=[
        (on(0), 1, Decimal(40), False),
        (on(0), 2, Decimal(60), False),
        (on(70), 2, Decimal(160), False),
        (on(80), 1, Decimal(40), True),
    ],
    reached={1: on(30)},
    by_hand=[(on(0), Decimal(7))],
    steps=(step(20, 40), step(90, 60)),
    spent=[(on(10), Decimal(100)), (on(60), Decimal(300))],
)


def test_each_day_says_what_was_in_force_then() -> None:
    points = {one.day: one for one in curve(HISTORY, on(85), amounts=True)}
    told = {
        number: (points[on(number)].ev, points[on(number)].ac, points[on(number)].pv)
        for number in (0, 19, 20, 30, 50, 70, 80, 85)
    }
    assert told == {
        0: (0, 0, 0),
        19: (0, 100, 0),
        20: (0, 100, 800),  # of the budget and the baseline of the day shown
        30: (400, 100, 800),
        50: (800, 100, 800),
        70: (400, 400, 800),
        80: (0, 400, 800),  # what was reached belongs to the plan no more
        85: (0, 400, 800),
    }
    assert points[on(90)].planned == 100
    assert (points[on(90)].ev, points[on(90)].ac, points[on(90)].progress) == (None, None, None)


def test_without_amounts_only_progress_is_drawn() -> None:
    points = curve(HISTORY, on(85), amounts=False)
    assert {(one.pv, one.ev, one.ac) for one in points} == {(None, None, None)}
    assert points[-1].planned == 100
    no_rate = curve(replace(HISTORY, spent=None), on(85), amounts=True)
    assert {one.ac for one in no_rate} == {None}
    by_hand = curve(replace(HISTORY, weights=()), on(85), amounts=True)
    assert {one.progress for one in by_hand if one.day <= on(85)} == {7}


@given(st.integers(1, 2000), st.integers(0, 60))
def test_long_histories_stay_drawable(days: int, changes: int) -> None:
    reached = {number: on(number * days // 61) for number in range(changes)}
    found = curve(replace(HISTORY, reached=reached), on(days), amounts=True)
    assert len(found) < 600
    assert [one.day for one in found] == sorted({one.day for one in found})
    assert on(days) in {one.day for one in found}
