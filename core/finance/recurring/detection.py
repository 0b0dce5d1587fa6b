"""Payments that come again: found in the days and amounts of one payee. Pure.

A series is weekly, monthly, quarterly or yearly; most of its gaps are one interval, some may be
several (payments missed). Payments of one payee that are no series together are tried by equal
amounts, and equal amounts that follow one another in step become one series whose price changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

from core.finance.recurring.intervals import BEATS, Interval, following, usual_day
from core.kit.i18n import N_
from core.kit.money import to_cents


class SeriesState(StrEnum):
    """Whether the next payment is on time, has not come yet, or none is expected any more."""

    LATE = "late"
    RUNNING = "running"
    ENDED = "ended"


SERIES_STATE_NAMES = {
    SeriesState.LATE: N_("Not seen yet"),
    SeriesState.RUNNING: N_("Running"),
    SeriesState.ENDED: N_("Ended"),
}
IN_STEP = 0.6  # share of gaps that must be one interval
SPREAD = Decimal("0.5")  # of the median, that most amounts of a series lie within
SAME = Decimal("0.02")  # up to which an amount counts as the same price
RISE = Decimal("0.01")  # from which a change of price is told
DRIFT = Decimal("0.2")  # from which a change of varying amounts is told
RECENT = 3
VARYING = 3  # payments more that prove a series whose amount is never the same
LOST = 2  # intervals after which a late series has ended


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment."""

    id: int
    day: date
    amount: Decimal


@dataclass(frozen=True)
class Change:
    """A new amount since a day, against the one before; `rate` 0.12 = 12 % more."""

    since: date
    before: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Series:
    """A recurring payment. `typical` is the amount expected next, `missed` are days on which one
    was expected and none came, `only_amount` where other payments of the payee are left out."""

    interval: Interval
    payments: tuple[Paid, ...]
    typical: Decimal
    change: Change | None
    next_on: date
    missed: tuple[date, ...]
    state: SeriesState
    is_part: bool

    @property
    def yearly_cost(self) -> Decimal:
        """What it costs a year at the typical amount."""
        return self.typical * BEATS[self.interval].a_year


def find_series(
    payments: Iterable[Paid], as_of: date, *, is_whole: bool = True
) -> tuple[Series, ...]:
    """The recurring payments among payments to one payee in one currency; all of them, or, with
    `is_whole` false, those whose amounts come again."""
    ordered = sorted((one for one in payments if one.amount > 0), key=lambda one: (one.day, one.id))
    if (interval := _interval(ordered)) and _similar(ordered) and _is_proven(ordered, interval):
        return (_series(ordered, interval, as_of, is_part=not is_whole),)
    by_amount: dict[Decimal, list[Paid]] = defaultdict(list)
    for one in ordered:
        by_amount[one.amount].append(one)
    chains = _chained([rows for rows in by_amount.values() if _interval(rows)])
    leftover = len(ordered) > sum(map(len, chains))
    several = len(chains) > 1 or leftover or not is_whole
    return tuple(
        _series(chain, beat, as_of, is_part=several)
        for chain in chains
        if (beat := _interval(chain)) is not None
    )


def _gaps(rows: Sequence[Paid]) -> list[int]:
    return [(after.day - before.day).days for before, after in pairwise(rows)]


def _interval(rows: Sequence[Paid]) -> Interval | None:
    """The interval the payments keep; None where they keep none."""
    gaps = _gaps(rows)
    for interval, beat in BEATS.items():
        if len(rows) < beat.least or not gaps:
            continue
        once = sum(beat.shortest <= gap <= beat.longest for gap in gaps)
        steps = [beat.steps(gap) for gap in gaps]
        if once >= IN_STEP * len(gaps) and all(steps):
            return interval
    return None


def _similar(rows: Sequence[Paid]) -> bool:
    """Whether most amounts are near their median, or each is near the one before it."""
    middle = median(one.amount for one in rows)
    near = sum(abs(one.amount - middle) <= SPREAD * middle for one in rows)
    if near >= len(rows) * 2 / 3:
        return True
    steps = pairwise(rows)
    return all(abs(b.amount - a.amount) <= SPREAD * a.amount for a, b in steps)


def _is_proven(rows: Sequence[Paid], interval: Interval) -> bool:
    """Whether there are enough payments: amounts that differ each time need more."""
    return len(_runs(rows)) <= 2 or len(rows) >= BEATS[interval].least + VARYING  # noqa: PLR2004


def _runs(rows: Sequence[Paid]) -> list[list[Paid]]:
    """Payments of the same price that follow one another."""
    runs: list[list[Paid]] = []
    for one in rows:
        if runs and abs(one.amount - runs[-1][-1].amount) <= SAME * runs[-1][-1].amount:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _chained(groups: list[list[Paid]]) -> list[list[Paid]]:
    """Groups of one amount each, joined where one goes on in step after another has ended."""
    chains: list[list[Paid]] = []
    for group in sorted(groups, key=lambda rows: (rows[0].day, rows[0].amount)):
        before = next((chain for chain in chains if _goes_on(chain, group)), None)
        if before is None:
            chains.append(list(group))
        else:
            before.extend(group)
    return chains


def _goes_on(chain: Sequence[Paid], group: Sequence[Paid]) -> bool:
    interval = _interval(chain)
    if interval is None or interval is not _interval(group):
        return False
    gap = (group[0].day - chain[-1].day).days
    near = abs(group[0].amount - chain[-1].amount) <= SPREAD * chain[-1].amount
    return gap > 0 and near and BEATS[interval].steps(gap) == 1


def _series(rows: Sequence[Paid], interval: Interval, as_of: date, *, is_part: bool) -> Series:
    typical, change = _price(rows)
    expected = next_after(rows, interval)
    return Series(
        interval=interval,
        payments=tuple(rows),
        typical=typical,
        change=change,
        next_on=expected,
        missed=_missed(rows, interval),
        state=_state(expected, interval, as_of),
        is_part=is_part,
    )


def _state(expected: date, interval: Interval, as_of: date) -> SeriesState:
    beat = BEATS[interval]
    late = (as_of - expected).days
    if late <= beat.grace:
        return SeriesState.RUNNING
    lost = LOST * beat.longest if interval is not Interval.YEARLY else beat.longest // 2
    return SeriesState.LATE if late <= lost else SeriesState.ENDED


def _price(rows: Sequence[Paid]) -> tuple[Decimal, Change | None]:
    """What the next payment will be, and since when it is another amount than before."""
    runs = _runs(rows)
    if len(runs) <= max(2, len(rows) // RECENT):
        return _fixed(runs)
    last, earlier = rows[-RECENT:], rows[:-RECENT]
    typical = _middle(last)
    change = _changed(last[0].day, _middle(earlier), typical, DRIFT) if earlier else None
    return typical, change


def _fixed(runs: list[list[Paid]]) -> tuple[Decimal, Change | None]:
    typical = _middle(runs[-1])
    if len(runs) == 1:
        return typical, None
    return typical, _changed(runs[-1][0].day, _middle(runs[-2]), typical, RISE)


def _middle(rows: Sequence[Paid]) -> Decimal:
    return to_cents(Decimal(median(one.amount for one in rows)))


def _changed(since: date, before: Decimal, now: Decimal, least: Decimal) -> Change | None:
    rate = (now - before) / before if before else Decimal(0)
    return Change(since, before, rate) if abs(rate) >= least else None


def next_after(rows: Sequence[Paid], interval: Interval) -> date:
    """The day the next payment is expected: a week later, or on the usual day of the month."""
    return following(rows[-1].day, interval, _usual(rows))


def _usual(rows: Sequence[Paid]) -> int:
    return usual_day([one.day for one in rows])


def _missed(rows: Sequence[Paid], interval: Interval) -> tuple[date, ...]:
    """Days inside the series on which a payment was expected and none came."""
    beat, usual, found = BEATS[interval], _usual(rows), []
    for before, gap in zip(rows, _gaps(rows), strict=False):
        day = before.day
        for _ in range(beat.steps(gap) - 1):
            day = following(day, interval, usual)
            found.append(day)
    return tuple(found)
