"""Who sees and changes which records, and whose amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.finance import (
    FinancialRecordPatch,
    create_record,
    delete_record,
    get_record,
    list_records,
    record_totals,
    record_versions,
    restore_record,
    update_record,
)
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from tests.finance.records import add, record
from tests.world import NOW, World

PLACES = {
    "nowhere": {},
    "in_a": {"department_id": "a"},
    "in_a1": {"department_id": "a1"},
    "in_b": {"department_id": "b"},
    "project_a": {"project_id": "project_a"},
    "project_a1": {"project_id": "project_a1"},
    "project_b": {"project_id": "project_b"},
    "b_but_project_a": {"department_id": "b", "project_id": "project_a"},
}
EVERYTHING = set(PLACES)
OF_A = {"in_a", "in_a1", "project_a", "project_a1", "b_but_project_a"}
OF_B = {"in_b", "project_b", "b_but_project_a"}
SEEN = {
    "founder": EVERYTHING,
    "finance": EVERYTHING,
    "analyst": EVERYTHING,
    "manager_a": OF_A,
    "manager_b": OF_B,
    "business_a": {"project_a1"},
}
NOTHING = ["admin", "employee", "outsider"]


@pytest.fixture
def placed(world: World) -> dict[str, int]:
    """A record in each place."""
    with world.uow("system") as ctx:
        return {
            name: add(
                ctx, amount=10 * number, **{key: getattr(world, at) for key, at in places.items()}
            ).id
            for number, (name, places) in enumerate(PLACES.items(), 1)
        }


@pytest.mark.parametrize("name", SEEN)
def test_each_role_sees_its_places(world: World, placed: dict[str, int], name: str) -> None:
    wanted = {placed[place] for place in SEEN[name]}
    with world.uow(name) as ctx:
        page = list_records(ctx, ListQuery(), with_total=True)
        totals = record_totals(ctx, ListQuery())
        for place, record_id in placed.items():
            if place in SEEN[name]:
                assert get_record(ctx, record_id).amount is not None
                record_versions(ctx, record_id)
            else:
                with pytest.raises(NotFound):
                    get_record(ctx, record_id)
                with pytest.raises(NotFound):
                    record_versions(ctx, record_id)
    assert {row.id for row in page.items} == wanted
    assert page.total == len(wanted) == sum(total.records for total in totals)


@pytest.mark.parametrize("name", NOTHING)
def test_who_has_no_right_is_refused(world: World, placed: dict[str, int], name: str) -> None:
    record_id = placed["in_b"]
    with world.uow(name) as ctx:
        for attempt in (
            lambda: list_records(ctx, ListQuery()),
            lambda: record_totals(ctx, ListQuery()),
            lambda: get_record(ctx, record_id),
            lambda: record_versions(ctx, record_id),
            lambda: create_record(ctx, record(department_id=world.b)),
            lambda: update_record(ctx, record_id, FinancialRecordPatch(amount="1")),
            lambda: delete_record(ctx, record_id),
            lambda: restore_record(ctx, record_id),
        ):
            with pytest.raises(NotPermitted):
                attempt()


def test_who_may_only_read_changes_nothing(world: World, placed: dict[str, int]) -> None:
    for name, place in (("analyst", "in_a"), ("business_a", "project_a1")):
        with world.uow(name) as ctx:
            with pytest.raises(NotPermitted):
                update_record(ctx, placed[place], FinancialRecordPatch(amount="1"))
            with pytest.raises(NotPermitted):
                delete_record(ctx, placed[place])
            with pytest.raises(NotPermitted):
                create_record(ctx, record(project_id=world.project_a1))


def test_a_manager_writes_only_into_own_places(world: World, placed: dict[str, int]) -> None:
    with world.uow("manager_a") as ctx:
        assert add(ctx).department_id == world.a
        assert add(ctx, department_id=world.a1).department_id == world.a1
        assert add(ctx, project_id=world.project_a1).department_id is None
        with pytest.raises(NotPermitted):
            add(ctx, department_id=world.b)
        with pytest.raises(Invalid):
            add(ctx, project_id=world.project_b)
        mine, other = placed["in_a"], placed["in_b"]
        with pytest.raises(NotPermitted):
            update_record(ctx, mine, FinancialRecordPatch(department_id=world.b))
        with pytest.raises(NotPermitted):
            update_record(ctx, mine, FinancialRecordPatch(department_id=None))
        with pytest.raises(NotFound):
            update_record(ctx, other, FinancialRecordPatch(department_id=world.a))
        with pytest.raises(NotFound):
            delete_record(ctx, other)
        moved = update_record(ctx, mine, FinancialRecordPatch(department_id=world.a1))
    assert moved.department_id == world.a1


@pytest.fixture
def blind(world: World) -> str:
    """A token of the analyst that shows records but no amounts."""
    with world.uow("analyst") as ctx:
        return create_token(ctx, "no money", scopes=("records.view",))


def test_hidden_amounts_are_nowhere(world: World, placed: dict[str, int], blind: str) -> None:
    with unit_of_work(by_token(blind), now=NOW) as ctx:
        page = list_records(ctx, ListQuery(sort="amount"))
        (total,) = record_totals(ctx, ListQuery())
        richest = list_records(ctx, ListQuery(filters={"amount_min": "1"}))
        exact = list_records(ctx, ListQuery(filters={"amount": "10"}))
        one = get_record(ctx, placed["in_a"])
    assert len(page.items) == len(placed)
    assert [row.id for row in page.items] == sorted(placed.values())
    assert {row.amount for row in page.items} == {row.amount_base for row in page.items} == {None}
    assert one.amount is one.amount_base is one.extra is None
    assert richest.items == exact.items == ()
    assert (total.amount, total.hidden, total.without_rate) == (Decimal(0), len(placed), 0)


def test_hidden_amounts_stay_hidden_in_former_versions(
    world: World, placed: dict[str, int], blind: str
) -> None:
    with world.uow("finance") as ctx:
        update_record(ctx, placed["in_a"], FinancialRecordPatch(amount="77"))
    with unit_of_work(by_token(blind), now=NOW) as ctx:
        (former,) = record_versions(ctx, placed["in_a"])
    assert (former.amount, former.amount_base) == (None, None)
