"""What is read of plans is remembered for each project until something of its own plan changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table
from sqlalchemy.sql.visitors import iterate

from core.dashboards.health import portfolio
from core.indicators import frames, values
from core.kit.context import SYSTEM, Ctx
from core.kit.rows import plain_rows
from core.kit.uow import unit_of_work
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    PlanMemory,
    ProgressIn,
    ProjectPatch,
    create_milestone,
    delete_milestone,
    freeze_baseline,
    schedules,
    set_progress,
    update_milestone,
    update_project,
)
from data.contents import WATCHED
from data.schema import MilestonePlan, Project
from tests.finance.records import add
from tests.world import TODAY, World

DAY = timedelta(days=1)


class Reading:
    """Reads the names of projects, and says which it had to read."""

    def __init__(self) -> None:
        self.memory = PlanMemory[str | None](size=4)
        self.read: list[int] = []

    def names(self, ctx: Ctx, ids: Collection[int]) -> dict[int, str | None]:
        def read(missing: Collection[int]) -> dict[int, str | None]:
            self.read += missing
            return {key: ctx.session.get_one(Project, key).name for key in missing}

        return self.memory.get(ctx, "names", ids, read)

    def again(self, *ids: int) -> list[int]:
        """Which of the projects are read when asked for now."""
        self.read = []
        with unit_of_work(SYSTEM) as ctx:
            assert list(self.names(ctx, ids)) == list(ids)
        return self.read


Change = Callable[[Ctx, int, int], object]
CHANGES: dict[str, Change] = {
    "name": lambda ctx, key, _: update_project(ctx, key, ProjectPatch(name="Other")),
    "plan": lambda ctx, key, _: update_project(ctx, key, ProjectPatch(end_date=TODAY + 99 * DAY)),
    "progress": lambda ctx, key, _: set_progress(ctx, key, ProgressIn(progress=7, reason="seen")),
    "milestone": lambda ctx, _, one: update_milestone(ctx, one, MilestonePatch(weight=3)),
    "reached": lambda ctx, _, one: update_milestone(ctx, one, MilestonePatch(actual_date=TODAY)),
    "one more": lambda ctx, key, _: _add_milestone(ctx, key),
    "one less": lambda ctx, _, one: delete_milestone(ctx, one),
    "baseline": lambda ctx, key, _: freeze_baseline(ctx, key, BaselineIn(reason="agreed")),
    "past the services": lambda ctx, _, one: (
        ctx.session.query(MilestonePlan).filter_by(milestone_id=one).update({"name": "By hand"})
    ),
}


def _add_milestone(ctx: Ctx, project_id: int) -> int:
    milestone = MilestoneIn(name="M", planned_date=TODAY + 20 * DAY, weight=10)
    return create_milestone(ctx, project_id, milestone).id


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_read_and_no_other_project_with_it(world: World, change: str) -> None:
    both = world.project_a, world.project_b
    with world.uow("founder") as ctx:
        milestone = _add_milestone(ctx, world.project_a)
    reading = Reading()
    assert reading.again(*both) == list(both)
    assert reading.again(*both) == []
    with world.uow("founder") as ctx:
        key = world.project_b if change == "progress" else world.project_a
        CHANGES[change](ctx, key, milestone)
    assert reading.again(*both) == [key]


def test_what_is_spent_changes_no_plan(world: World) -> None:
    reading = Reading()
    reading.again(world.project_a)
    with world.uow("founder") as ctx:
        spent = {"record_date": TODAY, "direction": "expense", "amount": 10}
        add(ctx, **spent, project_id=world.project_a)
    assert reading.again(world.project_a) == []


def test_who_changes_something_reads_their_change(world: World) -> None:
    reading = Reading()
    reading.again(world.project_a)
    with world.uow("founder") as ctx:
        update_project(ctx, world.project_a, ProjectPatch(name="Other"))
        assert reading.names(ctx, [world.project_a]) == {world.project_a: "Other"}


def test_an_older_reading_is_not_kept_as_the_newer_one(world: World) -> None:
    reading, key = Reading(), world.project_a
    with world.uow("founder") as early:
        name = early.session.get_one(Project, key).name
        with world.uow("founder") as ctx:
            update_project(ctx, key, ProjectPatch(name="Other"))
        with world.uow("founder") as late:
            assert reading.names(late, [key]) == {key: "Other"}
        assert reading.names(early, [key]) == {key: name}
    with world.uow("founder") as late:
        assert reading.names(late, [key]) == {key: "Other"}


def test_what_is_remembered_is_read_of_nothing_but_what_is_watched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()

    def spy(ctx: Ctx, statement: Any) -> Sequence[Any]:
        read.update(one.name for one in iterate(statement) if isinstance(one, Table))
        return plain_rows(ctx, statement)

    for module in (frames, schedules):
        monkeypatch.setattr(module, "plain_rows", spy)
    for code in ("gross_margin", "project_progress"):
        with world.uow("founder") as ctx:
            values(ctx, code, target_type="project")
    with world.uow("founder") as ctx:
        portfolio(ctx)
    assert {"project_plans", "project_progress", "baseline_milestones"} <= read
    assert read <= set(WATCHED)
