"""The company's settings and its department tree."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.company import (
    Company,
    DepartmentIn,
    DepartmentPatch,
    company,
    create_department,
    delete_department,
    get_department,
    list_departments,
    update_company,
    update_department,
)
from core.finance import ExchangeRateIn, create_exchange_rate
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from data.schema import SettingChange
from tests.world import World


def test_settings_are_kept_with_their_history(world: World) -> None:
    with world.uow("admin") as ctx:
        wanted = company(ctx).model_copy(update={"name": "Renamed", "timezone": "UTC"})
        update_company(ctx, wanted)
        assert company(ctx) == wanted
    with world.uow("outsider") as ctx:
        assert company(ctx).name == "Renamed"
        changes = list(ctx.session.scalars(select(SettingChange).order_by(SettingChange.id)))
        with pytest.raises(NotPermitted):
            update_company(ctx, wanted)
    assert changes[-1].before["name"] == "Example Ltd"
    assert changes[-1].changed_by == world.users["admin"]


def test_the_currency_stays_once_there_is_money(world: World) -> None:
    with world.uow("finance") as ctx:
        rate = ExchangeRateIn(currency="USD", rate_date="2026-01-01", rate=7)
        create_exchange_rate(ctx, rate)
    with world.uow("admin") as ctx:
        wanted = company(ctx).model_copy(update={"currency": "USD"})
        with pytest.raises(Conflict):
            update_company(ctx, wanted)
        assert company(ctx).currency == "CNY"


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "XYZ1"},
        {"timezone": "Nowhere/Here"},
        {"timezone": "../etc/passwd"},
        {"fiscal_year_start": 13},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Company.model_validate(wrong)


def test_the_tree_has_no_circle(world: World) -> None:
    with world.uow("admin") as ctx:
        for patch in (DepartmentPatch(parent_id=world.a1), DepartmentPatch(parent_id=world.a)):
            with pytest.raises(Invalid):
                update_department(ctx, world.a, patch)
        moved = update_department(ctx, world.a1, DepartmentPatch(parent_id=world.b))
        assert moved.parent_id == world.b
        with pytest.raises(Stale):
            update_department(ctx, world.a1, DepartmentPatch(name="x"), expected_version=1)
        for unknown in (
            DepartmentIn(name="x", parent_id=999),
            DepartmentIn(name="x", manager_id=999),
        ):
            with pytest.raises(Invalid):
                create_department(ctx, unknown)
    for wrong in ({"name": None}, {"name": " "}):
        with pytest.raises(ValueError, match="name"):
            DepartmentPatch.model_validate(wrong)


def test_a_department_in_use_stays(world: World) -> None:
    with world.uow("admin") as ctx:
        for used in (world.a, world.a1, world.b):
            with pytest.raises(Conflict):
                delete_department(ctx, used)
        free = create_department(ctx, DepartmentIn(name="Free", code=""))
        assert free.code is None
        delete_department(ctx, free.id)
        with pytest.raises(NotFound):
            get_department(ctx, free.id)


def test_everybody_sees_the_tree_and_administrators_change_it(world: World) -> None:
    with world.uow("outsider") as ctx:
        assert len(list_departments(ctx, ListQuery(), with_total=True).items) == 3
        for attempt in (
            lambda: create_department(ctx, DepartmentIn(name="x")),
            lambda: update_department(ctx, world.b, DepartmentPatch(name="x")),
            lambda: delete_department(ctx, world.b),
        ):
            with pytest.raises(NotPermitted):
                attempt()
