"""The shared list: what it shows, how the address holds it, what leaves as a file."""

from __future__ import annotations

import pytest

from core.company import DepartmentIn, create_department
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from tests.pages.conftest import Visit, component, rows_of, texts
from tests.world import World

pytestmark = pytest.mark.integration

TABLE = "departments.table"


def add_departments(names: list[str]) -> None:
    run_in_uow(
        SYSTEM, lambda ctx: [create_department(ctx, DepartmentIn(name=name)) for name in names]
    )


def names(screen: object) -> list[str]:
    return [row[0] for row in rows_of(screen, TABLE)]  # type: ignore[arg-type]


def test_rows_carry_names_of_related_rows(visit: Visit) -> None:
    rows = rows_of(visit("employee", "departments.py"), TABLE)
    assert [row[:3] for row in rows] == [["A", "A", "–"], ["A1", "A1", "A"], ["B", "B", "–"]]


def test_the_address_reproduces_the_screen(visit: Visit) -> None:
    screen = visit("employee", "departments.py", q="A", sort="-name")
    assert names(screen) == ["A1", "A"]
    assert screen.text_input(key="departments.q").value == "A"
    assert component(screen, TABLE)["sort"] == "-name"


def test_searching_writes_the_address_and_begins_at_the_first_page(visit: Visit) -> None:
    add_departments([f"Branch {number:03}" for number in range(120)])
    screen = visit("employee", "departments.py", page="3")
    assert "101–123 of 123" in texts(screen)
    screen.text_input(key="departments.q").set_value("branch 00").run()
    assert screen.query_params["q"] == "branch 00"
    assert "page" not in screen.query_params
    assert "1–11 of 11" in texts(screen)


def test_filters_narrow_and_nonsense_in_the_address_is_ignored(visit: Visit, world: World) -> None:
    assert names(visit("employee", "departments.py", parent_id=str(world.a))) == ["A1"]
    screen = visit("employee", "departments.py", parent_id="x' OR 1=1", sort="nonsense", page="-9")
    assert names(screen) == ["A", "A1", "B"]
    assert not screen.error


def test_a_page_beyond_the_end_falls_back(visit: Visit) -> None:
    assert names(visit("employee", "departments.py", page="999")) == ["A", "A1", "B"]


def test_nothing_found_offers_to_clear_the_filters(visit: Visit) -> None:
    screen = visit("employee", "departments.py", q="nowhere")
    assert "Nothing matches" in texts(screen)
    screen.button(key="departments.none.empty_action").click().run()
    assert names(screen) == ["A", "A1", "B"]


def test_an_opened_record_shows_its_fields_and_history(visit: Visit, world: World) -> None:
    screen = visit("founder", "departments.py", id=str(world.a1))
    assert [one.value for one in screen.title] == ["A1"]
    assert "created this" in texts(screen)


def test_a_record_that_is_not_there_is_said_calmly(visit: Visit) -> None:
    screen = visit("employee", "departments.py", id="987654")
    assert [one.value for one in screen.warning] == [
        "This entry does not exist or you cannot see it."
    ]


def test_who_may_not_edit_sees_no_buttons_for_it(visit: Visit, world: World) -> None:
    listed = visit("employee", "departments.py")
    opened = visit("employee", "departments.py", id=str(world.a))
    assert {one.key for one in listed.button} & {"departments.add"} == set()
    assert {one.key for one in opened.button} & {"departments.delete"} == set()
    assert not opened.text_input
