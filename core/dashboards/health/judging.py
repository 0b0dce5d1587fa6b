"""One light for a project, and why: pure judgment over its figures.

Every sign has an amber and a red limit, the company's own or a built-in one; the light is the worst
of its reasons. Nothing is judged that the figures do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from core.indicators.thresholds import (
    BUILT_IN,
    DAYS_LATE,
    MILESTONE_DAYS,
    NO_LIMITS,
    OVER_AT_END,
    SPENT_AHEAD,
    Light,
    Limits,
    badness,
)
from core.kit.i18n import N_, t
from core.kit.inputs import Row
from core.kit.money import ratio

FULL = Decimal(100)
LEAST_PROGRESS = Decimal(5)  # a pace over less says nothing
BUDGET_USED = "budget_execution_rate"
By = Mapping[str, Limits]
"""The limits to judge by, by sign or indicator."""
LIGHT_NAMES = {
    Light.RED: N_("Off plan"),
    Light.AMBER: N_("At risk"),
    Light.GREEN: N_("On plan"),
    Light.NONE: N_("No plan"),
}


class Reason(Row):
    """Why a light is what it is, for screens and REST: how bad, a stable code, a sentence."""

    light: Light
    code: str
    text: str


class Ground(NamedTuple):
    """What was found: how bad, a stable code, and a message with its parameters."""

    light: Light
    code: str
    message: str
    params: Mapping[str, Any] = MappingProxyType({})

    @property
    def text(self) -> str:
        """In the reader's language; put into words where it is read, for of many few are."""
        return t(self.message, **self.params)

    def reason(self) -> Reason:
        """The same in words."""
        return Reason(light=self.light, code=self.code, text=self.text)


class Facts(NamedTuple):
    """What is judged. Money in one currency; progress 0-100; `overdue` the name and the days of
    the milestone that waits longest; `alerts` open ones, `severe` those of high severity;
    `forecast` the end by earned schedule, `agreed` the one of the frozen plan."""

    as_of: date
    running: bool
    start: date | None = None
    end: date | None = None
    progress: Decimal | None = None
    budget: Decimal | None = None
    cost: Decimal | None = None
    eac: Decimal | None = None
    overdue: tuple[str, int] | None = None
    alerts: int = 0
    severe: int = 0
    forecast: date | None = None
    agreed: date | None = None


def forecast_end(facts: Facts) -> date | None:
    """The forecast, else the end at the pace so far: elapsed days ÷ progress. None below 5 % or
    once finished."""
    if not facts.running or facts.start is None or facts.progress is None:
        return None
    if facts.forecast is not None:
        return facts.forecast
    elapsed = (facts.as_of - facts.start).days
    if facts.progress < LEAST_PROGRESS or elapsed <= 0:
        return None
    days = int((elapsed * FULL / facts.progress).to_integral_value())
    return facts.start + timedelta(days=min(days, 36_500))


def days_late(facts: Facts) -> int | None:
    """Days between the agreed end and the one forecast; negative when early."""
    end, agreed = forecast_end(facts), facts.agreed or facts.end
    return None if end is None or agreed is None else (end - agreed).days


def over_budget(facts: Facts) -> Decimal | None:
    """(EAC - budget) ÷ budget."""
    if facts.eac is None or facts.budget is None:
        return None
    return ratio(facts.eac - facts.budget, facts.budget)


def judge(facts: Facts, limits: By = BUILT_IN) -> tuple[Light, tuple[Ground, ...]]:
    """The light and the grounds it comes from, the worst first."""
    tests = (_past_end, _late, _overdue, _overspent, _over, _ahead, _alerts)
    found = [ground for test in tests if (ground := test(facts, limits)) is not None]
    grounds = tuple(sorted(found, key=lambda one: badness(one.light)))
    if grounds:
        return grounds[0].light, grounds
    plan = facts.end is not None or facts.budget or facts.progress
    return (Light.GREEN if plan else Light.NONE), ()


def _ground(light: Light, code: str, message: str, **params: Any) -> Ground:
    return Ground(light, code, message, params)


def _graded(value: Decimal | int, limits: By, code: str) -> Light | None:
    found = limits.get(code, NO_LIMITS)
    if found.red is not None and value >= found.red:
        return Light.RED
    return Light.AMBER if found.amber is not None and value >= found.amber else None


def _past_end(facts: Facts, limits: By) -> Ground | None:
    if not facts.running or facts.end is None or facts.end >= facts.as_of:
        return None
    days = (facts.as_of - facts.end).days
    return _ground(
        Light.RED,
        "past_end",
        N_("Its planned end was {days} days ago, and it is not completed."),
        days=days,
    )


def _late(facts: Facts, limits: By) -> Ground | None:
    late, end = days_late(facts), forecast_end(facts)
    light = None if late is None else _graded(late, limits, DAYS_LATE)
    if light is None or late is None or end is None:
        return None
    return _ground(
        light,
        "late",
        N_("At the pace so far it ends {days} days late, on {day}."),
        days=late,
        day=end,
    )


def _overdue(facts: Facts, limits: By) -> Ground | None:
    if not facts.running or facts.overdue is None:
        return None
    name, days = facts.overdue
    light = _graded(days, limits, MILESTONE_DAYS)
    if light is None:
        return None
    return _ground(
        light, "overdue", N_("The milestone “{name}” is {days} days overdue."), name=name, days=days
    )


def _used_up(used: Decimal, limits: By) -> bool:
    red = limits.get(BUDGET_USED, NO_LIMITS).red
    return red is not None and used > red


def _overspent(facts: Facts, limits: By) -> Ground | None:
    used = ratio(facts.cost, facts.budget)
    if used is None or not _used_up(used, limits):
        return None
    return _ground(
        Light.RED, "overspent", N_("{percent} % of the budget is spent."), percent=_percent(used)
    )


def _over(facts: Facts, limits: By) -> Ground | None:
    over = over_budget(facts)
    light = None if over is None or not facts.running else _graded(over, limits, OVER_AT_END)
    if light is None or over is None:
        return None
    return _ground(
        light,
        "over",
        N_("At the pace so far it costs {percent} % more than budgeted."),
        percent=_percent(over),
    )


def _ahead(facts: Facts, limits: By) -> Ground | None:
    used = ratio(facts.cost, facts.budget)
    if used is None or facts.progress is None or not facts.running or _used_up(used, limits):
        return None
    light = _graded(used - facts.progress / FULL, limits, SPENT_AHEAD)
    if light is None:
        return None
    message = N_("{spent} % of the budget is spent at {progress} % progress.")
    progress = int(facts.progress)
    return _ground(light, "ahead", message, spent=_percent(used), progress=progress)


def _alerts(facts: Facts, limits: By) -> Ground | None:
    if not facts.alerts:
        return None
    light = Light.RED if facts.severe else Light.AMBER
    return _ground(light, "alerts", N_("{count} alerts are open."), count=facts.alerts)


def _percent(fraction: Decimal) -> str:
    return str(int((fraction * FULL).to_integral_value()))
