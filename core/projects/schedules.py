"""What forecasts of many projects need of their milestones, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, func, select, union

from core.kit.context import Ctx
from core.kit.rows import plain_rows
from core.kit.versions import days_table
from core.projects.forecast import Step
from core.projects.milestones.in_force import frozen_milestones_on, frozen_on, plan_on
from data.schema import MilestonePlan, ProjectBaseline


@dataclass(frozen=True)
class Plans:
    """Of projects by id: the milestones of their baselines in the order of their dates, what the
    plan has beside them, and the ends that were frozen."""

    steps: Mapping[int, tuple[Step, ...]]
    added: Mapping[int, tuple[Step, ...]]
    agreed: Mapping[int, date | None]

    def longest_overdue(self, key: int, day: date) -> Step | None:
        """The milestone of a project that has been overdue longest on the day of the plans."""
        held = (*self.steps.get(key, ()), *self.added.get(key, ()))
        late = [one for one in held if one.reached is None and one.overdue(day)]
        return min(late, key=attrgetter("due", "milestone_id"), default=None)


def plans_on_day(ctx: Ctx, day: date, ids: Collection[int] | None = None) -> Plans:
    """Milestones and agreed ends of a day. The caller has seen to it that the actor may see the
    projects."""
    agreed = agreed_ends(ctx, day, ids)
    steps: dict[int, list[Step]] = defaultdict(list)
    added: dict[int, list[Step]] = defaultdict(list)
    for key, milestone, frozen, weight, name, expected, actual in plain_rows(ctx, _steps(day, ids)):
        reached = actual if actual is not None and actual <= day else None
        planned = expected if frozen is None else frozen
        step = Step(planned, weight, reached, expected is not None, expected, name, milestone)
        (added if frozen is None and key in agreed else steps)[key].append(step)
    return Plans(_in_order(steps), _in_order(added), agreed)


def _in_order(steps: Mapping[int, list[Step]]) -> dict[int, tuple[Step, ...]]:
    by_date = attrgetter("planned", "milestone_id")
    return {key: tuple(sorted(found, key=by_date)) for key, found in steps.items()}


def _steps(day: date, ids: Collection[int] | None) -> Select[Any]:
    """project_id, milestone_id, planned date of the frozen plan, weight, name, and planned and
    actual date of the plan in force, of what is in either of them."""
    plan = plan_on(day, ids).subquery("plan")
    frozen = frozen_milestones_on(days_table([day]), ids).subquery("kept")
    return (
        select(
            func.coalesce(frozen.c.project_id, plan.c.project_id),
            func.coalesce(frozen.c.milestone_id, plan.c.milestone_id),
            frozen.c.planned_date,
            func.coalesce(frozen.c.weight, plan.c.weight),
            func.coalesce(plan.c.name, frozen.c.name),
            plan.c.planned_date.label("expected"),
            plan.c.actual_date,
        )
        .select_from(plan)
        .join(frozen, frozen.c.milestone_id == plan.c.milestone_id, full=True)
    )


def agreed_ends(ctx: Ctx, day: date, ids: Collection[int] | None = None) -> dict[int, date | None]:
    """The planned end of each project whose plan was frozen by `day`, as it was frozen."""
    frozen = frozen_on(days_table([day]), ids).subquery("frozen")
    found = select(frozen.c.project_id, ProjectBaseline.end_date).join(
        ProjectBaseline, ProjectBaseline.id == frozen.c.id
    )
    return {row.project_id: row.end_date for row in ctx.session.execute(found)}


def plans_on_days(
    ctx: Ctx, days: Sequence[date], ids: Collection[int] | None = None
) -> dict[date, Plans]:
    """`plans_on_day` of each of the ascending `days`."""
    later = days[-1]
    found = {later: plans_on_day(ctx, later, ids)}
    for earlier in reversed(days[:-1]):
        found[earlier] = _plans_before(ctx, earlier, later, found[later], ids)
        later = earlier
    return found


def _plans_before(
    ctx: Ctx, earlier: date, day: date, plans: Plans, ids: Collection[int] | None
) -> Plans:
    """`plans` of `day` as they were on an `earlier` one: read again only where a plan or baseline
    counts from a day between them."""
    dated = (_dated_between(one, earlier, day) for one in (MilestonePlan, ProjectBaseline))
    changed = set(ctx.session.scalars(union(*dated)))
    if ids is not None:
        changed &= set(ids)
    agreed = {key: end for key, end in plans.agreed.items() if key not in changed}
    steps, added = (_on(held, earlier, changed) for held in (plans.steps, plans.added))
    if not changed:
        return Plans(steps, added, agreed)
    again = plans_on_day(ctx, earlier, changed)
    return Plans({**steps, **again.steps}, {**added, **again.added}, {**agreed, **again.agreed})


def _dated_between(model: Any, earlier: date, day: date) -> Any:
    return select(model.project_id).where(model.effective_on > earlier, model.effective_on <= day)


def _on(
    held: Mapping[int, tuple[Step, ...]], day: date, changed: Collection[int]
) -> dict[int, tuple[Step, ...]]:
    """The same milestones, not yet reached where that was after `day`."""
    return {
        key: tuple(
            one._replace(reached=None) if one.reached is not None and one.reached > day else one
            for one in steps
        )
        for key, steps in held.items()
        if key not in changed
    }
