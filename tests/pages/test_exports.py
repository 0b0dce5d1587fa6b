"""Every list and table leaves as a file: all its rows, in the reader's language and rights."""

from __future__ import annotations

import ast
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from core.company import Company, DepartmentIn, Step, complete_step, create_department
from core.finance import list_records
from core.identity import UserIn, UserPatch, by_session, set_own_locale, update_user
from core.identity.login import SESSION_COOKIE
from core.kit.context import SYSTEM
from core.kit.listing import BULK_LIMIT, ListQuery
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.demo import fill_company
from core.operations.setup import set_up_company
from pages.registry import PAGES
from pages.web.exports import export_routes
from tests.finance.records import add
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own
from tests.pages.conftest import Visit, component, open_shell, session_of
from tests.world import World

pytestmark = pytest.mark.integration

SCREENS = Path(__file__).resolve().parents[2] / "pages"
EXPORTING = {"export_menu", "table_export"}
NO_FILE_NEEDED = {
    "ui/alert_trial.py": "what a rule would do, before it is saved",
    "ui/alert_view.py": "earlier alerts of a rule; the list of alerts has them",
    "profile.py": "the reader's own sessions and tokens",
    "ui/file_import.py": "a preview of a file the reader has",
    "ui/import_found.py": "a preview of a file the reader has",
    "ui/import_grid.py": "a preview of a file the reader has",
    "ui/import_result.py": "rejected rows have their own file; the records are a list",
    "ui/import_view.py": "sums of a file the reader has",
}
Fetch = Callable[[AppTest, str], Any]


def calls(file: Path) -> set[str]:
    """Names of the functions a module calls."""
    found = (
        node.func
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    )
    return {one.id for one in found if isinstance(one, ast.Name)}


def test_whatever_draws_a_table_offers_its_file() -> None:
    missing = {
        str(file.relative_to(SCREENS))
        for file in SCREENS.rglob("*.py")
        if calls(file) & {"draw_table", "dataframe", "table"} and not calls(file) & EXPORTING
    }
    assert missing <= set(NO_FILE_NEEDED)


def fetch(secret: str, path: str) -> httpx.Response:
    """What the browser with that session gets."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=export_routes()))
        headers = {"Cookie": f"{SESSION_COOKIE}={secret}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=headers)

    return anyio.run(send)


def links(screen: AppTest, key: str) -> dict[str, str]:
    """The addresses of a file by its format."""
    found = component(screen, f"{key}.export_links")["links"]
    return {one["label"]: one["url"] for one in found}


def table(screen: AppTest, secret: str, key: str) -> list[list[str]]:
    """The file as its reader gets it, header first."""
    answer = fetch(secret, links(screen, key)["CSV"])
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def put(**record: Any) -> None:
    run_in_uow(SYSTEM, lambda ctx: add(ctx, **record))


def go(secret: str, page: str, **query: str) -> AppTest:
    screen = open_shell(secret)
    screen.switch_page(page)
    for name, value in query.items():
        screen.query_params[name] = value
    return screen.run()


@pytest.fixture
def demo(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A demonstration, seen by its founder, who reads Chinese; the secret of the session."""
    boss = UserIn(username="boss", password="Correct-horse-7", display_name="老板")
    for _ in own(new_database("duckdb"), monkeypatch):
        run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, Company(name="演示"), boss))
        run_in_uow(
            SYSTEM,
            lambda ctx: [complete_step(ctx, step) for step in (Step.ORGANISATION, Step.DATA)],
        )
        fill_company(SYSTEM, records=700, seed=7)
        secret = session_of("boss", "Correct-horse-7")
        run_in_uow(by_session(secret), lambda ctx: set_own_locale(ctx, "zh_CN"))
        yield secret


def test_every_list_of_every_page_can_be_fetched(demo: str) -> None:
    fetched = {}
    for entry in PAGES:
        screen = go(demo, entry.file)
        assert not screen.exception, entry.file
        assert not screen.error, (entry.file, [one.value for one in screen.error])
        keys = [element.proto.id for element in screen.get("bidi_component")]
        for key in (one for one in keys if one.endswith(".table")):
            assert any(
                other.endswith(f"{key.split('-')[-1].removesuffix('.table')}.export_links")
                for other in keys
            ), key
        for key in (one for one in keys if one.endswith(".export_links")):
            name = key.split("-")[-1].removesuffix(".export_links")
            head, *rows = table(screen, demo, name)
            book = fetch(demo, links(screen, name)["XLSX"])
            assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
            assert all(len(row) == len(head) for row in rows)
            fetched[name] = (head, rows)
    shown = {
        name: len(rows) for name, (_head, rows) in fetched.items() if not name.startswith("home.")
    }
    assert {
        "records",
        "budgets",
        "departments",
        "users",
        "categories",
        "accounts",
        "projects",
    } <= set(shown)
    with unit_of_work(by_session(demo)) as ctx:
        every = list_records(ctx, ListQuery(), with_total=True).total
    assert shown["records"] == every
    assert {"home.months", "home.categories", "home.departments", "home.budgets"} <= set(fetched)
    english = {cell for head, _rows in fetched.values() for cell in head if cell.isascii()}
    assert english <= {""}, english


def test_a_file_has_the_filters_and_order_of_the_screen(visit: Visit, world: World) -> None:
    run_in_uow(
        SYSTEM,
        lambda ctx: [
            create_department(ctx, DepartmentIn(name=f"Branch {n:03}")) for n in range(60)
        ],
    )
    secret = session_of("employee")
    screen = go(secret, "departments.py", q="branch", sort="-name")
    head, *rows = table(screen, secret, "departments")
    assert head[0] == "Name"
    assert [row[0] for row in rows] == [f"Branch {n:03}" for n in reversed(range(60))]


def test_a_file_holds_more_rows_than_one_batch(
    visit: Visit, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.list_export.BULK_LIMIT", 7)
    run_in_uow(
        SYSTEM,
        lambda ctx: [
            create_department(ctx, DepartmentIn(name=f"Branch {n:03}")) for n in range(30)
        ],
    )
    secret = session_of("employee")
    rows = table(go(secret, "departments.py", sort="parent_id"), secret, "departments")[1:]
    assert len(rows) == len({row[0] for row in rows}) == 33
    assert BULK_LIMIT > 1000


def test_amounts_are_exact_and_named_with_their_currency(visit: Visit, world: World) -> None:
    put(amount="1234567.80", currency="USD", department_id=world.a, counterparty="=HYPERLINK(1)")
    secret = session_of("finance")
    head, row = table(go(secret, "records.py"), secret, "records")
    told = dict(zip(head, row, strict=True))
    assert (told["Amount"], told["Currency"]) == ("1234567.80", "USD")
    assert told["Counterparty"] == "'=HYPERLINK(1)"
    assert "Amount in company currency (CNY)" in head


def test_amounts_one_may_not_see_are_empty(visit: Visit, world: World) -> None:
    put(amount="1234567.80", department_id=world.a)
    hidden = [
        name
        for name in ("business_a", "analyst", "employee")
        if not world.actor(name).can("amounts.view")
    ]
    for name in (one for one in hidden if world.actor(one).can("records.view")):
        secret = session_of(name)
        for head, row in [table(go(secret, "records.py"), secret, "records")]:
            assert Decimal(dict(zip(head, row, strict=True))["Amount"] or 0) == 0


def test_a_file_is_for_the_session_it_was_offered_to_and_its_rights_of_now(
    visit: Visit, world: World
) -> None:
    put(amount="5.00", department_id=world.a)
    secret, other = session_of("finance"), session_of("admin")
    url = links(go(secret, "records.py"), "records")["CSV"]
    assert fetch(secret, url).status_code == 200
    assert fetch(other, url).status_code == 404
    assert fetch("", url).status_code == 404
    assert fetch(secret, url.replace("/export/", "/export/0")).status_code == 404
    run_in_uow(
        SYSTEM, lambda ctx: update_user(ctx, world.users["finance"], UserPatch(is_active=False))
    )
    assert fetch(secret, url).status_code in {401, 403}
