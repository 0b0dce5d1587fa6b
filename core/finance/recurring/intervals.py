"""How often a payment may come: the gaps of an interval, and the day that follows another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from core.kit.i18n import N_
from core.kit.periods import month_start

MOST_MISSED = 3  # payments in a row that may be missing inside a series
MONTH_END = 28
HALF_MONTH = 15
RECENT = 6  # payments that show the usual day


class Interval(StrEnum):
    """How often a payment comes."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


INTERVAL_NAMES = {
    Interval.WEEKLY: N_("Weekly"),
    Interval.MONTHLY: N_("Monthly"),
    Interval.QUARTERLY: N_("Quarterly"),
    Interval.YEARLY: N_("Yearly"),
}


@dataclass(frozen=True)
class Beat:
    """An interval's gaps in days, how many payments prove it, and how often a year it comes."""

    shortest: int
    longest: int
    least: int
    months: int  # 0: weeks
    a_year: int
    grace: int  # days after which a payment that has not come is late

    def steps(self, gap: int) -> int:
        """How many intervals a gap is, up to a few; 0: it is off the beat."""
        length = (self.shortest + self.longest) / 2
        count = round(gap / length)
        room = (self.longest - self.shortest) / 2 + count  # days drift with each interval
        near = abs(gap - count * length) <= room
        return count if 1 <= count <= MOST_MISSED + 1 and near else 0


BEATS: dict[Interval, Beat] = {
    Interval.WEEKLY: Beat(5, 9, 5, 0, 52, 4),
    Interval.MONTHLY: Beat(25, 36, 3, 1, 12, 7),
    Interval.QUARTERLY: Beat(83, 99, 3, 3, 4, 14),
    Interval.YEARLY: Beat(345, 385, 2, 12, 1, 30),
}


def usual_day(paid: Sequence[date]) -> int:
    """The usual day of the month of the last payments; 31 where it is the month's last."""
    recent = paid[-RECENT:]
    if sum(map(_is_month_end, recent)) * 2 > len(recent):
        return 31
    days = [day.day for day in recent]
    if max(days) - min(days) > HALF_MONTH:  # around the turn of the month
        days = [day + 31 if day < HALF_MONTH else day for day in days]
    usual = int(median(days))
    return usual - 31 if usual > 31 else usual  # noqa: PLR2004 (days of a month)


def _is_month_end(day: date) -> bool:
    return day.day >= MONTH_END and (day + timedelta(days=3)).month != day.month


def following(day: date, interval: Interval, usual: int) -> date:
    """The day after `day` in step: a week later, or on the usual day of the month."""
    beat = BEATS[interval]
    if not beat.months:
        return day + timedelta(days=7)
    near = [_in_month(month_start(day, back=back), usual) for back in (1, 0, -1)]
    nominal = min(near, key=lambda one: abs((one - day).days))
    return _in_month(month_start(nominal, back=-beat.months), usual)


def _in_month(month: date, usual: int) -> date:
    last = (month_start(month, back=-1) - timedelta(days=1)).day
    return month.replace(day=min(usual, last))
