"""Recurring payments in a payee's days and amounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from core.finance.recurring.detection import Paid, SeriesState, find_series
from core.finance.recurring.intervals import Interval

TODAY = date(2026, 6, 15)


def paid(*pairs: tuple[str, float]) -> list[Paid]:
    return [
        Paid(number, date.fromisoformat(day), Decimal(str(amount)))
        for number, (day, amount) in enumerate(pairs)
    ]


def every(days: int, count: int, amount: float, start: str = "2026-01-05") -> list[Paid]:
    first = date.fromisoformat(start)
    return [Paid(n, first + timedelta(days=n * days), Decimal(str(amount))) for n in range(count)]


def months(day: int, numbers: range, amount: float, year: int = 2026) -> list[Paid]:
    found = []
    for number in numbers:
        last = (date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)).day
        at = date(year + (number - 1) // 12, (number - 1) % 12 + 1, min(day, last))
        found.append(Paid(number + day * 100, at, Decimal(str(amount))))
    return found


MONTHLY = months(5, range(1, 7), 99)


@pytest.mark.parametrize(
    ("payments", "interval", "next_on", "state"),
    [
        (MONTHLY, Interval.MONTHLY, "2026-07-05", SeriesState.RUNNING),
        (months(31, range(1, 6), 10), Interval.MONTHLY, "2026-06-30", SeriesState.RUNNING),
        (every(7, 20, 5, "2026-01-29"), Interval.WEEKLY, "2026-06-18", SeriesState.RUNNING),
        (every(91, 4, 500, "2025-08-01"), Interval.QUARTERLY, "2026-08-01", SeriesState.RUNNING),
        (paid(("2024-06-01", 800), ("2025-06-03", 800)), Interval.YEARLY, "2026-06-02",
         SeriesState.RUNNING),
        (paid(("2024-03-01", 800), ("2025-03-01", 900)), Interval.YEARLY, "2026-03-01",
         SeriesState.LATE),
        (months(5, range(1, 6), 99), Interval.MONTHLY, "2026-06-05", SeriesState.LATE),
        (months(5, range(1, 4), 99), Interval.MONTHLY, "2026-04-05", SeriesState.LATE),
        (months(5, range(1, 7), 99, 2025), Interval.MONTHLY, "2025-07-05", SeriesState.ENDED),
        # paid around the turn of the month, moved by weekends
        (paid(("2026-01-30", 7), ("2026-03-02", 7), ("2026-03-31", 7), ("2026-04-30", 7),
              ("2026-06-01", 7)), Interval.MONTHLY, "2026-06-30", SeriesState.RUNNING),
    ],
)  # fmt: skip
def test_intervals(
    payments: list[Paid], interval: Interval, next_on: str, state: SeriesState
) -> None:
    (found,) = find_series(payments, TODAY)
    assert (found.interval, found.state) == (interval, state)
    assert abs((found.next_on - date.fromisoformat(next_on)).days) <= 1
    assert (found.change is None) == (len({one.amount for one in payments}) == 1)


def test_a_price_rise_and_what_it_costs_a_year() -> None:
    (found,) = find_series(months(5, range(1, 4), 100) + months(6, range(4, 7), 112), TODAY)
    assert found.change is not None
    assert (found.change.since, found.change.rate) == (date(2026, 4, 6), Decimal("0.12"))
    assert (found.typical, found.yearly_cost) == (112, 1344)


def test_varying_amounts_of_a_utility() -> None:
    amounts = [310, 280, 335, 300, 290, 320]
    rows = [
        Paid(n, one.day, Decimal(a))
        for n, (one, a) in enumerate(zip(MONTHLY, amounts, strict=True))
    ]
    (found,) = find_series(rows, TODAY)
    assert (found.interval, found.change, found.typical) == (Interval.MONTHLY, None, 300)
    doubled = [*rows[:3], *(Paid(one.id, one.day, one.amount * 2) for one in rows[3:])]
    (risen,) = find_series(doubled, TODAY)
    assert risen.change is not None
    assert risen.change.since == rows[3].day


def test_gaps_are_payments_missed() -> None:
    (found,) = find_series(months(5, range(1, 3), 9) + months(5, range(4, 7), 9), TODAY)
    assert found.missed == (date(2026, 3, 5),)


def test_two_subscriptions_of_one_vendor_among_other_payments() -> None:
    small, large = months(5, range(1, 7), 20), months(20, range(1, 6), 500)
    raised = months(5, range(1, 5), 20) + months(5, range(5, 7), 25)
    other = paid(("2026-02-11", 77), ("2026-04-02", 1234.5))
    found = find_series([*small, *large], TODAY)
    assert {(one.typical, one.interval, one.is_part) for one in found} == {
        (20, Interval.MONTHLY, True),
        (500, Interval.MONTHLY, True),
    }
    assert {one.typical for one in find_series([*small, *large, *other], TODAY)} == {20, 500}
    found = find_series([*raised, *months(5, range(7, 8), 25), *large], date(2026, 7, 10))
    by_amount = {one.typical: one for one in found}
    assert by_amount[Decimal(25)].change is not None
    assert by_amount[Decimal(500)].change is None


@pytest.mark.parametrize(
    "payments",
    [
        [],
        paid(("2026-01-01", 5)),
        paid(("2026-01-05", 9), ("2026-02-05", 9)),
        paid(("2026-01-05", -9), ("2026-02-05", -9), ("2026-03-05", -9)),
        paid(("2026-01-05", 9), ("2026-01-17", 80), ("2026-03-01", 700), ("2026-03-02", 4)),
        paid(("2026-03-05", 50), ("2026-04-03", 61), ("2026-05-05", 72)),
        paid(("2026-01-05", 5), ("2026-02-05", 900), ("2026-03-05", 11), ("2026-04-05", 4000)),
    ],
)
def test_no_series(payments: list[Paid]) -> None:
    assert find_series(payments, TODAY) == ()


def test_noise_is_no_series() -> None:
    random = Random(7)
    for _ in range(50):
        rows = [
            Paid(n, TODAY - timedelta(days=random.randrange(700)),
                 Decimal(random.randrange(100, 100_000)) / 100)
            for n in range(60)
        ]  # fmt: skip
        assert find_series(rows, TODAY) == ()
