"""Quiet hours over midnight, over changes of the clock, in other zones."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.notifications.deliveries.rules import LONGEST_WAIT, wait_after
from core.notifications.quiet import QuietHours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 (made aware below)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "zone", "moment", "until"),
    [
        ("22:00", "07:00", SHANGHAI, "2026-06-15T14:00", "2026-06-15T23:00"),
        ("22:00", "07:00", SHANGHAI, "2026-06-15T22:59", "2026-06-15T23:00"),
        ("22:00", "07:00", SHANGHAI, "2026-06-15T23:00", None),
        ("22:00", "07:00", SHANGHAI, "2026-06-15T13:59", None),
        ("12:00", "14:00", SHANGHAI, "2026-06-15T05:30", "2026-06-15T06:00"),
        ("12:00", "14:00", SHANGHAI, "2026-06-15T06:00", None),
        ("22:00", "07:00", BERLIN, "2026-03-28T22:00", "2026-03-29T05:00"),  # summer time begins
        ("22:00", "07:00", BERLIN, "2026-10-24T21:00", "2026-10-25T06:00"),  # and ends
    ],
)
def test_when_quiet_hours_end(
    start: str, end: str, zone: ZoneInfo, moment: str, until: str | None
) -> None:
    hours = QuietHours(time.fromisoformat(start), time.fromisoformat(end), zone)
    assert hours.until(at(moment)) == (at(until) if until else None)


@given(
    some.times(),
    some.times(),
    some.sampled_from([SHANGHAI, BERLIN, ZoneInfo("Pacific/Apia"), ZoneInfo("America/New_York")]),
    some.datetimes(FIRST, LAST),
)
def test_they_end_within_a_day_and_then_are_over(
    start: time, end: time, zone: ZoneInfo, moment: datetime
) -> None:
    hours = QuietHours(start.replace(microsecond=0), end.replace(microsecond=0), zone)
    now = moment.replace(tzinfo=UTC)
    until = hours.until(now)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)


def test_waits_grow_to_an_hour_with_jitter() -> None:
    least = [wait_after(n, lambda: 0.0) for n in range(1, 12)]
    most = [wait_after(n, lambda: 1.0) for n in range(1, 12)]
    assert least[:3] == [timedelta(seconds=24), timedelta(seconds=48), timedelta(seconds=96)]
    assert least == sorted(least)
    assert least[-1] == LONGEST_WAIT * 0.8
    assert most[-1] == LONGEST_WAIT * 1.2
    assert wait_after(10_000, lambda: 0.5) == LONGEST_WAIT
