"""What a plan and what was used say together: to date, over since when, at the end. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.finance.budgeting.plans import ZERO, Months, months_of, share_of_month
from core.kit.i18n import N_
from core.kit.money import LIMIT, ratio, to_cents
from core.kit.periods import Period

SETTLED_DAYS = 28  # before that one bill decides the pace
LONGEST_YEAR = 366


class Method(StrEnum):
    """How the end of a period is guessed."""

    PACE = "pace"
    LAST_YEAR = "last_year"
    PLAN = "plan"
    ENDED = "ended"


METHOD_NAMES = {
    Method.PACE: N_("Used so far, and the rest of the plan at the pace so far"),
    Method.LAST_YEAR: N_("Used so far, and last year’s rest at this year’s pace"),
    Method.PLAN: N_("Used so far, and the rest of the plan"),
    Method.ENDED: N_("What was used; the period is over"),
}


class BudgetState(StrEnum):
    """How a budget stands, the worst first."""

    OVER = "over"
    AHEAD = "ahead"
    HEADING = "heading"
    WITHIN = "within"


BUDGET_STATE_NAMES = {
    BudgetState.OVER: N_("Over budget"),
    BudgetState.AHEAD: N_("Above plan"),
    BudgetState.HEADING: N_("Will exceed"),
    BudgetState.WITHIN: N_("Within plan"),
}


@dataclass(frozen=True)
class Track:
    """What is planned and used by month, in company currency. `former` is what the same days a
    year earlier used, by the month of this period they stand for, `former_to_date` up to the day
    a year before the one that is asked about."""

    period: Period
    plan: Months
    used: Months
    former: Months = field(default_factory=dict)
    former_to_date: Decimal = ZERO


@dataclass(frozen=True)
class Outlook:
    """How a track stands on a day. `over_by` is what was used beyond the plan to date, None where
    it was not; `over_since` the month since which the use is above the plan without a break."""

    total: Decimal
    planned: Decimal
    used: Decimal
    remaining: Decimal
    rate: Decimal | None
    forecast: Decimal | None
    method: Method | None
    over_by: Decimal | None
    over_since: date | None
    state: BudgetState


def planned_until(track: Track, as_of: date) -> Decimal:
    """The plan up to and with `as_of`; of a month that runs, the part of its days gone by."""
    total = ZERO
    for month, amount in track.plan.items():
        whole = share_of_month(month, track.period)
        if whole and month <= as_of:
            end = min(as_of, track.period.end)
            gone = share_of_month(month, Period(track.period.start, end))
            total += amount * gone / whole
    return to_cents(total)


def over_since(track: Track, as_of: date) -> date | None:
    """The month since which the cumulative use is above the cumulative plan without a break.

    An excess begins when a month's whole plan is exceeded and lasts while the use stays above
    the plan to date, so that neither a bill on the first of a month nor a month that has just
    begun changes the answer.
    """
    since: date | None = None
    planned = used = ZERO
    for month in months_of(track.period):
        if month > as_of:
            break
        planned += track.plan.get(month, ZERO)
        used += track.used.get(month, ZERO)
        runs = _last_day(month) > as_of and track.period.end > as_of
        limit = planned_until(track, as_of) if runs and since else planned
        since = (since or month) if used > limit else None
    return since


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def outlook(track: Track, as_of: date) -> Outlook:
    """How the track stands on `as_of`."""
    total, used = sum(track.plan.values(), ZERO), sum(track.used.values(), ZERO)
    planned = planned_until(track, as_of)
    since = over_since(track, as_of)
    forecast, method = _forecast(track, as_of, planned, used)
    return Outlook(
        total=total,
        planned=planned,
        used=used,
        remaining=total - used,
        rate=ratio(used, total),
        forecast=forecast,
        method=method,
        over_by=used - planned if since else None,
        over_since=since,
        state=_state(total, used, since, forecast),
    )


def _state(
    total: Decimal, used: Decimal, since: date | None, forecast: Decimal | None
) -> BudgetState:
    if used > total:
        return BudgetState.OVER
    if since:
        return BudgetState.AHEAD
    if forecast is not None and forecast > total:
        return BudgetState.HEADING
    return BudgetState.WITHIN


def _forecast(
    track: Track, as_of: date, planned: Decimal, used: Decimal
) -> tuple[Decimal | None, Method | None]:
    """The amount at the end and how it was guessed; None before the period begins."""
    if as_of < track.period.start:
        return None, None
    if as_of >= track.period.end:
        return used, Method.ENDED
    rest = sum(track.plan.values(), ZERO) - planned
    if (as_of - track.period.start).days < SETTLED_DAYS or used <= 0:
        return to_cents(used + rest), Method.PLAN
    if _has_last_year(track):
        left = sum(track.former.values(), ZERO) - track.former_to_date
        return _guess(used + left * used / track.former_to_date), Method.LAST_YEAR
    if not planned:
        return to_cents(used + rest), Method.PLAN
    return _guess(used + rest * used / planned), Method.PACE


def _guess(amount: Decimal) -> Decimal | None:
    """To the cent; None for what is beyond any amount that can be kept."""
    return to_cents(amount) if abs(amount) <= LIMIT else None


def _has_last_year(track: Track) -> bool:
    """Whether every month of the period had expenses a year earlier, over twelve months."""
    months = months_of(track.period)
    return (
        len(months) >= 12  # noqa: PLR2004
        and track.period.days <= LONGEST_YEAR
        and track.former_to_date > 0
        and all(track.former.get(month, ZERO) > 0 for month in months)
    )


@dataclass(frozen=True)
class MonthUse:
    """A month of a budget: planned, used (None after the day asked about), and running totals
    with the forecast drawn on from the day on to the end."""

    month: date
    planned: Decimal
    used: Decimal | None
    planned_so_far: Decimal
    used_so_far: Decimal | None
    forecast_so_far: Decimal | None


def months_used(track: Track, found: Outlook, as_of: date) -> tuple[MonthUse, ...]:
    """The months for a chart; the forecast's rest is laid over the months as the plan is."""
    rows, planned, used = [], ZERO, ZERO
    for month in months_of(track.period):
        planned += track.plan.get(month, ZERO)
        seen = month <= as_of
        if seen:
            used += track.used.get(month, ZERO)
        guess = _drawn_on(found, planned, as_of, month)
        rows.append(
            MonthUse(
                month,
                track.plan.get(month, ZERO),
                track.used.get(month, ZERO) if seen else None,
                planned,
                used if seen else None,
                guess,
            )
        )
    return tuple(rows)


def _drawn_on(found: Outlook, planned: Decimal, as_of: date, month: date) -> Decimal | None:
    """The running total that the forecast expects at the end of a month that is not over."""
    if found.forecast is None or _last_day(month) <= as_of or found.method is Method.ENDED:
        return None
    rest, gone = found.total - found.planned, planned - found.planned
    share = gone / rest if rest else Decimal(1)
    return to_cents(found.used + (found.forecast - found.used) * share)


@dataclass(frozen=True)
class Cause:
    """A category behind an excess: what it used since then, and how much more than before."""

    category_id: int | None
    used: Decimal
    more: Decimal


def causes(
    by_month: Mapping[tuple[int | None, date], Decimal], since: date, as_of: date, *, limit: int = 3
) -> tuple[Cause, ...]:
    """The categories whose use since a month is most above their monthly mean before it.

    `by_month` holds (category, month) -> used, from up to a year before the budget on; without
    earlier months the largest categories are named.
    """
    first = min((month for _, month in by_month), default=since)
    before = max((since.year - first.year) * 12 + since.month - first.month, 0)
    months = (as_of.year - since.year) * 12 + as_of.month - since.month + 1
    found = []
    for category in {category for category, _ in by_month}:
        rows = {month: amount for (one, month), amount in by_month.items() if one == category}
        used = sum((amount for month, amount in rows.items() if month >= since), ZERO)
        earlier = sum((amount for month, amount in rows.items() if month < since), ZERO)
        mean = earlier / before if before else ZERO
        found.append(Cause(category, used, to_cents(used - mean * months)))
    ranked = sorted(found, key=lambda one: (-one.more, one.category_id or 0))
    return tuple(one for one in ranked if one.more > 0)[:limit]
