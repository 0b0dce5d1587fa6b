"""Row scope as SQL: each scope over each kind of place, for one role and several."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.finance import list_records
from core.identity import (
    ROLES,
    UserPatch,
    require_place,
    scope_clause,
    update_user,
)
from core.identity.roles import merge_grants
from core.kit.context import SYSTEM, Actor, Ctx, Scope
from core.kit.errors import NotPermitted
from core.kit.listing import ListQuery
from data.schema import Account, Customer, FinancialRecord, Project
from tests.finance.records import add
from tests.world import World

PLACES: dict[str, tuple[str | None, str | None]] = {
    "nowhere": (None, None),
    "a": ("a", None),
    "a1": ("a1", None),
    "b": ("b", None),
    "of a": (None, "project_a"),
    "of a1": (None, "project_a1"),
    "of b": (None, "project_b"),
    "b of a1": ("b", "project_a1"),
}


@pytest.fixture
def ids(world: World) -> dict[int, str]:
    with world.uow("system") as ctx:
        return {
            add(
                ctx,
                department_id=getattr(world, department) if department else None,
                project_id=getattr(world, project) if project else None,
            ).id: name
            for name, (department, project) in PLACES.items()
        }


def within(ctx: Ctx, ids: dict[int, str], actor: Actor, scope: Scope | None) -> set[str]:
    clause = scope_clause(actor, scope, FinancialRecord)
    return {ids[one] for one in ctx.session.scalars(select(FinancialRecord.id).where(clause))}


def test_each_scope(world: World, ids: dict[int, str]) -> None:
    lead, manager = world.actor("business_a"), world.actor("manager_b")
    with world.uow("system") as ctx:
        assert within(ctx, ids, lead, Scope.COMPANY) == set(PLACES)
        assert within(ctx, ids, lead, Scope.DEPARTMENT) == {
            "a",
            "a1",
            "of a",
            "of a1",
            "b of a1",
        }
        assert within(ctx, ids, lead, Scope.PROJECT) == {"of a1", "b of a1"}
        assert within(ctx, ids, manager, Scope.DEPARTMENT) == {"b", "of b", "b of a1"}
        assert within(ctx, ids, manager, Scope.PROJECT) == {"of b"}
        assert within(ctx, ids, lead, Scope.OWN) == within(ctx, ids, lead, None) == set()
        assert within(ctx, ids, SYSTEM, Scope.DEPARTMENT) == set()


def test_own_is_what_one_made(world: World) -> None:
    with world.uow("finance") as ctx:
        mine = add(ctx).id
    with world.uow("founder") as ctx:
        add(ctx)
        clause = scope_clause(world.actor("finance"), Scope.OWN, FinancialRecord)
        assert list(ctx.session.scalars(select(FinancialRecord.id).where(clause))) == [mine]


@pytest.mark.parametrize("model", [Account, Customer])
def test_tables_without_projects_know_no_project_scope(world: World, model: type) -> None:
    with world.uow("system") as ctx:
        clause = scope_clause(world.actor("business_a"), Scope.PROJECT, model)
        assert list(ctx.session.scalars(select(model).where(clause))) == []


def test_projects_themselves(world: World) -> None:
    lead = world.actor("business_a")
    with world.uow("system") as ctx:

        def found(scope: Scope) -> set[int]:
            clause = scope_clause(lead, scope, Project)
            return set(ctx.session.scalars(select(Project.id).where(clause)))

        assert found(Scope.PROJECT) == {world.project_a1}
        assert found(Scope.DEPARTMENT) == {world.project_a, world.project_a1}


def test_several_roles_give_the_widest(world: World, ids: dict[int, str]) -> None:
    def seen(name: str) -> set[str]:
        with world.uow(name) as ctx:
            rows = list_records(ctx, ListQuery()).items
            return {ids[row.id] for row in rows if row.amount is not None}

    assert seen("business_a") == {"of a1", "b of a1"}
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["business_a"], UserPatch(roles=("business", "manager")))
    assert seen("business_a") == {"a", "a1", "of a", "of a1", "b of a1"}
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["business_a"], UserPatch(roles=("employee", "analyst")))
    assert seen("business_a") == set(PLACES)


def test_a_head_of_a_department_sees_the_subtree_wherever_they_belong(world: World) -> None:
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["manager_a"], UserPatch(department_id=world.b))
    assert world.actor("manager_a").departments == {world.a, world.a1, world.b}
    assert world.actor("outsider").departments == {world.b}
    assert world.actor("analyst").departments == frozenset()


def test_grants_merge_to_the_widest() -> None:
    merged = merge_grants([ROLES["business"], ROLES["manager"], {"x": "own"}])
    assert merged["records.view"] is Scope.DEPARTMENT
    assert merged["x"] is Scope.OWN
    assert "amounts.view" not in ROLES["employee"]
    assert not set(ROLES["administrator"]) & {"records.view", "amounts.view", "projects.view"}


def test_placing(world: World) -> None:
    with world.uow("manager_a") as ctx:
        require_place(ctx, "records.edit", world.a1)
        require_place(ctx, "records.edit", None, world.project_a1)
        require_place(ctx, "records.edit", world.a1, world.project_a1)
        refused = ((None, None), (world.b, None), (None, world.project_b))
        for department, project in (*refused, (world.b, world.project_a1)):
            with pytest.raises(NotPermitted):
                require_place(ctx, "records.edit", department, project)
    with world.uow("business_a") as ctx:
        require_place(ctx, "alerts.handle", None, world.project_a1)
        for department, project in ((world.a, None), (world.a, world.project_a)):
            with pytest.raises(NotPermitted):
                require_place(ctx, "alerts.handle", department, project)
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        require_place(ctx, "records.edit", world.b)
