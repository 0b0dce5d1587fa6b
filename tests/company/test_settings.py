"""The settings' history, restoring a former value, and who may do what."""

from __future__ import annotations

import pytest

from core.company import (
    CompanyPatch,
    company,
    list_setting_history,
    patch_company,
    put_setting,
    restore_setting,
)
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from tests.world import World


def test_each_change_says_who_what_and_from_what(world: World) -> None:
    with world.uow("admin") as ctx:
        patch_company(ctx, CompanyPatch(name="Renamed", first_weekday=7))
        patch_company(ctx, CompanyPatch(name="Renamed"))
    with world.uow("founder") as ctx:
        newest, oldest = list_setting_history(ctx, ListQuery()).items
    assert newest.changed_by == world.users["admin"]
    assert newest.changed_by_name == "admin"
    assert newest.changes == {"name": ("Example Ltd", "Renamed"), "first_weekday": (1, 7)}
    assert oldest.changes["name"] == (None, "Example Ltd")


def test_a_former_value_comes_back_and_that_is_a_change(world: World) -> None:
    with world.uow("admin") as ctx:
        patch_company(ctx, CompanyPatch(name="Renamed", timezone="UTC"))
        (change, first) = list_setting_history(ctx, ListQuery()).items
        restore_setting(ctx, change.id, "name")
        assert (company(ctx).name, company(ctx).timezone) == ("Example Ltd", "UTC")
        assert len(list_setting_history(ctx, ListQuery()).items) == 3
        for change_id, field in ((change.id, "currency"), (first.id, "name"), (10**6, "name")):
            with pytest.raises(NotFound):
                restore_setting(ctx, change_id, field)


def test_a_value_written_before_a_field_existed_had_its_default(world: World) -> None:
    with world.uow("admin") as ctx:
        put_setting(ctx, "company", {"name": "Old", "currency": "CNY"})
        patch_company(ctx, CompanyPatch(name="New"))
        newest = list_setting_history(ctx, ListQuery(limit=1)).items[0]
    assert newest.changes == {"name": ("Old", "New")}


def test_wrong_values_say_where(world: World) -> None:
    wrong = (
        ({"timezone": "Nowhere"}, "timezone"),
        ({"holiday_calendar": "XX"}, "holiday_calendar"),
        ({"locale": "xx"}, "locale"),
        ({"own_days": [{"day": "2026-01-01", "name": "a"}] * 2}, "own_days"),
    )
    with world.uow("admin") as ctx:
        for values, field in wrong:
            with pytest.raises(Invalid) as found:
                patch_company(ctx, CompanyPatch.model_validate(values))
            assert field in found.value.fields
    with world.uow("admin") as ctx, pytest.raises(Conflict):
        patch_company(ctx, CompanyPatch(currency="USD"))


def test_administrators_change_founders_look_others_neither(world: World) -> None:
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: patch_company(ctx, CompanyPatch(name="x")),
            lambda: list_setting_history(ctx, ListQuery()),
            lambda: restore_setting(ctx, 1, "name"),
        ):
            with pytest.raises(NotPermitted):
                attempt()
