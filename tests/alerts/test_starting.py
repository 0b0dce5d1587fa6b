"""The rules a company begins with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.alerts import (
    AlertRulePatch,
    delete_rule,
    has_own_rules,
    list_rules,
    make_starter_rules,
    remove_starter_rules,
    update_rule,
)
from core.alerts.starting import STARTERS
from core.company import Company, CompanyIn
from core.identity import UserIn, by_username
from core.kit.context import SYSTEM
from core.kit.errors import NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.operations.setup import create_first_account, describe_company, set_up_company
from data.database import Database
from tests.world import PASSWORD, World

BOSS = UserIn(username="boss", password=PASSWORD)


def test_a_company_set_up_unattended_has_them_once(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        set_up_company(ctx, Company(name="Example", locale="en"), BOSS)
    with unit_of_work(by_username("boss")) as ctx:
        found = list_rules(ctx, ListQuery()).items
        assert {one.name for one in found} == {one.name for one in STARTERS}
        assert all({"founder", "manager"} <= set(one.notify_roles) for one in found)
        assert all(one.is_active and one.created_by is None and one.description for one in found)
        assert not has_own_rules(ctx)
        delete_rule(ctx, found[0].id)
        assert make_starter_rules(ctx) == ()
        assert len(list_rules(ctx, ListQuery()).items) == len(STARTERS) - 1


def test_the_wizard_makes_them_in_the_companys_language(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        create_first_account(ctx, Company(locale="zh_CN"), BOSS)
        assert not list_rules(ctx, ListQuery()).items
    with unit_of_work(by_username("boss")) as ctx:
        describe_company(ctx, CompanyIn(name="示例公司"))
        found = list_rules(ctx, ListQuery(sort="id")).items
        assert found[0].name == "项目超过计划结束日"
        changed, *untouched = found
        update_rule(ctx, changed.id, AlertRulePatch(threshold=Decimal("0.2")))
        assert has_own_rules(ctx)
        remove_starter_rules(ctx)  # as the demonstration does
        assert [one.id for one in list_rules(ctx, ListQuery()).items] == [changed.id]
        assert untouched


def test_others_may_not_take_them_away(world: World) -> None:
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        remove_starter_rules(ctx)
