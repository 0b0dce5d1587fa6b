"""Many projects over time: who sees which, what a line holds, what a month brings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.kit.errors import Invalid, NotPermitted
from core.kit.listing import ListQuery
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    ProjectPatch,
    create_milestone,
    delete_milestone,
    delete_project,
    freeze_baseline,
    project_month,
    project_timeline,
    update_milestone,
    update_project,
)
from tests.world import NOW, TODAY, World

DAY = timedelta(days=1)
ALL = ListQuery(sort="name")


@pytest.fixture
def planned(world: World) -> World:
    """Project A with a reached, a moved, an overdue milestone and one taken out again."""
    before = NOW - 20 * DAY
    with world.uow("founder", now=before) as ctx:
        update_project(ctx, world.project_a, ProjectPatch(end_date=TODAY + 30 * DAY))
        for name, days in (("Begun", -30), ("Agreed", -10), ("Built", 5), ("Dropped", 9)):
            made = MilestoneIn(name=name, planned_date=TODAY + days * DAY, weight=25)
            create_milestone(ctx, world.project_a, made)
        freeze_baseline(ctx, world.project_a, BaselineIn())
    with world.uow("founder") as ctx:
        marks = {one.name: one for one in project_timeline(ctx, ALL).lines[0].marks}
        reached = MilestonePatch(actual_date=TODAY - 28 * DAY)
        update_milestone(ctx, marks["Begun"].milestone_id, reached)
        later = MilestonePatch(planned_date=TODAY + 12 * DAY)
        update_milestone(ctx, marks["Built"].milestone_id, later)
        delete_milestone(ctx, marks["Dropped"].milestone_id)
        update_project(ctx, world.project_a, ProjectPatch(end_date=TODAY + 40 * DAY))
    return world


def test_a_line_holds_plan_baseline_and_status(planned: World) -> None:
    with planned.uow("manager_a") as ctx:
        found = project_timeline(ctx, ALL)
    assert [one.name for one in found.lines] == ["Project A", "Project A1"]
    assert (found.total, found.milestones, found.left_out) == (2, 3, 0)
    line, other = found.lines
    assert other.marks == ()
    assert line.baseline_end == TODAY + 30 * DAY
    assert line.end_date == TODAY + 40 * DAY
    told = [(one.name, one.status, (one.day - TODAY).days) for one in line.marks]
    assert told == [
        ("Begun", "completed", -28),
        ("Agreed", "delayed", -10),
        ("Built", "not_started", 12),
    ]
    assert line.marks[2].baseline_date == TODAY + 5 * DAY


def test_only_the_nearest_milestones_where_there_are_many(
    planned: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.projects.timeline.MOST_MARKS", 2)
    with planned.uow("founder") as ctx:
        found = project_timeline(ctx, ALL)
    assert found.left_out == 1
    assert [one.name for one in found.lines[0].marks] == ["Agreed", "Built"]


def test_a_month_of_milestones_and_ends(planned: World) -> None:
    first, last = TODAY - 14 * DAY, TODAY + 40 * DAY
    with planned.uow("founder") as ctx:
        update_project(ctx, planned.project_b, ProjectPatch(end_date=TODAY - 3 * DAY))
        found = project_month(ctx, ListQuery(), first, last)
        narrowed = project_month(ctx, ListQuery(q="Project B"), first, last)
        delete_project(ctx, planned.project_a)
        after = project_month(ctx, ListQuery(), first, last)
    told = [((one.day - TODAY).days, one.kind, one.name, one.status) for one in found.entries]
    assert told == [
        (-10, "milestone", "Agreed", "delayed"),
        (-3, "end", "Project B", "delayed"),
        (12, "milestone", "Built", "not_started"),
        (40, "end", "Project A", "in_progress"),
    ]
    assert [one.name for one in narrowed.entries] == [one.name for one in after.entries]
    assert after.total == 1


def test_each_sees_their_own_and_hidden_amounts_are_no_filter(planned: World) -> None:
    first, last = TODAY - 14 * DAY, TODAY + 40 * DAY
    with planned.uow("manager_b") as ctx:
        assert [one.id for one in project_timeline(ctx, ALL).lines] == [planned.project_b]
        assert project_month(ctx, ListQuery(), first, last).entries == ()
    dear = ListQuery(filters={"budget_min": "1"})
    with planned.uow("business_a") as ctx:  # sees the amounts of the projects they manage only
        assert {one.id for one in project_timeline(ctx, dear).lines} == {planned.project_a1}
        assert project_month(ctx, dear, first, last).entries == ()
        with pytest.raises(Invalid):
            project_timeline(ctx, ListQuery(filters={"nonsense": "1"}))
    for read in (project_timeline, lambda ctx, query: project_month(ctx, query, first, last)):
        with planned.uow("outsider") as ctx, pytest.raises(NotPermitted):
            read(ctx, ALL)
