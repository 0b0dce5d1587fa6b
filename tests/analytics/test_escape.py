"""Hostile statements in their child process: refused or harmless, within limits; the server stays
well. `test_guard.py` has those that the parser's tree already gives away."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from core.analytics.worker.query import CONFIG, LOCKS
from core.kit.errors import Invalid, Unavailable
from tests.analytics.conftest import Ask
from tests.analytics.hostile import BOMBS, FILES, REFUSED

pytestmark = pytest.mark.integration

THROUGH = [*REFUSED[::12], "SELECT 1 \0; ATTACH 'x'", "SELECT " + "1+" * 60_000 + "1"]
"""A sample, to see that what the guard says is what comes back."""


@pytest.mark.parametrize("sql", THROUGH, ids=range(len(THROUGH)))
def test_refused(ask: Ask, sql: str, analysts_file: Path) -> None:
    with pytest.raises(Invalid) as error:
        ask(sql, timeout=5)
    assert error.value.code.removeprefix("sql.") in {
        "construct", "empty", "function", "not_select", "schema", "several", "syntax", "table",
        "too_long", "type",
    }, error.value  # fmt: skip
    assert str(analysts_file) not in error.value.text()


ENGINE_REFUSES = [
    *(sql for sql in FILES if "parse_path" not in sql and "LATERAL" not in sql),
    "ATTACH '/tmp/other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "SET disabled_filesystems = ''",
    "RESET lock_configuration",
    "SELECT * FROM sys",
    "INSERT INTO inner_file.people SELECT 9, 'x', 1",
    "CREATE TABLE inner_file.x AS SELECT 1",
]


def test_the_engine_refuses_them_even_without_the_guard(analysts_file: Path) -> None:
    connection = duckdb.connect(":memory:", config={**CONFIG, "threads": 1})
    connection.execute(f"ATTACH '{analysts_file}' AS inner_file (READ_ONLY)")
    connection.execute("CREATE VIEW people AS SELECT * FROM inner_file.people")
    for statement in LOCKS:
        connection.execute(statement)
    for sql in ENGINE_REFUSES:
        with pytest.raises(duckdb.Error):
            connection.execute(sql).fetchall()
    assert connection.execute("SELECT count(*) FROM people").fetchall() == [(4,)]
    connection.close()


@pytest.mark.parametrize("sql", BOMBS, ids=range(len(BOMBS)))
def test_bombs_end_within_their_limits(ask: Ask, sql: str) -> None:
    started = time.monotonic()
    try:
        answer = ask(sql, timeout=0.8)
    except (Invalid, Unavailable) as error:
        assert error.code.startswith("sql.")
    else:
        assert len(answer.rows) <= 1000
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT apply(['HOME'], getenv)",
        "SELECT id FROM people WINDOW w AS (PARTITION BY getenv('HOME'))",
        "SELECT * FROM people\u200b",
        "SELECT '{}'::GEOMETRY",
        "SELECT current_user",
        "SELECT user",
        "SELECT session_user",
        "SELECT current_catalog",
        "SELECT current_schema",
        "SELECT error('x')",
        "SELECT rowid FROM people",
        "SELECT people FROM people",
        "SELECT 'x' AS \"; DROP VIEW people; --\"",
        'SELECT name AS "<script>alert(1)</script>" FROM people',
    ],
)
def test_harmless(ask: Ask, sql: str, analysts_file: Path) -> None:
    """May run or fail; what comes back says nothing about the machine."""
    try:
        seen = repr(ask(sql))
    except Invalid as error:
        seen = error.text()
    for told in (str(analysts_file.parent), "analytics.duckdb", "hidden_", "root"):
        assert told not in seen


def test_the_file_is_untouched_and_still_answers(ask: Ask, analysts_file: Path) -> None:
    before = analysts_file.stat()
    for sql in ("DELETE FROM people", "DROP VIEW people", "CHECKPOINT"):
        with pytest.raises(Invalid):
            ask(sql)
    assert analysts_file.stat().st_mtime_ns == before.st_mtime_ns
    assert ask("SELECT count(*) FROM people").rows == ((4,),)
