"""What dates and states of a milestone go together: every state by every date."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kit.errors import Invalid
from core.projects import MilestoneStatus
from core.projects.milestones.rules import Weights, settled
from core.projects.milestones.states import status_on

DAY = date(2026, 6, 15)
BEFORE, AFTER = DAY - timedelta(days=3), DAY + timedelta(days=3)
NEW = {"status": "not_started", "actual_date": None}
BEGUN = {"status": "in_progress", "actual_date": None, "planned_date": AFTER}
REACHED = {"status": "completed", "actual_date": BEFORE, "planned_date": BEFORE}
CASES = [
    ({"planned_date": AFTER}, NEW, "not_started", None),
    ({"planned_date": DAY}, NEW, "not_started", None),
    ({"planned_date": BEFORE}, NEW, "delayed", None),
    ({"planned_date": BEFORE, "status": "in_progress"}, NEW, "delayed", None),
    ({"planned_date": AFTER, "status": "in_progress"}, NEW, "in_progress", None),
    ({"planned_date": BEFORE, "actual_date": BEFORE}, NEW, "completed", BEFORE),
    ({"planned_date": AFTER, "status": "completed"}, NEW, "completed", DAY),
    ({"planned_date": BEFORE, "status": "delayed"}, NEW, "delayed", None),
    ({"status": "completed"}, BEGUN, "completed", DAY),
    ({"actual_date": BEFORE}, BEGUN, "completed", BEFORE),
    ({"planned_date": BEFORE}, BEGUN, "delayed", None),
    ({"name": "Other"}, BEGUN, "in_progress", None),
    ({"name": "Other"}, REACHED, "completed", BEFORE),
    ({"status": "in_progress"}, REACHED, "delayed", None),
    ({"status": "in_progress", "planned_date": AFTER}, REACHED, "in_progress", None),
    ({"actual_date": None}, REACHED, "delayed", None),
    ({"actual_date": None, "planned_date": AFTER}, REACHED, "not_started", None),
    ({"status": "completed"}, REACHED, "completed", BEFORE),
]
REFUSED = [
    ({"planned_date": BEFORE, "actual_date": AFTER}, NEW, "actual_date"),
    ({"planned_date": AFTER, "status": "not_started", "actual_date": BEFORE}, NEW, "actual_date"),
    ({"status": "completed", "actual_date": None}, REACHED, "actual_date"),
    ({"planned_date": DAY, "status": "delayed"}, NEW, "status"),
    ({"status": "delayed"}, BEGUN, "status"),
]


@pytest.mark.parametrize(("sent", "held", "status", "actual"), CASES)
def test_what_follows(
    sent: dict[str, Any], held: dict[str, Any], status: str, actual: date | None
) -> None:
    found = settled(sent, held, DAY)
    assert (found["status"], found["actual_date"]) == (status, actual)


@pytest.mark.parametrize(("sent", "held", "field"), REFUSED)
def test_what_contradicts_itself_is_refused(
    sent: dict[str, Any], held: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        settled(sent, held, DAY)
    assert field in refused.value.fields


def test_settling_what_is_settled_changes_nothing() -> None:
    days = (BEFORE, DAY, AFTER)
    for planned, actual, status in product(days, (None, BEFORE, DAY), MilestoneStatus):
        try:
            once = settled(
                {"planned_date": planned, "actual_date": actual, "status": status}, NEW, DAY
            )
        except Invalid:
            continue
        again = settled({}, {**once, "status": status}, DAY)
        assert (again["status"], again["actual_date"]) == (once["status"], once["actual_date"])
        assert once["status"] == status_on(DAY, planned, once["actual_date"], status)


weights = st.decimals(0, 100, places=6, allow_nan=False)


@given(st.lists(st.tuples(weights, st.booleans(), st.booleans()), max_size=8), weights)
def test_progress_is_a_share_whatever_the_scale(
    rows: list[tuple[Decimal, bool, bool]], scale: Decimal
) -> None:
    def of(factor: Decimal) -> Weights:
        return Weights(
            sum((w * factor for w, _, _ in rows), Decimal(0)),
            sum((w * factor for w, due, _ in rows if due), Decimal(0)),
            sum((w * factor for w, _, done in rows if done), Decimal(0)),
        )

    plain = of(Decimal(1))
    if plain.total == 0:
        assert plain.progress is None
        assert plain.planned is None
        return
    assert plain.progress is not None
    assert 0 <= plain.progress <= 100
    if scale:
        scaled = of(scale).progress
        assert scaled is not None
        assert abs(scaled - plain.progress) < Decimal("1e-9")
