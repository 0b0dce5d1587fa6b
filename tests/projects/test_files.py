"""Projects and milestones from a file: new, changed, unchanged or refused, all or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen, remove

from core.kit.context import Ctx
from core.kit.errors import Invalid, NotPermitted
from core.kit.i18n import use_locale
from core.kit.line_cells import BadCell, day_of, number_of
from core.kit.line_files import UploadedFile
from core.kit.line_import import FilePlan
from core.projects import (
    filed_milestones,
    get_project,
    import_milestones,
    import_projects,
    milestone_plans,
    preview_milestone_file,
    preview_project_file,
    project_milestones,
)
from data.schema import Project
from tests.finance.records import events
from tests.world import World


def file(*lines: str) -> UploadedFile:
    return UploadedFile("f.csv", "\n".join(lines).encode("utf-8-sig"))


def outcomes(plan: FilePlan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def code_of(ctx: Ctx, project_id: int) -> str:
    return get_project(ctx, project_id).code or ""


@pytest.mark.parametrize("text", ["2026-03-01", "2026/3/1", "2026年3月1日", "2026-03-01 00:00:00"])
def test_days_as_people_write_them(text: str) -> None:
    assert day_of(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["31.12.2026", "2026-02-30", "tomorrow", "2026-13-01"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadCell):
        day_of(text)


def test_numbers_as_people_write_them() -> None:
    assert [number_of(text) for text in ("1,200.50", "12.5%", "-3")] == [
        Decimal("1200.50"),
        Decimal("12.5"),
        Decimal(-3),
    ]
    with pytest.raises(BadCell):
        number_of("1e9")


def test_a_file_changes_known_codes_and_adds_the_rest(world: World) -> None:
    """In Chinese headings, as our own export writes them; a cell left empty changes nothing."""
    with world.uow("founder") as ctx:
        code, before = code_of(ctx, world.project_a), get_project(ctx, world.project_a)
    sent = file(
        "编码,名称,状态,开始,计划结束,预算 (CNY),负责人,部门,进度",
        f"{code},Project A,,2026-01-01,2026-12-24,,,A,0.3",
        ",新项目,规划中,2026-02-01,2026/12/31,1200.5,manager_a,A,",
    )
    with use_locale("en"):
        plan = preview_project_file(world.who("founder"), sent)
    assert outcomes(plan) == ["changed", "new"]
    assert plan.left_out == ("进度",)
    told = [(one.column, one.after) for one in plan.rows[0].changes]
    assert told == [("Planned end", "2026-12-24")]
    with world.uow("founder") as ctx:
        assert get_project(ctx, world.project_a) == before
        assert ctx.session.scalar(select(Project.id).where(Project.name == "新项目")) is None
        seen = len(events(ctx, "projects.changed"))
        import_projects(ctx, sent, reason="Weekly")
        assert len(events(ctx, "projects.changed")) == seen + 1
        assert get_project(ctx, world.project_a).end_date == date(2026, 12, 24)
        made = ctx.session.scalars(select(Project).where(Project.name == "新项目")).one()
        assert (made.budget, made.department_id) == (Decimal("1200.50"), world.a)
        again = import_projects(ctx, file("Code,Name,Planned end", f"{code},A,2026-12-24"))
        assert outcomes(again) == ["changed"]
        assert get_project(ctx, world.project_a).name == "A"


def test_what_cannot_be_written_is_said_line_by_line_and_nothing_is_written(world: World) -> None:
    """Of a manager of A: a project of B is not there for them; nor may they put one there."""
    with world.uow("founder") as ctx:
        mine, other = code_of(ctx, world.project_a), code_of(ctx, world.project_b)
    sent = file(
        "code,name,start,budget,department,status,end",
        f"{mine},Mine,2026-01-01,5,A,,",
        f"{mine},Twice,,,,,",
        f"{other},Theirs,2026-01-01,5,A,,",
        "X-1,There,2026-01-01,5,B,,",
        "X-2,No day,soon,a lot,A,asleep,",
        ",Project A,2026-01-01,5,A,,",
        "X-3,Backwards,2026-01-01,5,A,,2025-01-01",
        "X-4,No budget,2026-01-01,,A,,",
    )
    with use_locale("en"):
        plan = preview_project_file(world.who("manager_a"), sent)
        found = {row.line: row.reasons for row in plan.rows}
    assert outcomes(plan) == ["changed"] + ["rejected"] * 7
    assert found[3] == ("code: Line 2 is about the same one already.",)
    assert "already a project with the code" in found[4][0]
    assert "You do not have the right" in found[5][0]
    assert [one.split(":")[0] for one in found[6]] == ["status", "start", "budget"]
    assert "write its code" in found[7][0]
    assert found[8] == ("end: The project ends before it begins.",)
    assert found[9] == ("budget: This field is required.",)
    with pytest.raises(Invalid) as refused, world.uow("manager_a") as ctx:
        import_projects(ctx, sent)
    assert (refused.value.code, refused.value.params["count"]) == ("file.rejected", 7)
    with world.uow("founder") as ctx:
        assert get_project(ctx, world.project_a).name == "Project A"
    for work in (preview_project_file, preview_milestone_file):
        with pytest.raises(NotPermitted):
            work(world.who("outsider"), sent)


def test_milestones_by_project_and_name(world: World) -> None:
    with world.uow("founder") as ctx:
        code = code_of(ctx, world.project_a)
        first = file(
            "项目编号,名称,计划日期,权重,状态",
            f"{code},Kick-off,2026-02-01,40%,已完成",
            "Project A,Hand-over,2026-09-30,60,未开始",
        )
    with use_locale("en"):
        plan = preview_milestone_file(world.who("founder"), first)
    assert outcomes(plan) == ["new", "new"]
    with world.uow("founder") as ctx, use_locale("en"):
        plan = import_milestones(
            ctx,
            file(
                "project code,project,name,planned date,weight,status",
                f"{code},,Kick-off,2026-02-01,40%,completed",
                ",Project A,Hand-over,2026-09-30,60,not started",
            ),
        )
        assert outcomes(plan) == ["new", "new"]
        kick = project_milestones(ctx, world.project_a)[0]
        assert (kick.weight, kick.status.value) == (40, "completed")
        held = filed_milestones(ctx)
        assert [(one.project_code, one.project_id, one.name) for one in held] == [
            (code, "Project A", "Kick-off"),
            (code, "Project A", "Hand-over"),
        ]
        back = file(
            "Project code,Project,Name,Planned for,Reached on,Status,Weight,Description",
            *(
                f"{one.project_code},{one.project_id},{one.name},{one.planned_date},"
                f"{one.actual_date or ''},{one.status},{one.weight},"
                for one in held
            ),
        )
        assert outcomes(import_milestones(ctx, back)) == ["unchanged", "unchanged"]
        moved = file("name,planned for", "hand-over,2026-10-31", "Party,2026-11-01")
        with pytest.raises(Invalid):
            import_milestones(ctx, moved)
        plan = import_milestones(ctx, moved, project_id=world.project_a, reason="Late")
        assert outcomes(plan) == ["changed", "new"]
        last = [row for row in milestone_plans(ctx, world.project_a) if row.reason == "Late"]
        assert {row.planned_date for row in last} == {date(2026, 10, 31), date(2026, 11, 1)}


def test_a_preview_asks_little_of_each_line_and_writes_nothing(world: World) -> None:
    """Two hundred lines are looked at in under a second, which writing them would not be."""
    lines = [f"N-{n},Project {n},2026-01-01,{n + 1},manager_a,A" for n in range(40)]
    sent = file("code,name,start,budget,manager,department", *lines)
    said: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        said.append(sql.split(maxsplit=1)[0].upper())

    listen(world.database.engine, "before_cursor_execute", note)
    try:
        plan = preview_project_file(world.who("founder"), sent)
    finally:
        remove(world.database.engine, "before_cursor_execute", note)
    assert outcomes(plan) == ["new"] * len(lines)
    assert len(said) <= 4 * len(lines)
    assert not {"INSERT", "UPDATE", "DELETE"} & {*said}


def test_two_new_projects_of_one_name_need_codes(world: World) -> None:
    sent = file("code,name,start,budget", *[",New,2026-01-01,5"] * 2, "C-1,New,2026-01-01,5")
    with use_locale("en"):
        plan = preview_project_file(world.who("founder"), sent)
    assert outcomes(plan) == ["new", "rejected", "new"]
    assert plan.rows[1].reasons == ("name: Line 2 is about the same one already.",)
