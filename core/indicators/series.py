"""Indicators over time: the values at the end of many steps, read at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from core.company import company
from core.indicators.library import definition, target_type_of
from core.indicators.queries import MAX_VALUES, period_name, question, to_value
from core.indicators.schemas import (
    Indicator,
    IndicatorValue,
    Question,
    Rows,
    Series,
    TargetType,
)
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.periods import month_start, resolve_period

MAX_STEPS = 400
Step = Literal["day", "week", "month"]


def trend(
    ctx: Ctx,
    code: str,
    *,
    target_type: str | None,
    target_id: int,
    start: date,
    end: date,
    step: Step = "month",
    period: str | None = None,
) -> list[IndicatorValue]:
    """The value at the end of each step from `start` to `end`, read at once. Raises as `values`
    does."""
    indicator = definition(code)
    kind = target_type_of(indicator, target_type)
    days = _steps(start, end, step)
    asked = _questions(ctx, indicator, kind, days, period, [target_id])
    return [
        to_value(indicator, one, indicator.read(one, row))
        for one, rows in _answers(ctx, indicator, asked)
        for row in rows
    ]


def trends(
    ctx: Ctx,
    code: str,
    *,
    target_type: str | None = None,
    target_ids: Collection[int] | None = None,
    start: date,
    end: date,
    step: Step = "month",
    period: str | None = None,
) -> list[Series]:
    """The values of every target the actor may see at the end of each step, read at once. Raises
    as `values` does."""
    indicator = definition(code)
    kind = target_type_of(indicator, target_type)
    days = _steps(start, end, step)
    found: dict[int, Series] = {}
    asked = _questions(ctx, indicator, kind, days, period, target_ids)
    for one, rows in _answers(ctx, indicator, asked):
        for row in rows:
            series = found.get(row.target_id)
            if series is None:
                series = found[row.target_id] = Series(row.target_id, row.target_name)
            series.currency = row.currency
            series.points[one.as_of] = indicator.value(one, row)
    return list(found.values())


def _questions(
    ctx: Ctx,
    indicator: Indicator,
    kind: TargetType,
    days: Sequence[date],
    period: str | None,
    target_ids: Collection[int] | None,
) -> list[Question]:
    """One question a day. Raises NotPermitted without the right to see amounts."""
    ctx.require("amounts.view")
    if not days:
        return []
    asked = question(
        ctx, indicator, kind, target_ids=target_ids, as_of=days[-1], period=period, limit=MAX_VALUES
    )
    first, name = company(ctx).fiscal_year_start, period_name(indicator, period)
    return [asked.on(resolve_period(name, day, first)) for day in days]


def _answers(
    ctx: Ctx, indicator: Indicator, asked: Sequence[Question]
) -> Iterator[tuple[Question, Rows]]:
    if not asked:
        return iter(())
    rows = indicator.load.over(ctx, asked[-1], [one.period for one in asked])
    return zip(asked, rows, strict=True)


def _steps(start: date, end: date, step: str) -> list[date]:
    if step not in ("day", "week", "month"):
        message = N_("Choose one of the steps: day, week, month.")
        raise Invalid("indicator.step", message, fields={"step": message})
    days: list[date] = []
    day = start if step == "day" else _step_end(start, step)
    while day < end and len(days) <= MAX_STEPS:
        days.append(day)
        day = _step_end(day + timedelta(days=1), step)
    if len(days) >= MAX_STEPS:
        message = N_("Ask for at most {limit} steps.")
        raise Invalid("indicator.too_long", message, fields={"from": message}, limit=MAX_STEPS)
    return [*days, end] if start <= end else []


def _step_end(day: date, step: str) -> date:
    if step == "day":
        return day
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    return month_start(day, back=-1) - timedelta(days=1)
