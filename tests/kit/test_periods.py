"""What a period's name means on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.kit.money import ratio, to_cents
from core.kit.periods import Period, month_start, previous_period, resolve_period, today

DAY = date(2026, 5, 17)


@pytest.mark.parametrize(
    ("name", "first_month", "start"),
    [
        ("month_to_date", 1, date(2026, 5, 1)),
        ("quarter_to_date", 1, date(2026, 4, 1)),
        ("quarter_to_date", 3, date(2026, 3, 1)),
        ("quarter_to_date", 12, date(2026, 3, 1)),
        ("year_to_date", 1, date(2026, 1, 1)),
        ("year_to_date", 6, date(2025, 6, 1)),
        ("last_30_days", 1, date(2026, 4, 18)),
        ("last_365_days", 1, date(2025, 5, 18)),
    ],
)
def test_periods_end_on_the_day(name: str, first_month: int, start: date) -> None:
    assert resolve_period(name, DAY, first_month) == Period(start, DAY)


def test_the_period_before_has_the_same_length() -> None:
    period = Period(date(2026, 2, 1), date(2026, 2, 28))
    before = previous_period(period)
    assert (before.end, before.days) == (date(2026, 1, 31), 28)


def test_months_back() -> None:
    assert month_start(date(2026, 1, 31), back=1) == date(2025, 12, 1)
    assert month_start(DAY, back=17) == date(2024, 12, 1)


def test_the_companys_day_is_not_the_day_in_utc() -> None:
    late = datetime(2026, 6, 14, 17, 0, tzinfo=UTC)
    assert today(late, "Asia/Shanghai") == date(2026, 6, 15)
    assert today(late, "America/New_York") == date(2026, 6, 14)


def test_cents_are_rounded_half_up_and_ratios_may_be_missing() -> None:
    assert [to_cents(Decimal(x)) for x in ("0.005", "-0.005", "1.0049")] == [
        Decimal("0.01"),
        Decimal("-0.01"),
        Decimal("1.00"),
    ]
    assert ratio(Decimal(1), Decimal(0)) is ratio(None, Decimal(1)) is None
    assert ratio(Decimal(1), Decimal(4)) == Decimal("0.25")
