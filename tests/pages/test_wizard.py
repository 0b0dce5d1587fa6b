"""The set-up wizard on screen: led there, step by step, left and taken up, locked at the end."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.company import Company, company, list_departments, wizard_state
from core.identity import UserIn, list_users
from core.kit.context import SYSTEM
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.operations import demo_run
from core.operations.setup import create_first_account
from data.database import Database
from pages.ui.url import RECORD
from tests.pages.conftest import Visit, open_shell, session_of, texts
from tests.world import PASSWORD

pytestmark = pytest.mark.integration

ADMIN = UserIn(username="boss", password=PASSWORD, locale="en")
HAND = "wizard.organisation"


@pytest.fixture
def screen(store: Database) -> AppTest:
    """The first account opens Home."""
    with unit_of_work(SYSTEM) as ctx:
        create_first_account(ctx, Company(timezone="Europe/Berlin", locale="en"), ADMIN)
    return open_shell(session_of("boss"))


def describe_company(screen: AppTest) -> AppTest:
    screen.text_input(key="wizard.company.name").set_value("Example Ltd")
    return screen.button(key="wizard.company.save").click().run()


def test_home_leads_there_and_the_steps_follow_one_another(screen: AppTest) -> None:
    assert "Your company" in texts(screen)
    assert screen.selectbox(key="wizard.company.timezone").value == "Europe/Berlin"
    screen = describe_company(screen)
    assert "Who works where" in texts(screen)
    screen = screen.button(key="wizard.go_on").click().run()
    assert "Where to begin" in texts(screen)
    screen = screen.button(key="wizard.back").click().run()
    assert "Who works where" in texts(screen)
    screen = screen.button(key="wizard.go_on").click().run()
    screen = screen.button(key="wizard.skip").click().run()
    assert "Overview" in texts(screen)
    screen = screen.switch_page("wizard.py").run()
    assert "already set up" in texts(screen)
    with unit_of_work(SYSTEM) as ctx:
        assert company(ctx).name == "Example Ltd"
        assert wizard_state(ctx).finished


def test_left_it_waits_to_be_taken_up(screen: AppTest) -> None:
    screen = screen.button(key="wizard.later").click().run()
    assert "Overview" in texts(screen)
    assert "Overview" in texts(open_shell(session_of("boss")))
    screen = screen.switch_page("wizard.py").run()
    assert "Your company" in texts(screen)
    assert "Your company" in texts(open_shell(session_of("boss")))


def test_departments_and_people_by_hand(screen: AppTest) -> None:
    screen = describe_company(screen)
    screen.text_input(key=f"{HAND}.departments.0.1.name").set_value("Sales")
    screen = screen.button(key=f"{HAND}.departments.add").click().run()
    row = f"{HAND}.people.0.2"
    screen.text_input(key=f"{row}.username").set_value("bad name")
    screen.text_input(key=f"{row}.display_name").set_value("Ann Lee")
    screen = screen.button(key=f"{HAND}.people.add").click().run()
    assert "People, line 2, column “User name”: write 2 to 64 letters" in texts(screen)
    screen.text_input(key=f"{row}.username").set_value("ann")
    screen = screen.button(key=f"{HAND}.people.add").click().run()
    assert screen.code[0].value.startswith("ann  ")
    screen = screen.button(key="organisation.noted").click().run()
    assert not screen.code
    with unit_of_work(SYSTEM) as ctx:
        assert [row.name for row in list_departments(ctx, ListQuery()).items] == ["Sales"]
        assert {row.username for row in list_users(ctx, ListQuery()).items} == {"boss", "ann"}


def test_the_demonstration_is_made_and_ends_the_wizard(screen: AppTest) -> None:
    screen = describe_company(screen)
    screen = screen.button(key="wizard.go_on").click().run()
    screen = screen.button(key="wizard.demo").click().run()
    with unit_of_work(SYSTEM) as ctx:
        work = demo_run._runs[demo_run.database().url].work
    assert work is not None
    work.result(timeout=100)
    assert "shown only now" in texts(screen.run())
    screen = screen.button(key="wizard.done").click().run()
    assert "Overview" in texts(screen)
    with unit_of_work(SYSTEM) as ctx:
        assert wizard_state(ctx).finished


def test_others_see_home_and_may_not_open_it(visit: Visit) -> None:
    assert "do not have the right" in texts(visit("outsider", "wizard.py"))
    assert "do not have the right" in texts(visit("outsider", "settings.py"))
    assert RECORD not in visit("finance").query_params
