"""Earned value: examples that others have published, with the answers they print.

Some of them go on with an index rounded to two or three places; their answers are met within half
a percent, all others to the last digit printed. Examples in all variants of EAC, textbook-style,
are in `test_earned_value`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from core.indicators.projects import State
from tests.indicators.test_earned_value import figures, state

ROUNDED = Decimal("0.005")


@dataclass(frozen=True)
class Published:
    """Budget, planned value (None where the source has none), earned value, cost; the answers by
    the names of `test_earned_value`; whether the source goes on with rounded indices."""

    source: str
    budget: int
    pv: int | None
    ev: int
    ac: int
    answers: dict[str, str]
    goes_on_rounded: bool = False

    def state(self) -> State:
        """As a project."""
        budget, whole = Decimal(self.budget), Decimal(100)
        planned = None if self.pv is None else whole * self.pv / budget
        progress = whole * self.ev / budget
        return state(budget=budget, baseline=planned, progress=progress, cost=Decimal(self.ac))


EXAMPLES = (
    Published(
        "PMP Exam Prep, the fence (studylib.net/doc/5898152)",
        4000, 3000, 2500, 2800,
        {"cv": "-300", "cpi": "0.893", "sv": "-500", "spi": "0.833", "eac": "4479", "etc": "1679",
         "vac": "-479"},
        goes_on_rounded=True,
    ),
    Published(
        "Intuit QuickBooks, Using earned value management",
        100_000, 55_000, 50_000, 45_000,
        {"sv": "-5000", "spi": "0.91", "cv": "5000", "cpi": "1.11", "eac": "90000"},
    ),
    Published(
        "calcmastery.com, EVM calculator",
        100_000, 50_000, 40_000, 45_000,
        {"pv": "50000", "ev": "40000", "cpi": "0.89", "spi": "0.80", "sv": "-10000", "cv": "-5000",
         "eac_plan": "105000"},
    ),
    Published(
        "codingace.net, Earned value, Foundation works",
        240_000, 120_000, 105_000, 115_000,
        {"cpi": "0.913", "spi": "0.875", "eac": "262857.14"},
    ),
    Published(
        "codingace.net, Earned value, Steel framing",
        360_000, 180_000, 190_000, 175_000,
        {"cpi": "1.086", "spi": "1.056", "eac": "331578.95"},
    ),
    Published(
        "codingace.net, Earned value, Mechanical systems",
        210_000, 95_000, 82_000, 90_000,
        {"cpi": "0.911", "spi": "0.863", "eac": "230487.80"},
    ),
    Published(
        "gristprojectmanagement.us, Integration, figure 7-13",
        500_000, None, 100_000, 127_000,
        {"eac_plan": "527000"},
    ),
    Published(
        "gristprojectmanagement.us, Integration, figure 7-14",
        500_000, None, 150_000, 162_000,
        {"cpi": "0.93", "eac": "538344"},
        goes_on_rounded=True,
    ),
    Published(
        "hksmnow.com, To-complete performance index, example",
        1_000_000, None, 400_000, 500_000,
        {"tcpi": "1.20"},
    ),
    Published(
        "hksmnow.com, To-complete performance index, question",
        2_000_000, None, 900_000, 1_050_000,
        {"tcpi": "1.16"},
    ),
    Published(
        "Govan, R package PRA, cv and cpi",
        100_000, None, 35_000, 36_000,
        {"cv": "-1000", "cpi": "0.9722222"},
    ),
    Published(
        "Govan, R package PRA, eac (atypical) and tcpi",
        100_000, None, 35_000, 63_000,
        {"eac_plan": "128000", "tcpi": "1.76"},
    ),
    Published(
        "coda.io, XYZ website redesign, project performance",
        105_430, 15_595, 15_595, 14_866,
        {"cv": "729.00", "cpi": "1.04904", "spi": "1.00", "sv": "0.00", "eac": "100501.60",
         "etc": "85635.60", "vac": "4928.40"},
        goes_on_rounded=True,
    ),
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.source)
def test_published_examples(example: Published) -> None:
    found = figures(example.state())
    for name, printed in example.answers.items():
        value, answer = found[name], Decimal(printed)
        assert value is not None, name
        near = abs(value - answer) <= abs(answer) * ROUNDED
        assert value.quantize(answer) == answer or (example.goes_on_rounded and near), name
