"""How a figure moved, beside the same steps of another time; remembered until data changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.indicators.comparison import Comparison, compared_span
from core.indicators.series import Step, trend
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.viewer import Viewer


@dataclass(frozen=True)
class Point:
    """The value on a day; None where the formula has none."""

    day: date
    value: Decimal | None


@dataclass(frozen=True)
class Course:
    """The points of the time asked for, and of the other time (empty without a comparison).
    Money is in `currency`."""

    points: tuple[Point, ...]
    compared: tuple[Point, ...]
    currency: str | None


def course(
    ctx: Ctx,
    code: str,
    *,
    target_type: str,
    target_id: int,
    start: date,
    end: date,
    step: Step = "month",
    period: str | None = None,
    compare: Comparison | None = None,
) -> Course:
    """The value at the end of each step, as far as the actor may see it. Raises as `trend`."""
    ctx.require("amounts.view")
    what = (code, target_type, target_id, step, period)
    viewer = Viewer(ctx.actor)
    points, currency = _points(ctx, viewer, *what, start, end)
    if compare is None:
        return Course(points, (), currency)
    other, _ = _points(ctx, viewer, *what, *compared_span(start, end, compare))
    return Course(points, other, currency)


@versioned()
def _points(
    ctx: Ctx,
    viewer: Viewer,
    code: str,
    target_type: str,
    target_id: int,
    step: Step,
    period: str | None,
    start: date,
    end: date,
) -> tuple[tuple[Point, ...], str | None]:
    found = trend(
        ctx,
        code,
        target_type=target_type,
        target_id=target_id,
        start=start,
        end=end,
        step=step,
        period=period,
    )
    points = tuple(Point(one.as_of, one.value) for one in found)
    return points, found[-1].unit if found else None
