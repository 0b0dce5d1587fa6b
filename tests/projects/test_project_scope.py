"""Who sees and changes which projects, and whose money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.kit.context import Ctx
from core.kit.errors import NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.projects import (
    ProjectIn,
    ProjectPatch,
    create_project,
    delete_project,
    get_project,
    list_projects,
    project_plans,
    restore_project,
    update_project,
)
from tests.world import World


def new(**values: Any) -> ProjectIn:
    return ProjectIn.model_validate({"name": "x", "start_date": "2026-01-01", "budget": 1} | values)


def seen(ctx: Ctx) -> set[int]:
    return {row.id for row in list_projects(ctx, ListQuery()).items}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("founder", {"a", "a1", "b"}),
        ("finance", {"a", "a1", "b"}),
        ("analyst", {"a", "a1", "b"}),
        ("manager_a", {"a", "a1"}),
        ("manager_b", {"b"}),
        ("business_a", {"a", "a1"}),
    ],
)
def test_each_role_sees_its_projects(world: World, name: str, wanted: set[str]) -> None:
    with world.uow(name) as ctx:
        assert seen(ctx) == {world.projects[one] for one in wanted}
        for other in {"a", "a1", "b"} - wanted:
            with pytest.raises(NotFound):
                get_project(ctx, world.projects[other])
            with pytest.raises(NotFound):
                project_plans(ctx, world.projects[other])


def test_a_business_lead_sees_the_money_of_own_projects_only(world: World) -> None:
    with world.uow("business_a") as ctx:
        assert get_project(ctx, world.project_a1).budget == Decimal(100_000)
        assert get_project(ctx, world.project_a).budget is None
        assert project_plans(ctx, world.project_a)[0].budget is None
        rich = list_projects(ctx, ListQuery(filters={"budget_min": "1"}))
        ordered = list_projects(ctx, ListQuery(sort="budget"))
    assert [row.id for row in rich.items] == [world.project_a1]
    assert [row.id for row in ordered.items] == [world.project_a1, world.project_a]


def test_who_leads_a_project_elsewhere_sees_it_and_may_edit_it(world: World) -> None:
    with world.uow("founder") as ctx:
        update_project(ctx, world.project_b, ProjectPatch(manager_id=world.users["manager_a"]))
    with world.uow("manager_a") as ctx:
        assert world.project_b in seen(ctx)
        update_project(ctx, world.project_b, ProjectPatch(progress=5))
        with pytest.raises(NotPermitted):
            update_project(ctx, world.project_b, ProjectPatch(manager_id=world.users["manager_b"]))


def test_a_manager_places_projects_only_in_own_departments(world: World) -> None:
    with world.uow("manager_a") as ctx:
        assert create_project(ctx, new()).department_id == world.a
        assert create_project(ctx, new(department_id=world.a1)).department_id == world.a1
        for attempt in (
            lambda: create_project(ctx, new(department_id=world.b)),
            lambda: create_project(
                ctx, new(department_id=world.b, manager_id=world.users["manager_a"])
            ),
            lambda: update_project(ctx, world.project_a, ProjectPatch(department_id=world.b)),
        ):
            with pytest.raises(NotPermitted):
                attempt()
        mine = update_project(ctx, world.project_a, ProjectPatch(department_id=None))
        assert mine.department_id is None
        with pytest.raises(NotPermitted):
            update_project(ctx, world.project_a, ProjectPatch(manager_id=None))


def test_who_may_only_read_changes_nothing(world: World) -> None:
    for name in ("finance", "analyst"):
        with world.uow(name) as ctx:
            for attempt in (
                lambda ctx=ctx: create_project(ctx, new()),
                lambda ctx=ctx: update_project(ctx, world.project_a, ProjectPatch(name="y")),
                lambda ctx=ctx: delete_project(ctx, world.project_a),
            ):
                with pytest.raises(NotPermitted):
                    attempt()


def test_outsider(world: World) -> None:
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: list_projects(ctx, ListQuery()),
            lambda: get_project(ctx, world.project_b),
            lambda: project_plans(ctx, world.project_b),
            lambda: create_project(ctx, new(department_id=world.b)),
            lambda: update_project(ctx, world.project_b, ProjectPatch(name="y")),
            lambda: delete_project(ctx, world.project_b),
            lambda: restore_project(ctx, world.project_b),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    with world.uow("manager_a") as ctx:
        for hidden in (
            lambda: update_project(ctx, world.project_b, ProjectPatch(name="y")),
            lambda: delete_project(ctx, world.project_b),
            lambda: restore_project(ctx, world.project_b),
        ):
            with pytest.raises(NotFound):
                hidden()
