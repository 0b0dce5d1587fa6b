"""Projects: creating in any state, plans by day, the bin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, Stale
from core.kit.listing import ListQuery
from core.projects import (
    ProjectIn,
    ProjectPatch,
    ProjectRow,
    create_project,
    delete_project,
    get_project,
    list_projects,
    project_plans,
    restore_project,
    update_project,
)
from data.schema import Project
from tests.finance.records import add, events
from tests.world import TODAY, World


def make(ctx: Ctx, **changes: object) -> ProjectRow:
    values = {"name": "New", "start_date": "2026-02-01", "budget": "1000"}
    return create_project(ctx, ProjectIn.model_validate(values | changes))


def plans(ctx: Ctx, project: int) -> list[tuple[date, Decimal | None]]:
    return [(plan.effective_on, plan.budget) for plan in project_plans(ctx, project)]


def test_name_start_and_budget_are_enough(world: World) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx)
        assert plans(ctx, row.id) == [(date(2026, 2, 1), Decimal(1000))]
        assert events(ctx, "projects.changed")[-1] == {"project_ids": [row.id]}
    assert (row.status, row.currency, row.progress) == ("planning", "CNY", 0)
    assert row.code == f"P-{row.id:04d}"


def test_codes_are_unique_and_found_when_missing(world: World) -> None:
    with world.uow("founder") as ctx:
        first = make(ctx, code="X")
        make(ctx, code=f"P-{first.id + 2:04d}")
        third = make(ctx, code=" ")
        assert third.code == f"P-{third.id:04d}-2"
        with pytest.raises(Conflict):
            make(ctx, code="X")
        with pytest.raises(Conflict):
            update_project(ctx, third.id, ProjectPatch(code="X"))
        delete_project(ctx, first.id)
        with pytest.raises(Conflict):
            make(ctx, code="X")
        renamed = update_project(ctx, third.id, ProjectPatch(code="Y"))
        again = update_project(ctx, third.id, ProjectPatch(code="Z", name="Other"))
        generated = update_project(ctx, third.id, ProjectPatch(code=None))
    assert (renamed.code, again.code) == ("Y", "Z")
    assert generated.code == f"P-{third.id:04d}-2"


@pytest.mark.parametrize(
    "values",
    [
        {"status": "planning"},
        {"status": "active", "progress": "33.333333"},
        {"status": "paused"},
        {"status": "completed", "actual_end_date": "2026-06-15", "progress": 100},
        {"status": "planning", "start_date": "2030-01-01"},
    ],
)
def test_history_can_be_entered(world: World, values: dict[str, object]) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx, **values)
    assert row.status == values["status"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "completed"}, "actual_end_date"),
        ({"status": "active", "actual_end_date": "2026-03-01"}, "actual_end_date"),
        ({"status": "completed", "actual_end_date": "2026-06-16"}, "actual_end_date"),
        ({"status": "completed", "actual_end_date": "2026-01-31"}, "actual_end_date"),
        ({"end_date": "2026-01-31"}, "end_date"),
        ({"department_id": 999_999}, "department_id"),
        ({"manager_id": 999_999}, "manager_id"),
        ({"customer_id": 999_999}, "customer_id"),
    ],
)
def test_what_does_not_fit_is_refused(world: World, values: dict[str, object], field: str) -> None:
    with world.uow("founder") as ctx:
        with pytest.raises(Invalid) as refused:
            make(ctx, **values)
        assert list(refused.value.fields) == [field]
        plain = make(ctx)
        values = {name: value for name, value in values.items() if name != "status"}
        if values:
            with pytest.raises(Invalid):
                update_project(ctx, plain.id, ProjectPatch.model_validate(values))


@pytest.mark.parametrize(
    "wrong",
    [
        {"budget": "-1"},
        {"budget": "NaN"},
        {"budget": None},
        {"progress": "100.1"},
        {"progress": "-1"},
        {"name": " "},
        {"start_date": None},
        {"status": "done"},
    ],
)
def test_wrong_input_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ProjectPatch.model_validate(wrong)


def test_a_changed_plan_counts_from_its_day(world: World) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx)
        update_project(ctx, row.id, ProjectPatch(budget="1500", effective_on="2026-04-01"))
        update_project(ctx, row.id, ProjectPatch(name="Renamed", progress=10))
        update_project(ctx, row.id, ProjectPatch(end_date="2026-12-31"))
        with pytest.raises(Invalid) as refused:
            update_project(ctx, row.id, ProjectPatch(budget="1", effective_on="2026-03-31"))
        assert "effective_on" in refused.value.fields
        assert plans(ctx, row.id) == [
            (date(2026, 2, 1), Decimal(1000)),
            (date(2026, 4, 1), Decimal(1500)),
            (TODAY, Decimal(1500)),
        ]
        assert project_plans(ctx, row.id)[-1].end_date == date(2026, 12, 31)


def test_an_earlier_start_moves_the_first_plan(world: World) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx, start_date="2026-08-01")
        update_project(ctx, row.id, ProjectPatch(start_date="2026-03-01"))
        assert [day for day, _ in plans(ctx, row.id)] == [date(2026, 3, 1), date(2026, 8, 1)]


def test_stale_and_unchanged(world: World) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx)
        same = update_project(ctx, row.id, ProjectPatch(budget="1000.00"), expected_version=1)
        told = len(events(ctx, "projects.changed"))
        update_project(ctx, row.id, ProjectPatch(name="x"), expected_version=1)
        assert len(events(ctx, "projects.changed")) == told + 1
        for attempt in (
            lambda: update_project(ctx, row.id, ProjectPatch(name="y"), expected_version=1),
            lambda: delete_project(ctx, row.id, expected_version=1),
        ):
            with pytest.raises(Stale):
                attempt()
    assert same.version == 1


def test_the_bin(world: World) -> None:
    with world.uow("founder") as ctx:
        row = make(ctx)
        add(ctx, project_id=row.id)
        delete_project(ctx, row.id)
        assert row.id not in {one.id for one in list_projects(ctx, ListQuery()).items}
        assert [one.id for one in list_projects(ctx, ListQuery(), in_bin=True).items] == [row.id]
        assert get_project(ctx, row.id).deleted_at is not None
        for attempt in (
            lambda: update_project(ctx, row.id, ProjectPatch(name="x")),
            lambda: delete_project(ctx, row.id),
        ):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(Invalid):
            add(ctx, project_id=row.id)
        assert restore_project(ctx, row.id).deleted_at is None
        with pytest.raises(NotFound):
            restore_project(ctx, row.id)


def test_lists(world: World) -> None:
    with world.uow("founder") as ctx:
        mine = make(ctx, budget="5", description="Bridge", end_date="2026-03-31").id

        def found(q: str = "", **filters: str) -> set[int]:
            return {row.id for row in list_projects(ctx, ListQuery(q, filters)).items}

        assert found(budget_max="10") == found("bridge") == found(end_to="2026-04-01") == {mine}
        assert found(department_id="none") == found(status="planning") == {mine}
        assert found(manager_id=str(world.users["business_a"])) == {world.project_a1}
        assert len(list_projects(ctx, ListQuery(sort="-budget", limit=2)).items) == 2
        assert ctx.session.get(Project, mine) is not None
