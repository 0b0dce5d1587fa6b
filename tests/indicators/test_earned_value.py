"""Earned value: textbook-style worked examples in all variants, and what must hold for any figures.

The first example is the one most courses for the PMP examination begin with: a budget of 100,000,
half of it planned, 40 % done, 45,000 spent.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.indicators import projects as ev
from core.indicators.project_states import share_of
from core.indicators.schemas import Question, TargetType
from core.kit.periods import Period

DAY = date(2026, 6, 30)
ASKED = Question(TargetType.PROJECT, DAY, Period(DAY, DAY), "CNY")
NAMES = ("pv", "ev", "sv", "cv", "spi", "cpi", "eac", "eac_plan", "eac_both", "etc", "vac", "tcpi")
FORMULAS = dict(
    zip(
        NAMES,
        (
            ev.planned_value,
            ev.earned_value,
            ev.schedule_variance,
            ev.cost_variance,
            ev.schedule_performance,
            ev.cost_performance,
            ev.estimate_at_completion,
            ev.eac_as_planned,
            ev.eac_by_both,
            ev.estimate_to_complete,
            ev.variance_at_completion,
            ev.to_complete_performance,
        ),
        strict=True,
    )
)
# budget, planned %, done %, spent; then the twelve figures, ratios to four places
EXAMPLES = """
100000 50 40 45000 | 50000 40000 -10000 -5000 0.8000 0.8889 112500 105000 129375 67500 -12500 1.0909
200000 60 60 120000 | 120000 120000 0 0 1.0000 1.0000 200000 200000 200000 80000 0 1.0000
10000 25 30 2000 | 2500 3000 500 1000 1.2000 1.5000 6666.67 9000 5888.89 4666.67 3333.33 0.8750
48000 40 30 18000 | 19200 14400 -4800 -3600 0.7500 0.8000 60000 51600 74000 42000 -12000 1.1200
50000 100 80 50000 | 50000 40000 -10000 -10000 0.8000 0.8000 62500 60000 65625 12500 -12500 -
1000 10 20 400 | 100 200 100 -200 2.0000 0.5000 2000 1200 1200 1600 -1000 1.3333
75000 80 100 90000 | 60000 75000 15000 -15000 1.2500 0.8333 90000 90000 90000 0 -15000 0.0000
24000 50 25 3000 | 12000 6000 -6000 3000 0.5000 2.0000 12000 21000 21000 9000 12000 0.8571
60000 33 33 23100 | 19800 19800 0 -3300 1.0000 0.8571 70000 63300 70000 46900 -10000 1.0894
12000 75 60 9600 | 9000 7200 -1800 -2400 0.8000 0.7500 16000 14400 17600 6400 -4000 2.0000
40000 0 10 5000 | 0 4000 4000 -1000 - 0.8000 50000 41000 - 45000 -10000 1.0286
40000 20 0 5000 | 8000 0 -8000 -5000 0.0000 0.0000 - 45000 - - - 1.1429
30000 20 20 0 | 6000 6000 0 6000 1.0000 - - 24000 - - - 0.8000
0 50 50 100 | 0 0 0 -100 - 0.0000 - 100 - - - 0.0000
"""


def state(**changes: Any) -> ev.State:
    values: dict[str, Any] = {
        "target_id": 1,
        "target_name": "P",
        "department_id": None,
        "project_id": 1,
        "currency": "CNY",
        "budget": Decimal(1000),
        "estimate": Decimal(1000),
        "cost": Decimal(0),
        "start": date(2026, 1, 1),
        "end": date(2026, 7, 1),
        "ended": None,
        "progress": Decimal(0),
        "planned": Decimal(0),
        "baseline": Decimal(0),
        "records_without_rate": 0,
    }
    values |= changes
    pv, earned = (share_of(values["budget"], values[name]) for name in ("baseline", "progress"))
    return ev.State(**values, pv=pv, ev=earned)


def figures(found: ev.State) -> dict[str, Decimal | None]:
    return {name: formula(ASKED, found) for name, formula in FORMULAS.items()}


@pytest.mark.parametrize("line", EXAMPLES.strip().splitlines())
def test_worked_examples(line: str) -> None:
    given_, wanted = (part.split() for part in line.split("|"))
    budget, planned, done, spent = (Decimal(text) for text in given_)
    found = figures(state(budget=budget, baseline=planned, progress=done, cost=spent))
    for name, text in zip(NAMES, wanted, strict=True):
        value = found[name]
        if text == "-":
            assert value is None, name
        else:
            assert value is not None, name
            places = Decimal("0.0001") if "." in text and len(text.split(".")[1]) == 4 else None
            assert value.quantize(places or Decimal("0.01")) == Decimal(text), name


money = st.decimals(0, 10**9, places=2, allow_nan=False)
share = st.decimals(0, 100, places=6, allow_nan=False)


@given(money, share, share, money, st.integers(2, 1000))
def test_the_scale_of_money_does_not_matter(
    budget: Decimal, planned: Decimal, done: Decimal, spent: Decimal, factor: int
) -> None:
    one = figures(state(budget=budget, baseline=planned, progress=done, cost=spent))
    many = figures(
        state(budget=budget * factor, baseline=planned, progress=done, cost=spent * factor)
    )
    for name in NAMES:
        first, second = one[name], many[name]
        assert (first is None) == (second is None), name
        if first is not None and second is not None:
            wanted = first if name in {"spi", "cpi", "tcpi"} else first * factor
            assert abs(second - wanted) <= abs(wanted) * Decimal("1e-12") + Decimal("1e-12"), name


@given(money, share, share, money)
def test_the_figures_hang_together(
    budget: Decimal, planned: Decimal, done: Decimal, spent: Decimal
) -> None:
    found = figures(state(budget=budget, baseline=planned, progress=done, cost=spent))
    pv, earned, cpi, eac = (found[name] for name in ("pv", "ev", "cpi", "eac"))
    assert pv is not None
    assert earned is not None
    assert 0 <= earned <= budget
    assert found["sv"] == earned - pv
    assert (cpi is None) == (spent == 0)
    assert (eac is None) == (not budget or not done or not spent or not cpi)
    if done == 100 and spent and budget and eac is not None:
        assert abs(eac - spent) < Decimal("0.01")
    assert all(value is None or value.is_finite() for value in found.values())


@pytest.mark.parametrize("missing", ["budget", "progress", "baseline", "cost"])
def test_what_is_missing_takes_what_needs_it(missing: str) -> None:
    whole = state(baseline=Decimal(50), progress=Decimal(40), cost=Decimal(10))
    found = figures(state(**{**_fields(whole), missing: None}))
    needs = {
        "budget": {*NAMES},
        "progress": {*NAMES} - {"pv"},
        "baseline": {"pv", "sv", "spi", "eac_both"},
        "cost": {*NAMES} - {"pv", "ev", "sv", "spi"},
    }[missing]
    assert {name for name, value in found.items() if value is None} == needs


def _fields(found: ev.State) -> dict[str, Any]:
    given = set(ev.State._fields) - {"pv", "ev"}
    return {name: getattr(found, name) for name in given}


@pytest.mark.parametrize(
    ("changes", "deviation"),
    [
        ({"ended": date(2026, 7, 1)}, 0),
        ({"ended": date(2026, 4, 2)}, Decimal("90") / 181),
        ({"end": date(2026, 5, 31)}, Decimal(-30) / 150),  # still running
        ({"end": None}, None),
        ({"start": None}, None),
        ({"end": date(2026, 1, 1)}, None),  # planned within a day
    ],
)
def test_time(changes: dict[str, Any], deviation: Decimal | None) -> None:
    found = state(**changes)
    assert ev.time_deviation(ASKED, found) == deviation
    late = ev.delay_rate(ASKED, found)
    assert late == (None if deviation is None else -deviation)


@pytest.mark.parametrize(
    ("planned", "done", "deviation"),
    [(50, 40, Decimal("0.2")), (50, 60, Decimal("-0.2")), (0, 10, None), (None, 10, None)],
)
def test_progress_behind_plan(planned: int | None, done: int, deviation: Decimal | None) -> None:
    values = {
        "planned": None if planned is None else Decimal(planned),
        "progress": Decimal(done),
    }
    assert ev.progress_deviation(ASKED, state(**values)) == deviation
