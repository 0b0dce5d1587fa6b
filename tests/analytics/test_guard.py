"""What the guard refuses from a statement's tree alone: nothing of it reaches the database."""

from __future__ import annotations

from collections.abc import Iterator

import _duckdb
import pytest

from core.analytics import VIEWS
from core.analytics.worker.functions import FUNCTIONS, TABLE_FUNCTIONS
from core.analytics.worker.guard import Refused, check_tree
from core.analytics.worker.query import CONFIG, _parse
from tests.analytics.hostile import REFUSED

Connection = _duckdb.DuckDBPyConnection
TABLES = frozenset(VIEWS)


@pytest.fixture(scope="module")
def parser() -> Iterator[Connection]:
    connection = _duckdb.connect(":memory:", config={**CONFIG, "threads": 1})
    yield connection
    connection.close()


def passes(parser: Connection, sql: str) -> bool:
    try:
        check_tree(_parse(parser, sql), TABLES)
    except Refused:
        return False
    return True


def test_hostile_statements(parser: Connection) -> None:
    assert len(REFUSED) == len(set(REFUSED)) >= 300
    without_nul = [sql for sql in REFUSED if "\0" not in sql]
    assert [sql for sql in without_nul if passes(parser, sql)] == []


@pytest.mark.integration
def test_every_function_of_this_duckdb_that_is_not_listed(parser: Connection) -> None:
    """What a new version brings stays out until somebody lets it in."""
    known = parser.execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()
    names = {name for (name,) in known}
    assert len(names) > 900
    scalars = [name for name in names if name.lower() not in FUNCTIONS]
    assert len(scalars) > 400
    for name in scalars:
        assert not passes(parser, f"""SELECT "{name}"(1)"""), name
        assert not passes(parser, f"""SELECT 1 ORDER BY main."{name}"(1)"""), name
        assert not passes(parser, f"""SELECT system.main."{name}"(1)"""), name
    for name in names - TABLE_FUNCTIONS:
        assert not passes(parser, f"""SELECT * FROM "{name}"(1)"""), name
        assert not passes(parser, f"""FROM people, LATERAL (FROM "{name}"(people.id))"""), name


def test_every_view_of_the_system(parser: Connection) -> None:
    found = parser.execute(
        "SELECT DISTINCT view_name, schema_name FROM duckdb_views() WHERE internal"
    ).fetchall()
    assert len(found) > 30
    for view, schema in found:
        assert not passes(parser, f"""SELECT * FROM "{view}\""""), view
        assert not passes(parser, f"""SELECT * FROM "{schema}"."{view}\""""), view


@pytest.mark.parametrize("name", sorted(TABLES))
def test_views_of_the_catalogue_pass(parser: Connection, name: str) -> None:
    assert passes(parser, f"FROM {name}")
    assert passes(parser, f"SELECT count(*) FROM main.{name.upper()} AS x;")
