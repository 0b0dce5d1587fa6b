"""The milestones of the demonstration's running projects, written: planned, reached, moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.kit.context import Ctx
from core.kit.periods import month_start
from core.operations.demo.days import chance
from core.operations.demo.people import Made
from core.operations.demo.work import AHEAD, LATE, PROJECTS, SLIPPED, Project
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    create_milestone,
    freeze_baseline,
    update_milestone,
)

REACHED_BY = 2  # milestones of the project that slips
LATEST = 12  # days a milestone may be reached after its plan


@dataclass(frozen=True)
class Step:
    """A milestone `at` a part of the planned time."""

    name: str
    weight: int
    at: float


STEPS = (
    Step("立项启动", 10, 0.06),
    Step("方案确认", 20, 0.30),
    Step("开发实施", 35, 0.65),
    Step("试运行", 20, 0.86),
    Step("验收交付", 15, 1.0),
)
REASONS = ("客户产线数据接口延期", "试运行良率未达约定，追加一轮验证")


def make_milestones(ctx: Ctx, today: date, made: Made) -> None:
    """The milestones of all projects, and the plans they are measured against."""
    for project in PROJECTS:
        project_id = made.projects[project.code]
        *steps, last = _planned(project, today)
        ids = [create_milestone(ctx, project_id, one, follow=False).id for one in steps]
        ids.append(create_milestone(ctx, project_id, last).id)
        if project.code in {AHEAD, SLIPPED, LATE}:
            begun = BaselineIn(effective_on=project.first(today), reason="签约时的计划")
            freeze_baseline(ctx, project_id, begun)
        for (back, _), reason in zip(project.slips, REASONS, strict=False):
            for step, milestone_id in zip(STEPS[REACHED_BY:], ids[REACHED_BY:], strict=True):
                moved = MilestonePatch(
                    planned_date=_date(project, step, project.moved_to(today, back), today),
                    effective_on=month_start(today, back=back),
                    reason=reason,
                )
                update_milestone(ctx, milestone_id, moved)


def _planned(project: Project, today: date) -> Iterator[MilestoneIn]:
    for number, step in enumerate(STEPS):
        planned = _date(project, step, project.planned_end(today), today)
        reached = planned + timedelta(days=_delay(project, number, step))
        if project.is_over(today):
            reached = min(reached, project.last(today))
        stuck = bool(project.slips) and number >= REACHED_BY
        yield MilestoneIn(
            name=step.name,
            planned_date=planned,
            weight=Decimal(step.weight),
            actual_date=None if stuck or reached > today else reached,
        )


def _delay(project: Project, number: int, step: Step) -> int:
    """How many days after its plan a milestone is reached."""
    if number < len(project.delays):
        return project.delays[number]
    return round(LATEST * chance(project.code, step.name)) - 3


def _date(project: Project, step: Step, end: date, today: date) -> date:
    """When a milestone is due in a plan that ends on `end`."""
    start = project.first(today)
    return start + timedelta(days=round((end - start).days * step.at))
