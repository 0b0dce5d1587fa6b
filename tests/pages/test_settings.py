"""The settings on screen: change, history, restore; and the organisation chart."""

from __future__ import annotations

import pytest

from core.company import company
from core.identity import UserPatch, update_user
from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from tests.pages.conftest import Visit, texts
from tests.world import World

pytestmark = pytest.mark.integration


def test_a_change_stands_in_the_history_and_can_be_taken_back(visit: Visit, world: World) -> None:
    screen = visit("admin", "settings.py")
    screen.text_input(key="settings.company.name").set_value("Renamed")
    screen.button(key="settings.company.save").click().run()
    screen = visit("admin", "settings.py", tab="history")
    assert "Company name: Example Ltd → Renamed" in texts(screen)
    (back,) = [one for one in screen.button if str(one.key).startswith("settings.restore_")]
    screen = back.click().run()
    assert "Company name: Renamed → Example Ltd" in texts(screen)
    with unit_of_work(SYSTEM) as ctx:
        assert company(ctx).name == "Example Ltd"


def test_holidays_and_own_days(visit: Visit, world: World) -> None:
    screen = visit("admin", "settings.py", tab="calendar")
    assert "Weekend days worked" in texts(screen)
    assert any(one.key == "settings.own_days.add" for one in screen.button)


def test_a_founder_without_the_right_reads_only(visit: Visit, world: World) -> None:
    with world.uow("system") as ctx:
        update_user(ctx, world.users["founder"], UserPatch(roles=("founder",)))
    screen = visit("founder", "settings.py")
    assert "Example Ltd" in texts(screen)
    assert not [one for one in screen.button if one.key == "settings.company.save"]


def test_everybody_sees_the_chart_and_some_may_add(visit: Visit, world: World) -> None:
    screen = visit("outsider", "organisation.py")
    assert "- A · manager_a" in texts(screen)
    assert not [one for one in screen.button if str(one.key).endswith("departments.add")]
    screen = visit("founder", "organisation.py")
    assert [one for one in screen.button if str(one.key).endswith("departments.add")]
