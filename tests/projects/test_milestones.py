"""Milestones of a project: plans by day, baselines, progress for any day, who may."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from core.operations.checks import run_checks
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    MilestoneRow,
    ProgressIn,
    ProjectIn,
    ProjectPatch,
    create_milestone,
    create_project,
    delete_milestone,
    freeze_baseline,
    get_milestone,
    get_project,
    list_milestones,
    mark_delayed,
    milestone_plans,
    progress_report,
    project_baselines,
    project_milestones,
    set_progress,
    update_milestone,
    update_project,
)
from core.projects.milestones.schemas import MilestonePlanRow
from tests.finance.records import events
from tests.world import NOW, TODAY, World


def project(ctx: Ctx) -> int:
    made = ProjectIn.model_validate({"name": "P", "start_date": "2026-01-01", "budget": 1000})
    return create_project(ctx, made).id


def add(ctx: Ctx, project_id: int, planned: str, weight: str = "0", **more: object) -> MilestoneRow:
    values = {"name": f"by {planned}", "planned_date": planned, "weight": weight} | more
    return create_milestone(ctx, project_id, MilestoneIn.model_validate(values))


def patch(**values: object) -> MilestonePatch:
    return MilestonePatch.model_validate(values)


def versions(ctx: Ctx, project_id: int) -> list[tuple[date, date, bool]]:
    def told(row: MilestonePlanRow) -> tuple[date, date, bool]:
        return row.effective_on, row.planned_date, row.removed

    return [told(row) for row in milestone_plans(ctx, project_id)]


def test_progress_on_any_day_is_what_asking_on_that_day_gave(world: World) -> None:
    """30 due in March and reached in April, 70 due in June, moved in May to August."""
    with world.uow("founder") as ctx:
        key = project(ctx)
        first = add(ctx, key, "2026-03-31", "30")
        second = add(ctx, key, "2026-05-31", "70")
        update_milestone(ctx, first.id, patch(actual_date="2026-04-10"))
        later = patch(planned_date="2026-08-31", effective_on="2026-05-20", reason="Scope grew")
        moved = update_milestone(ctx, second.id, later)
        assert (moved.status, moved.planned_date) == ("not_started", date(2026, 8, 31))
        seen = {day: progress_report(ctx, key, date.fromisoformat(day)) for day in DAYS}
        assert events(ctx, "projects.changed")[-1] == {"project_ids": [key]}
        assert get_project(ctx, key).progress == 30
        assert versions(ctx, key) == [
            (date(2026, 1, 1), date(2026, 3, 31), False),
            (date(2026, 1, 1), date(2026, 5, 31), False),
            (date(2026, 5, 20), date(2026, 8, 31), False),
        ]
    assert {day: (one.progress, one.planned_progress) for day, one in seen.items()} == DAYS
    assert [row.status for row in seen["2026-04-01"].milestones] == ["delayed", "not_started"]
    assert [row.slip for row in seen["2026-06-15"].milestones] == [10, 0]


DAYS = {
    "2026-03-30": (0, 0),
    "2026-03-31": (0, 30),
    "2026-04-01": (0, 30),
    "2026-04-10": (30, 30),
    "2026-06-15": (30, 30),
    "2026-09-01": (30, 100),
}


def test_a_frozen_plan_stays_the_measure(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        row = add(ctx, key, "2026-05-31", "100")
        with pytest.raises(Invalid):
            freeze_baseline(ctx, key, BaselineIn(effective_on=TODAY + timedelta(days=1)))
        freeze_baseline(ctx, key, BaselineIn(effective_on=date(2026, 2, 1), reason="Signed"))
        update_milestone(ctx, row.id, patch(planned_date="2026-07-31", effective_on="2026-05-01"))
        now = progress_report(ctx, key)
        assert (now.planned_progress, now.baseline_progress) == (0, 100)
        assert [one.slip for one in now.milestones] == [61]
        assert progress_report(ctx, key, date(2026, 1, 15)).baseline_progress == 0
        assert [one.reason for one in project_baselines(ctx, key)] == ["Signed"]
        with pytest.raises(Invalid):
            freeze_baseline(ctx, project(ctx), BaselineIn())


def test_a_plan_frozen_for_a_past_day_keeps_the_end_of_that_day(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        update_project(ctx, key, ProjectPatch(end_date=date(2026, 9, 30), effective_on=DAY))
        later = DAY + timedelta(days=60)
        update_project(ctx, key, ProjectPatch(end_date=date(2026, 12, 31), effective_on=later))
        add(ctx, key, "2026-05-31", "100")
        for day in (DAY, later):
            freeze_baseline(ctx, key, BaselineIn(effective_on=day, reason="Signed"))
        ends = [one.end_date for one in project_baselines(ctx, key)]
        assert ends == [date(2026, 12, 31), date(2026, 9, 30)]


def test_progress_by_hand_counts_without_milestones(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        set_progress(ctx, key, ProgressIn(progress=40, reason="Half the site", effective_on=DAY))
        update_project(ctx, key, ProjectPatch(progress=55))
        assert [progress_report(ctx, key, day).progress for day in (DAY - ONE, DAY, TODAY)] == [
            0,
            40,
            55,
        ]
        assert progress_report(ctx, key, DAY).reason == "Half the site"
        assert progress_report(ctx, key, date(2025, 12, 31)).progress is None
        with pytest.raises(Invalid):
            set_progress(ctx, key, ProgressIn(progress=1, reason="x", effective_on=DAY))
        row = add(ctx, key, "2026-12-31", "0")
        report = progress_report(ctx, key)
        delete_milestone(ctx, row.id)
        assert get_project(ctx, key).progress == 55
        assert (report.source, report.progress, report.weights) == ("milestones", None, 0)


DAY, ONE = date(2026, 3, 1), timedelta(days=1)


def test_what_is_overdue_becomes_delayed_by_itself(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        row = add(ctx, key, "2026-06-20", status="in_progress")
    after = NOW + timedelta(days=6)
    with world.uow("founder", now=after) as ctx:
        assert get_milestone(ctx, row.id).status == "delayed"
        late = ListQuery(filters={"status": "delayed"})
        assert [one.id for one in list_milestones(ctx, late).items] == [row.id]
    with world.uow("system", now=after) as ctx:
        assert mark_delayed(ctx) == 1
        assert mark_delayed(ctx) == 0
    with world.uow("founder", now=after) as ctx:
        back = update_milestone(ctx, row.id, patch(planned_date="2026-07-20"))
        assert back.status == "in_progress"
        assert run_checks(ctx).ok


def test_a_milestone_taken_out_leaves_the_past_alone(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        kept = add(ctx, key, "2026-05-31", "50")
        mistake = add(ctx, key, "2026-05-31", "50")
        delete_milestone(ctx, mistake.id)
        assert progress_report(ctx, key, date(2026, 2, 1)).weights == 50
    with world.uow("founder", now=NOW + timedelta(days=5)) as ctx:
        with pytest.raises(Stale):
            delete_milestone(ctx, kept.id, expected_version=9)
        delete_milestone(ctx, kept.id)
        assert progress_report(ctx, key).weights is None
        assert progress_report(ctx, key, TODAY).weights == 50
        with pytest.raises(NotFound):
            get_milestone(ctx, kept.id)
        assert project_milestones(ctx, key) == ()


def test_the_plan_begins_with_the_project_also_when_that_moves(world: World) -> None:
    with world.uow("founder") as ctx:
        key = project(ctx)
        add(ctx, key, "2026-05-31", "50")
        update_project(ctx, key, ProjectPatch(start_date=date(2025, 11, 1)))
        assert versions(ctx, key)[0][0] == date(2025, 11, 1)
        assert progress_report(ctx, key, date(2025, 11, 2)).progress == Decimal(0)


def test_only_who_may_edit_the_project_changes_its_milestones(world: World) -> None:
    with world.uow("founder") as ctx:
        theirs = add(ctx, world.project_b, "2026-12-31")
    with world.uow("manager_a") as ctx:
        own = add(ctx, world.project_a, "2026-12-31")
        assert [row.id for row in list_milestones(ctx, ListQuery()).items] == [own.id]
        for attempt in (
            lambda: add(ctx, world.project_b, "2026-12-31"),
            lambda: update_milestone(ctx, theirs.id, patch(name="x")),
            lambda: delete_milestone(ctx, theirs.id),
            lambda: get_milestone(ctx, theirs.id),
            lambda: project_milestones(ctx, world.project_b),
            lambda: milestone_plans(ctx, world.project_b),
            lambda: progress_report(ctx, world.project_b),
            lambda: project_baselines(ctx, world.project_b),
            lambda: freeze_baseline(ctx, world.project_b, BaselineIn()),
            lambda: set_progress(ctx, world.project_b, ProgressIn(progress=1, reason="x")),
        ):
            with pytest.raises((NotFound, NotPermitted)):
                attempt()
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        list_milestones(ctx, ListQuery())
