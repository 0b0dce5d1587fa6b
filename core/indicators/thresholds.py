"""What counts as amber and as red: built-in limits, those of the company, and their history.

A value is off plan when it lies beyond a limit: below it where up is good, above it where down is
good. The signs that a project's light is judged by are not indicators, but have limits like them;
theirs count from the limit on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from core.audit import load_row
from core.company import put_setting
from core.indicators.library import INDICATORS, definition
from core.indicators.schemas import IndicatorValue, Unit
from core.kit.cache import versioned
from core.kit.context import Ctx, Scope
from core.kit.errors import Invalid, NotPermitted
from core.kit.i18n import N_
from core.kit.inputs import Input, Row
from data.schema import Setting, SettingChange, User

PREFIX = "threshold."
SHOWN = 50
Number = Annotated[Decimal, Field(max_digits=24, decimal_places=8, allow_inf_nan=False)]


class Light(StrEnum):
    """Red: act now. Amber: look into it. Green: as planned. None: nothing to judge by."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


BADNESS = {light: place for place, light in enumerate(Light)}


def badness(light: Light) -> int:
    """Its place when the worst comes first: 0 is red."""
    return BADNESS[light]


class Limits(Input):
    """Where amber and red begin; None: never. Ratios are fractions (0.1 = 10 %)."""

    amber: Number | None = None
    red: Number | None = None


@dataclass(frozen=True)
class Sign:
    """Something a project's light is judged by that is no indicator. `name` is a message id."""

    code: str
    name: str
    unit: Unit
    good: Literal["up", "down"] = "down"


class LimitsRow(Row):
    """The limits of an indicator or sign as they are; `is_default`: nobody has changed them."""

    code: str
    amber: Decimal | None
    red: Decimal | None
    is_default: bool
    default_amber: Decimal | None
    default_red: Decimal | None


class LitValue(IndicatorValue):
    """A value with its light by the company's limits."""

    light: Light


class LimitsChange(Row):
    """One change of an indicator's limits; None before the first: the built-in ones."""

    id: int
    changed_at: datetime
    changed_by: int | None
    changed_by_name: str
    before: Limits
    after: Limits


DAYS_LATE, MILESTONE_DAYS = "days_late", "milestone_overdue_days"
OVER_AT_END, SPENT_AHEAD = "over_budget_at_end", "spent_ahead"
SIGNS = {
    one.code: one
    for one in (
        Sign(DAYS_LATE, N_("Days late at the pace so far"), Unit.DAYS),
        Sign(MILESTONE_DAYS, N_("Days a milestone is overdue"), Unit.DAYS),
        Sign(OVER_AT_END, N_("Over budget at the end"), Unit.RATIO),
        Sign(SPENT_AHEAD, N_("Spending ahead of progress"), Unit.RATIO),
    )
}


def _limits(amber: str | None, red: str | None = None) -> Limits:
    return Limits(
        amber=None if amber is None else Decimal(amber), red=None if red is None else Decimal(red)
    )


NO_LIMITS = Limits()
BUILT_IN: Mapping[str, Limits] = {
    "budget_execution_rate": _limits("0.9", "1"),
    "budget_overrun_rate": _limits("-0.1", "0"),
    "gross_margin": _limits("0.15", "0"),
    "collection_rate": _limits("0.9", "0.7"),
    "receivable_overdue_days": _limits("0", "30"),
    "progress_deviation": _limits("0.1", "0.2"),
    "time_deviation": _limits("0", "-0.1"),
    "schedule_delay_rate": _limits("0", "0.1"),
    "cost_consumption_rate": _limits("0.9", "1"),
    "schedule_variance": _limits("0"),
    "cost_variance": _limits("0"),
    "schedule_performance_index": _limits("1", "0.9"),
    "cost_performance_index": _limits("1", "0.9"),
    "variance_at_completion": _limits("0"),
    "to_complete_performance_index": _limits("1", "1.1"),
    "project_completion_rate": _limits("0.9", "0.7"),
    "customer_satisfaction": _limits("80", "60"),
    DAYS_LATE: _limits("7", "28"),
    MILESTONE_DAYS: _limits("1", "30"),
    OVER_AT_END: _limits("0.03", "0.1"),
    SPENT_AHEAD: _limits("0.1", "0.2"),
}
"""Limits until the company sets its own; what is missing has none."""


def light_of(value: Decimal | None, limits: Limits, good: str) -> Light:
    """The light of a value; none without a value or without limits."""
    if value is None or limits == NO_LIMITS:
        return Light.NONE
    for light, limit in ((Light.RED, limits.red), (Light.AMBER, limits.amber)):
        if limit is not None and (value < limit if good == "up" else value > limit):
            return light
    return Light.GREEN


@versioned(size=8)
def company_limits(ctx: Ctx) -> Mapping[str, Limits]:
    """The limits in force of every indicator and sign that has some."""
    rows = ctx.session.execute(
        select(Setting.key, Setting.value).where(Setting.key.startswith(PREFIX, autoescape=True))
    )
    own = {key.removeprefix(PREFIX): _read(value) for key, value in rows if value is not None}
    return {**BUILT_IN, **own}


def limits_of(ctx: Ctx, code: str) -> LimitsRow:
    """The limits of one indicator or sign. Raises NotFound."""
    good_of(code)
    found, standard = company_limits(ctx).get(code, NO_LIMITS), BUILT_IN.get(code, NO_LIMITS)
    return LimitsRow(
        code=code,
        amber=found.amber,
        red=found.red,
        is_default=found == standard,
        default_amber=standard.amber,
        default_red=standard.red,
    )


def good_of(code: str) -> str:
    """Which direction is good: up or down. Raises NotFound for what is no indicator or sign."""
    return SIGNS[code].good if code in SIGNS else definition(code).good


def may_set_limits(ctx: Ctx) -> bool:
    """Whether the actor makes rules for the whole company, or its settings."""
    return ctx.actor.scope("rules.edit") is Scope.COMPANY or ctx.actor.can("settings.admin")


def set_limits(ctx: Ctx, code: str, wanted: Limits) -> LimitsRow:
    """Say where amber and red begin. Needs `rules.edit` for the whole company, or
    `settings.admin`. Raises NotFound, Invalid when red lies on the good side of amber."""
    _authorise(ctx)
    _check(good_of(code), wanted)
    if wanted != company_limits(ctx).get(code, NO_LIMITS):
        put_setting(ctx, PREFIX + code, wanted.model_dump(mode="json"))
    return limits_of(ctx, code)


def reset_limits(ctx: Ctx, code: str) -> LimitsRow:
    """Back to the built-in limits. Raises as `set_limits`."""
    good_of(code)
    return set_limits(ctx, code, BUILT_IN.get(code, NO_LIMITS))


def limits_history(ctx: Ctx, code: str) -> tuple[LimitsChange, ...]:
    """The latest changes, the newest first. Raises NotFound."""
    good_of(code)
    rows = ctx.session.execute(
        select(SettingChange, User.display_name)
        .outerjoin(User, User.id == SettingChange.changed_by)
        .where(SettingChange.key == PREFIX + code)
        .order_by(SettingChange.id.desc())
        .limit(SHOWN)
    )
    return tuple(_change(code, row, name) for row, name in rows)


def restore_limits(ctx: Ctx, code: str, change_id: int) -> LimitsRow:
    """Set the limits back to what they were before that change. Raises NotFound, Invalid."""
    _authorise(ctx)
    row = load_row(ctx, SettingChange, change_id, SettingChange.key == PREFIX + code)
    return set_limits(ctx, code, _before(code, row))


def lit(ctx: Ctx, code: str, rows: Iterable[IndicatorValue]) -> list[LitValue]:
    """The values with their light. Raises NotFound."""
    limits, good = company_limits(ctx).get(code, NO_LIMITS), definition(code).good
    return [LitValue(**dict(row), light=light_of(row.value, limits, good)) for row in rows]


def _authorise(ctx: Ctx) -> None:
    if not may_set_limits(ctx):
        raise NotPermitted(action="rules.edit")


def _check(good: str, wanted: Limits) -> None:
    amber, red = wanted.amber, wanted.red
    if amber is None or red is None:
        return
    if (red > amber) if good == "up" else (red < amber):
        message = N_("Red begins beyond amber, not before it.")
        raise Invalid("indicator.limits", message, fields={"red": message})


def _read(value: Any) -> Limits:
    return Limits.model_validate(value)


def _before(code: str, row: SettingChange) -> Limits:
    return BUILT_IN.get(code, NO_LIMITS) if row.before is None else _read(row.before)


def _change(code: str, row: SettingChange, name: str | None) -> LimitsChange:
    return LimitsChange(
        id=row.id,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        changed_by_name=name or "SelfMastery",
        before=_before(code, row),
        after=_read(row.after),
    )


def known_codes() -> tuple[str, ...]:
    """Everything that can have limits: indicators, then signs."""
    return (*INDICATORS, *SIGNS)
