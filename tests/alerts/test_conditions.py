"""When a value breaks a rule; exact at the threshold itself."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alerts.board import make_board
from core.alerts.rules import Condition, Limit, stored_value
from core.alerts.states import Signal

NUMBERS = st.decimals(-(10**6), 10**6, places=4)


@pytest.mark.parametrize(
    ("condition", "below", "at", "above"),
    [
        ("gt", False, False, True),
        ("gte", False, True, True),
        ("lt", True, False, False),
        ("lte", True, True, False),
        ("eq", False, True, False),
    ],
)
def test_at_the_threshold(condition: str, below: bool, at: bool, above: bool) -> None:
    limit = Limit(Condition(condition), Decimal("0.1"))
    values = (Decimal("0.09999999"), Decimal("0.10000000"), Decimal("0.10000001"))
    assert [limit.is_broken(value) for value in values] == [below, at, above]


def test_between_holds_both_ends() -> None:
    limit = Limit(Condition.BETWEEN, Decimal(1), Decimal(2))
    values = [Decimal(text) for text in ("0.99", "1", "1.5", "2", "2.01")]
    assert [limit.is_broken(value) for value in values] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("before", "value", "broken"),
    [
        ("100", "121", True),
        ("100", "120", False),
        ("100", "79", True),
        ("-100", "-121", True),
        ("-100", "-80", False),
        ("0", "50", None),
        (None, "50", None),
        ("100", None, None),
    ],
)
def test_change_is_relative_and_counts_both_ways(
    before: str | None, value: str | None, broken: bool | None
) -> None:
    limit = Limit(Condition.CHANGE, Decimal("0.2"))
    given = [None if text is None else Decimal(text) for text in (value, before)]
    assert limit.is_broken(*given) is broken


@given(st.sampled_from([c for c in Condition if c is not Condition.CHANGE]), NUMBERS, NUMBERS)
def test_what_breaks_a_rule_lies_in_its_range(
    condition: Condition, threshold: Decimal, value: Decimal
) -> None:
    limit = Limit(condition, threshold, threshold + 10)
    low, high = limit.values()
    if limit.is_broken(value):
        assert low is None or low <= value
        assert high is None or value <= high


def test_an_absurd_value_is_stored_at_the_end_of_what_can_be() -> None:
    most = Decimal(10**16 - 1)
    assert [stored_value(sign * Decimal(10) ** 17) for sign in (1, -1)] == [most, -most]
    assert stored_value(Decimal("0.123456789")) == Decimal("0.12345679")


@pytest.mark.parametrize(
    ("condition", "threshold", "recovery", "values", "signals"),
    [
        ("gt", 100, 90, (101, 100, 91, 90, 89), "breach band band fine fine"),
        ("gte", 100, 90, (101, 100, 91, 90, 89), "breach breach band band fine"),
        ("lt", 10, 15, (9, 10, 14, 15, 16), "breach band band fine fine"),
        ("lte", 10, 15, (9, 10, 14, 15, 16), "breach breach band band fine"),
        ("gt", 100, None, (101, 100, 91, 90, 89), "breach fine fine fine fine"),
    ],
)
def test_between_threshold_and_recovery_an_alert_stays(
    condition: str, threshold: int, recovery: int | None, values: tuple[int, ...], signals: str
) -> None:
    given = None if recovery is None else Decimal(recovery)
    limit = Limit(Condition(condition), Decimal(threshold), recovery=given)
    assert [str(limit.signal(Decimal(value))) for value in values] == signals.split()
    assert limit.signal(None) is Signal.NO_DATA


VALUES = st.lists(st.one_of(st.none(), st.integers(-5, 5).map(Decimal)), max_size=30)


@given(
    st.sampled_from(list(Condition)),
    st.integers(-4, 4).map(Decimal),
    VALUES,
    VALUES,
)
def test_bisection_finds_what_comparing_finds(
    condition: Condition,
    threshold: Decimal,
    now: list[Decimal | None],
    before: list[Decimal | None],
) -> None:
    limit = Limit(condition, threshold, threshold + 2)
    former = dict(enumerate(before))
    rows = [SimpleNamespace(target_id=number) for number in range(len(now))]
    board = make_board(zip(rows, now, strict=True), {7: former})
    found = {row.target_id for row in board.breaking(limit, 7)}
    compared = [limit.is_broken(value, former.get(number)) for number, value in enumerate(now)]
    assert found == {number for number, broken in enumerate(compared) if broken}
    assert len(board.missing) == now.count(None)
