"""The shared form: errors at their fields, nothing saved twice, nobody overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.company import DepartmentPatch, get_department, list_departments, update_department
from core.kit.context import SYSTEM
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow, unit_of_work
from pages.ui.form_run import Guard
from tests.pages.conftest import Visit, texts
from tests.world import World

pytestmark = pytest.mark.integration


def departments() -> dict[str, str | None]:
    with unit_of_work(SYSTEM) as ctx:
        return {row.name: row.code for row in list_departments(ctx, ListQuery()).items}


def edited(visit: Visit, department_id: int) -> AppTest:
    return visit("founder", "departments.py", id=str(department_id))


def test_only_what_was_changed_is_saved(visit: Visit, world: World) -> None:
    screen = edited(visit, world.a1)
    screen.text_input(key="departments.edit.name").set_value("Sales")
    screen.button(key="departments.edit.save").click().run()
    assert departments()["Sales"] == "A1"
    with unit_of_work(SYSTEM) as ctx:
        assert get_department(ctx, world.a1).parent_id == world.a


def test_an_emptied_field_is_emptied_but_a_needed_one_is_refused(
    visit: Visit, world: World
) -> None:
    screen = edited(visit, world.b)
    screen.text_input(key="departments.edit.code").set_value("")
    screen.button(key="departments.edit.save").click().run()
    assert departments()["B"] is None
    screen.text_input(key="departments.edit.name").set_value("   ")
    screen.button(key="departments.edit.save").click().run()
    assert "B" in departments()
    assert ":material/error:" in texts(screen)


def test_a_refusal_of_the_service_stands_at_its_field(visit: Visit, world: World) -> None:
    screen = edited(visit, world.a)
    screen.selectbox(key="departments.edit.parent_id").set_value(world.a1)
    screen.button(key="departments.edit.save").click().run()
    assert "A department cannot stand below itself." in texts(screen)


def test_a_stale_save_is_refused_and_says_what_changed(visit: Visit, world: World) -> None:
    screen = edited(visit, world.a)
    other = DepartmentPatch(name="Renamed")
    run_in_uow(SYSTEM, lambda ctx: update_department(ctx, world.a, other))
    screen.text_input(key="departments.edit.name").set_value("Mine")
    screen.button(key="departments.edit.save").click().run()
    assert "Name is now “Renamed”." in texts(screen)
    assert "Renamed" in departments()
    screen.run()
    screen.button(key="departments.edit.reload").click().run()
    assert screen.text_input(key="departments.edit.name").value == "Renamed"


def test_a_second_click_during_the_first_saves_nothing(visit: Visit, world: World) -> None:
    screen = edited(visit, world.a)
    guard = Guard({"name": "A"}, ("DepartmentRow", world.a), 1, saved=["already saved"])
    screen.session_state["departments.edit.form"] = guard
    screen.text_input(key="departments.edit.name").set_value("Twice")
    screen.button(key="departments.edit.save").click().run()
    assert "Twice" not in departments()


def test_deleting_asks_first_and_refuses_what_is_in_use(visit: Visit, world: World) -> None:
    screen = edited(visit, world.a)
    screen.button(key="departments.delete").click().run()
    assert "A" in departments()
    assert "Move them first." in texts(screen)


def test_every_dialog_speaks_the_readers_language() -> None:
    """Streamlit reruns an open dialog without the shell, which knows the language."""
    pages = Path(__file__).resolve().parents[2] / "pages"
    opened = {file.name for file in pages.rglob("*.py") if "st.dialog" in file.read_text("utf-8")}
    assert opened == {"dialogs.py"}
