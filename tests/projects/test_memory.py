"""What is read of plans is remembered for each project until something of its own plan changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Table, update
from sqlalchemy.sql.visitors import iterate

from core.dashboards.health import portfolio, project_health
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
    delete_project,
    freeze_baseline,
    restore_project,
    schedules,
    set_progress,
    update_milestone,
    update_project,
)
from data.contents import WATCHED
from data.schema import BaselineMilestone, MilestonePlan, Project
from tests.finance.records import add
from tests.world import TODAY, World

DAY = timedelta(days=1)


class Reading:
    """Reads the names of projects, and says which it had to read."""

    def __init__(self) -> None:
        self.memory = PlanMemory[str | None](size=10)
        self.read: list[int] = []

    def names(self, ctx: Ctx, ids: Collection[int]) -> dict[int, str | None]:
        def read(missing: Collection[int]) -> dict[int, str | None]:
            self.read += missing
            return {key: ctx.session.get_one(Project, key).name for key in missing}

        return self.memory.get(ctx, "names", (TODAY,), ids, read)

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


def test_changes_of_two_rows_do_not_cancel_each_other_out(world: World) -> None:
    with world.uow("founder") as ctx:
        for weight in (30, 70):
            milestone = MilestoneIn(name="M", planned_date=TODAY + 9 * DAY, weight=weight)
            create_milestone(ctx, world.project_a, milestone)
        freeze_baseline(ctx, world.project_a, BaselineIn())
    reading = Reading()
    reading.again(world.project_a)
    with world.uow("founder") as ctx:  # past the services, as a repair by hand would
        frozen = BaselineMilestone.weight
        swapped = update(BaselineMilestone).values(weight=100 - frozen)
        ctx.session.execute(swapped.execution_options(synchronize_session=False))
    assert reading.again(world.project_a) == [world.project_a]


def test_a_deleted_project_is_not_asked_for_and_a_restored_one_is_read(world: World) -> None:
    with world.uow("founder") as ctx:
        before = standing(ctx)
    for change in (delete_project, restore_project):
        with world.uow("founder") as ctx:
            change(ctx, world.project_a)
        with world.uow("founder") as ctx:
            seen = standing(ctx)
        assert (world.project_a in seen) == (change is restore_project)
    assert seen == before


def test_a_paused_project_has_no_forecast_at_once(world: World) -> None:
    with world.uow("founder") as ctx:
        update_project(ctx, world.project_a, ProjectPatch(status="active"))
    with world.uow("founder") as ctx:
        running = standing(ctx)[world.project_a]
    with world.uow("founder") as ctx:
        update_project(ctx, world.project_a, ProjectPatch(status="paused"))
    with world.uow("founder") as ctx:
        paused = standing(ctx)[world.project_a]
    assert (running[0], paused[0]) == ("active", "paused")


def standing(ctx: Ctx) -> dict[int, tuple[str, Decimal | None, date | None]]:
    """Status, progress and expected end of each project, as its health tells them."""
    found = (one.health() for one in portfolio(ctx).rows)
    return {one.project_id: (one.status, one.progress, one.forecast_end) for one in found}


def test_one_project_is_read_without_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.uow("founder") as ctx:
        for project in (world.project_a, world.project_b):
            _add_milestone(ctx, project)
    rows: list[Any] = []

    def spy(ctx: Ctx, statement: Any) -> Sequence[Any]:
        rows.extend(found := plain_rows(ctx, statement))
        return found

    monkeypatch.setattr(schedules, "plain_rows", spy)
    with world.uow("founder") as ctx:
        project_health(ctx, world.project_a)
    assert len(rows) == 1


def test_the_readings_used_last_stay(world: World) -> None:
    reading = Reading()
    reading.memory = PlanMemory(size=2)
    both = world.project_a, world.project_b
    assert reading.again(*both) == list(both)
    with unit_of_work(SYSTEM) as ctx:  # another reading of one project leaves room for no two more
        reading.memory.get(ctx, "other", (TODAY,), [world.project_a], dict.fromkeys)
    assert reading.again(*both) == list(both)
    assert reading.again(*both) == []


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
