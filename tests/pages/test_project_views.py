"""Projects over time, in a calendar, side by side; states, bin and kept views, from the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.identity import saved_views
from core.kit.clock import utc_now
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    ProjectPatch,
    create_milestone,
    freeze_baseline,
    get_project,
    update_milestone,
    update_project,
)
from tests.pages.conftest import Visit, component, rows_of, texts
from tests.world import World

pytestmark = pytest.mark.integration

TODAY = utc_now().date()


def days(n: int) -> date:
    return TODAY + timedelta(days=n)


@pytest.fixture
def planned(world: World) -> World:
    """Project A is under way and late against its frozen plan; A1 has an end next week."""
    with world.uow("founder", now=utc_now()) as ctx:
        patch = ProjectPatch(status="active", end_date=days(60))
        update_project(ctx, world.project_a, patch)
        update_project(ctx, world.project_a1, ProjectPatch(end_date=days(7)))
        made = create_milestone(
            ctx, world.project_a, MilestoneIn(name="Design", planned_date=days(-9), weight=40)
        )
        create_milestone(
            ctx, world.project_a, MilestoneIn(name="Launch", planned_date=days(40), weight=60)
        )
        freeze_baseline(ctx, world.project_a, BaselineIn())
        update_milestone(ctx, made.id, MilestonePatch(planned_date=days(-2)))
    return world


def named(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def test_every_view_shows_what_the_reader_may_see(visit: Visit, planned: World) -> None:
    gantt = component(visit("manager_a", "projects.py", view="gantt"), "projects.gantt")
    assert sorted(named(gantt["rows"])) == ["Project A", "Project A1"]
    line = next(row for row in gantt["rows"] if row["name"] == "Project A")
    late, coming = line["marks"]
    assert (late["tone"], coming["tone"]) == ("bad", "plain")
    assert late["base"] < late["at"] < gantt["today"] < coming["at"]
    assert coming["base"] is None

    narrowed = visit("founder", "projects.py", view="gantt", department_id=str(planned.b))
    assert named(component(narrowed, "projects.gantt")["rows"]) == ["Project B"]

    screen = visit("manager_a", "projects.py", view="calendar", month=f"{days(7):%Y-%m}")
    weeks = component(screen, "projects.calendar")["weeks"]
    told = {entry["text"] for week in weeks for one in week for entry in one["entries"]}
    assert "End of Project A1" in told

    portfolio = visit("manager_a", "projects.py", view="portfolio", sort="name")
    rows = rows_of(portfolio, "projects.portfolio")
    assert [row[0] for row in rows] == ["Project A", "Project A1"]
    assert "What got worse this week" in texts(portfolio)
    assert not portfolio.exception


def test_states_and_the_bin_from_the_page(visit: Visit, planned: World) -> None:
    def press(key: str) -> None:
        screen = visit("manager_a", "projects.py", id=str(planned.project_a))
        screen.button(key=f"{key}").click().run()
        assert not screen.exception
        assert not screen.warning

    def state() -> tuple[str, bool]:
        with planned.uow("manager_a") as ctx:
            row = get_project(ctx, planned.project_a)
        return row.status, row.deleted_at is not None

    for key, wanted in (("paused", "paused"), ("active", "active"), ("completed", "completed")):
        press(f"projects.to_{key}.save")
        assert state() == (wanted, False)
    press("projects.delete")
    assert state() == ("completed", True)
    screen = visit("manager_a", "projects.py", view="bin")
    assert rows_of(screen, "projects.bin.table")[0][0] == "Project A"
    press("projects.restore")
    assert state() == ("completed", False)


def test_a_view_is_kept_opened_and_made_the_default(visit: Visit, planned: World) -> None:
    screen = visit("manager_a", "projects.py", view="gantt", status="active")
    screen.text_input(key="projects.views.new.name").set_value("Running")
    screen.button(key="projects.views.new.save").click().run()
    with planned.uow("manager_a") as ctx:
        (kept,) = saved_views(ctx, "projects")
    assert (kept.name, kept.query) == ("Running", "status=active&view=gantt")
    screen = visit("manager_a", "projects.py")
    screen.button(key=f"projects.views.open.{kept.id}").click().run()
    assert screen.query_params == {"status": "active", "view": "gantt"}
