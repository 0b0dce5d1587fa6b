"""The S-curve of one project: planned value, earned value and cost by day, from few queries.

Earned value and cost on each day are what asking on that day gives: the plan, budget and progress
in force then, expenses dated up to then. Planned value is that of the baseline of the last day,
drawn to its end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.indicators.spending import spent_by_day
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.money import to_cents
from core.projects import Step, percent
from data.schema import MilestonePlan, Project, ProjectMilestone, ProjectPlan, ProjectProgress

ZERO, FULL = Decimal(0), Decimal(100)
MOST_POINTS = 160


class CurvePoint(Row):
    """A day of the curve: planned and actual progress 0-100; PV, EV, AC in the project's currency,
    None without the right to amounts; what lies after the day asked for has only the plan."""

    day: date
    planned: Decimal | None
    progress: Decimal | None
    pv: Decimal | None
    ev: Decimal | None
    ac: Decimal | None


@dataclass(frozen=True)
class History:
    """A project's dated rows in the order they count: (day, value); of milestones
    (day, milestone id, weight, removed). `spent` is None where a record has no rate."""

    start: date
    budgets: Sequence[tuple[date, Decimal]]
    weights: Sequence[tuple[date, int, Decimal, bool]]
    reached: dict[int, date]
    by_hand: Sequence[tuple[date, Decimal]]
    steps: tuple[Step, ...]
    spent: Sequence[tuple[date, Decimal]] | None


def project_curve(
    ctx: Ctx,
    project: Project,
    as_of: date,
    currency: str,
    *,
    steps: tuple[Step, ...],
    amounts: bool,
) -> tuple[CurvePoint, ...]:
    """The curve of a project the actor may see, from its start to `as_of`, the plan to its end.
    `currency` and `steps` are those of the plan and baseline on `as_of`; without `amounts` only
    progress."""
    spent = spent_by_day(ctx, project.id, as_of, currency) if amounts else None
    history = _history(ctx, project, steps, spent)
    return curve(history, as_of, amounts=amounts)


def curve(history: History, as_of: date, *, amounts: bool) -> tuple[CurvePoint, ...]:
    """The points: every day something was planned or reached, and evenly between them."""
    planned = _planned(history.steps)
    budget, costs = _in_force(history.budgets), _running(history.spent or ())
    now = budget(as_of)
    points = []
    for day in _days(history, as_of):
        share, done = planned(day), _progress(history, day) if day <= as_of else None
        at_day = budget(day) if day <= as_of else None
        known = amounts and day <= as_of and history.spent is not None
        points.append(
            CurvePoint(
                day=day,
                planned=share,
                progress=done,
                pv=_part(now, share) if amounts else None,
                ev=_part(at_day, done) if amounts else None,
                ac=to_cents(costs(day) or ZERO) if known else None,
            )
        )
    return tuple(points)


def _part(budget: Decimal | None, share: Decimal | None) -> Decimal | None:
    return None if budget is None or share is None else to_cents(budget * share / FULL)


def _days(history: History, as_of: date) -> list[date]:
    """Days worth a point, at most some hundred."""
    first = min(history.start, as_of)
    changes = {as_of, first}
    changes |= {one.planned for one in history.steps}
    changes |= {day for day in history.reached.values() if day <= as_of}
    for rows in (history.budgets, history.by_hand, history.weights):
        changes |= {row[0] for row in rows if row[0] <= as_of}
    span = (as_of - first).days
    every = max(span // MOST_POINTS, 1 if span <= MOST_POINTS else 7)
    even = {first + timedelta(days=number) for number in range(0, span, every)}
    kept = changes if len(changes) <= MOST_POINTS else {as_of, first}
    return sorted(day for day in kept | even if day >= first)


def _planned(steps: tuple[Step, ...]) -> Callable[[date], Decimal | None]:
    total = sum((one.weight for one in steps), ZERO)
    due = _running(sorted((one.planned, one.weight) for one in steps))
    return lambda day: percent(due(day) or ZERO, total)


def _progress(history: History, day: date) -> Decimal | None:
    """As `project_progress` tells it of that day."""
    plan: dict[int, Decimal | None] = {}
    for since, milestone, weight, removed in history.weights:
        if since > day:
            break
        plan[milestone] = None if removed else weight
    kept = {key: weight for key, weight in plan.items() if weight is not None}
    if not kept:
        return _in_force(history.by_hand)(day)
    reached = history.reached
    done = sum((kept[key] for key in kept if key in reached and reached[key] <= day), ZERO)
    return percent(done, sum(kept.values(), ZERO))


def _in_force(rows: Sequence[tuple[date, Decimal]]) -> Callable[[date], Decimal | None]:
    """The latest value of a day or before; of several of one day the last."""
    days = [day for day, _ in rows]

    def value(day: date) -> Decimal | None:
        at = bisect_right(days, day)
        return rows[at - 1][1] if at else None

    return value


def _running(rows: Iterable[tuple[date, Decimal]]) -> Callable[[date], Decimal | None]:
    """The sum up to a day."""
    total, sums = ZERO, []
    for day, value in rows:
        total += value
        sums.append((day, total))
    return _in_force(sums)


def _history(
    ctx: Ctx,
    project: Project,
    steps: tuple[Step, ...],
    spent: Sequence[tuple[date, Decimal]] | None,
) -> History:
    budgets = _dated(ctx, ProjectPlan, project.id, ProjectPlan.budget)
    by_hand = _dated(ctx, ProjectProgress, project.id, ProjectProgress.progress)
    return History(
        project.start_date,
        budgets or [(project.start_date, project.budget)],
        [tuple(row) for row in ctx.session.execute(_weights(project.id))],
        _reached(ctx, project.id),
        by_hand or [(project.start_date, project.progress)],
        steps,
        spent,
    )


def _dated(ctx: Ctx, model: Any, project_id: int, value: Any) -> list[tuple[date, Decimal]]:
    found = select(model.effective_on, value).where(model.project_id == project_id)
    rows = ctx.session.execute(found.order_by(model.effective_on, model.id))
    return [(row[0], row[1]) for row in rows]


def _weights(project_id: int) -> Any:
    plan = MilestonePlan
    columns = (plan.effective_on, plan.milestone_id, plan.weight, plan.removed)
    found = select(*columns).where(plan.project_id == project_id)
    return found.order_by(plan.effective_on, plan.id)


def _reached(ctx: Ctx, project_id: int) -> dict[int, date]:
    milestone = ProjectMilestone
    found = select(milestone.id, milestone.actual_date).where(
        milestone.project_id == project_id, milestone.actual_date.is_not(None)
    )
    return {row[0]: row[1] for row in ctx.session.execute(found) if row[1] is not None}
