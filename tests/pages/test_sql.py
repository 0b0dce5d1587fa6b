"""The SQL page: asked, refused, cancelled, saved, opened again; the data dictionary."""

from __future__ import annotations

import time
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from core.analytics import Parameter, ParameterKind, SavedQueryIn, create_saved_query
from pages.ui.session import SECRET_KEY
from pages.ui.sql_answer import RUNNING
from tests.finance.records import add
from tests.pages.conftest import Visit, component, rows_of, texts
from tests.pages.test_exports import fetch, links
from tests.world import World

pytestmark = pytest.mark.integration

FILE = "sql.py"
COUNT = "SELECT count(*) AS n, sum(amount) AS total FROM financial_records WHERE amount > $min"
HEAVY = "SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b"


def ask(screen: AppTest, sql: str) -> AppTest:
    """Write into the plain field and run; wait for the end."""
    if not screen.session_state["sql.plain"]:
        screen.toggle(key="sql.plain").set_value(True).run()
    screen.text_area(key="sql.field").set_value(sql).run()
    return run(screen)


def run(screen: AppTest) -> AppTest:
    screen.button(key="sql.run").click().run()
    for _ in range(600):  # the first question publishes the file
        if screen.session_state[RUNNING].is_done:
            break
        time.sleep(0.1)
    return screen.run()


def grid(screen: AppTest) -> Any:
    return component(screen, "sql.grid")["rows"]


def test_a_manager_asks_for_own_rows_with_a_parameter(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        add(ctx, department_id=world.a, amount="70")
        add(ctx, department_id=world.b, amount="900")
    screen = visit("manager_a", FILE)
    assert "Ask a question" in texts(screen)
    names = {view["name"] for view in component(screen, "sql.editor")["views"]}
    assert {"finance_facts", "calendar", "dictionary"} <= names
    ask(screen, COUNT)
    assert grid(screen) == [[0, None]]  # nothing is greater than a value that is missing
    screen.text_input(key="sql.value.min.number").set_value("5").run()
    run(screen)
    assert grid(screen) == [[1, "70.00"]]
    assert "1 rows · " in texts(screen)
    secret = screen.session_state[SECRET_KEY]
    addresses = links(screen, "sql")
    assert set(addresses) == {"CSV", "XLSX", "PARQUET"}
    sent = fetch(secret, addresses["CSV"])
    assert sent.content.decode("utf-8-sig").split() == ["n,total", "1,70.00"]
    file = world.database.home / "sent.parquet"
    file.write_bytes(fetch(secret, addresses["PARQUET"]).content)
    assert duckdb.sql(f"SELECT n FROM '{file}'").fetchall() == [(1,)]
    assert fetch("somebody else", addresses["CSV"]).status_code == 404


def test_what_is_wrong_is_said_where_it_is(visit: Visit) -> None:
    screen = ask(visit("analyst", FILE), "SELECT\n  nonsense FROM people")
    assert "There is no column nonsense here." in texts(screen)
    assert "Line 2, column 3" in texts(screen)
    ask(screen, "SELECT 1;\nSELEKT 2")
    assert "Syntax error in line 2, column 1, at SELEKT." in texts(screen)
    ask(screen, "SELECT getenv('HOME')")
    assert "The function getenv is not available here." in texts(screen)


def test_a_running_query_is_cancelled_while_the_page_answers(visit: Visit) -> None:
    screen = ask(visit("analyst", FILE), "SELECT 1 AS one")
    screen.text_area(key="sql.field").set_value(HEAVY).run()
    screen.button(key="sql.run").click().run()
    assert "Running for" in texts(screen)
    screen.button(key="sql.cancel").click().run()
    screen.run()
    assert "The query was cancelled." in texts(screen)
    screen.segmented_control(key="sql.tab").set_value("history").run()
    statements = [(row[0][:12], row[-1]) for row in rows_of(screen, "sql.history.table")]
    assert statements == [("SELECT sum(h", "Cancelled"), ("SELECT 1 AS ", "Answered")]


def test_a_kept_question_is_opened_by_whom_it_is_shared_with(visit: Visit, world: World) -> None:
    since = Parameter(name="since", kind=ParameterKind.DATE, default="2026-03-01")
    sql = "SELECT $since AS since, 2 AS two UNION SELECT $since - 1, 3"
    wanted = SavedQueryIn(
        name="Since *when*", sql=sql, parameters=(since,), shared_roles=("manager",)
    )
    with world.uow("analyst") as ctx:
        row = create_saved_query(ctx, wanted)
    own = visit("analyst", FILE, query=str(row.id))
    assert "shared with Department manager" in texts(own)
    other = visit("manager_a", FILE, query=str(row.id))
    assert "Since *when*" in texts(other)
    assert "shared with you" in texts(other)
    assert component(other, "sql.editor")["sql"] == sql
    run(other)
    assert sorted(grid(other)) == [["2026-02-28", 3], ["2026-03-01", 2]]
    assert other.get("echarts_chart")
    stranger = visit("finance", FILE, query=str(row.id))
    assert "Since" not in texts(stranger)
    assert not stranger.exception


def test_a_shared_list_opens_into_the_editor(visit: Visit, world: World) -> None:
    with world.uow("analyst") as ctx:
        made = create_saved_query(ctx, SavedQueryIn(name="Ours", sql="SELECT 7 AS seven"))
    screen = visit("analyst", FILE)
    screen.segmented_control(key="sql.tab").set_value("saved").run()
    assert rows_of(screen, "sql.saved.table")[0][0] == "Ours"
    screen.query_params["id"] = str(made.id)
    screen.run()
    assert component(screen, "sql.editor")["sql"] == "SELECT 7 AS seven"
    run(screen)
    assert grid(screen) == [[7]]


def test_who_may_not_ask_has_no_page(visit: Visit) -> None:
    screen = visit("employee", FILE)
    assert "You do not have the right" in texts(screen)


def test_the_dictionary_is_searched(visit: Visit) -> None:
    screen = visit("analyst", "data_dictionary.py")
    shown = [one.label for one in screen.expander]
    assert any("finance_facts" in label for label in shown)
    screen.text_input(key="data_dictionary.q").set_value("make-up").run()
    assert len(screen.expander) < len(shown)
    screen.text_input(key="data_dictionary.q").set_value("weekend day that is worked").run()
    (calendar,) = screen.expander
    assert "is_makeup_workday" in calendar.markdown[0].value
    screen.text_input(key="data_dictionary.q").set_value("no such thing").run()
    assert "Nothing found" in texts(screen)
