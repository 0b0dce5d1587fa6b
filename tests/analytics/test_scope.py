"""Each actor sees their rows and amounts only, whatever the statement tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import _duckdb
import pytest

from core.analytics import VIEWS, QueryResult, documented_columns, run_select, visible_views
from core.analytics.worker.query import CONFIG, SOURCE
from core.kit.context import SYSTEM, Actor, Scope
from core.kit.errors import Invalid
from tests.analytics.company import (
    ANALYST,
    EMPLOYEE,
    OPERATIONS_MANAGER,
    RECORDS_OF_SALES,
    SALES_MANAGER,
    actor,
)

pytestmark = pytest.mark.integration

AskAs = Callable[..., list[Any]]


@pytest.fixture
def ask_as(analysts_file: Path) -> Callable[[Actor, str], QueryResult]:
    def run(who: Actor, sql: str) -> QueryResult:
        return run_select(analysts_file, sql, views=visible_views(who))

    return run


def firsts(answer: QueryResult) -> list[Any]:
    return [row[0] for row in answer.rows]


@pytest.mark.parametrize(
    ("who", "records"),
    [
        (SYSTEM, [1, 2, 3, 4, 5]),
        (ANALYST, [1, 2, 3, 4, 5]),
        (SALES_MANAGER, RECORDS_OF_SALES),
        (OPERATIONS_MANAGER, [3, 4]),
        (actor("eve", 9, "business", departments=(1,)), []),
        (EMPLOYEE, []),
        (Actor(name="nobody"), []),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_records(ask_as: Any, who: Actor, records: list[int]) -> None:
    assert firsts(ask_as(who, "SELECT id FROM financial_records ORDER BY id")) == records


@pytest.mark.parametrize(
    ("view", "sales", "operations"),
    [
        ("projects", [1, 3], [2, 3]),
        ("project_plans", 2, 2),
        ("budgets", [1], [2]),
        ("budget_versions", 1, 1),
        ("budget_months", 1, 1),
        ("statement_balances", [], []),
        ("project_milestones", [1, 3], [2, 3]),
        ("satisfaction_scores", [1], [2]),
        ("contracts", [1], []),
        ("receivables", [1], [2]),
        ("receivable_receipts", 1, 1),
        ("alerts", [2], [3, 5]),
        ("alert_rules", [], [1]),
        ("customers", [1], []),
        ("accounts", [], []),
        ("departments", [1, 2], [1, 2]),
        ("people", [1, 2, 3, 4], [1, 2, 3, 4]),
        ("categories", [1, 2], [1, 2]),
    ],
)
def test_two_departments(ask_as: Any, view: str, sales: Any, operations: Any) -> None:
    for who, expected in ((SALES_MANAGER, sales), (OPERATIONS_MANAGER, operations)):
        found = firsts(ask_as(who, f"SELECT id FROM {view} ORDER BY id"))
        assert (len(found) if isinstance(expected, int) else found) == expected


def test_rules_are_seen_in_the_department_of_their_maker(ask_as: Any) -> None:
    carl = actor("carl", 3, "manager", departments=(2,))
    assert firsts(ask_as(carl, "SELECT id FROM alert_rules")) == [1]
    own = Actor(name="ben", user_id=2, grants={"rules.view": Scope.PROJECT})
    assert firsts(ask_as(own, "SELECT id FROM alert_rules")) == [1]


def test_status_history_follows_its_targets(ask_as: Any) -> None:
    sql = "SELECT target_type || target_id FROM status_history ORDER BY 1"
    assert firsts(ask_as(SALES_MANAGER, sql)) == ["budget1", "project1"]
    assert firsts(ask_as(OPERATIONS_MANAGER, sql)) == ["project2"]
    assert firsts(ask_as(ANALYST, sql)) == ["budget1", "project1", "project2"]


def test_amounts_need_their_own_right(ask_as: Any) -> None:
    clerk = Actor(
        name="clerk",
        user_id=2,
        departments=frozenset({2}),
        grants={
            "records.view": Scope.COMPANY,
            "projects.view": Scope.COMPANY,
            "budgets.view": Scope.COMPANY,
            "amounts.view": Scope.DEPARTMENT,
        },
    )
    answer = ask_as(clerk, "SELECT id, amount, amount_base FROM financial_records ORDER BY id")
    shown = [(row[0], row[1], row[2]) for row in answer.rows]
    assert shown == [
        (1, None, None),
        (2, None, None),
        (3, "30.00", "30.00"),
        (4, "20.00", "20.00"),
        (5, None, None),
    ]
    assert ask_as(clerk, "SELECT sum(amount) FROM financial_records").rows == (("50.00",),)
    assert ask_as(clerk, "SELECT budget FROM projects ORDER BY id").rows == (
        (None,),
        ("2000.00",),
        ("3000.00",),
    )
    assert ask_as(clerk, "SELECT max(amount) FROM budget_versions").rows == (("5000.00",),)
    without = Actor(name="x", user_id=2, grants={"records.view": Scope.COMPANY})
    assert ask_as(without, "SELECT count(*), count(amount) FROM financial_records").rows == (
        (5, 0),
    )


PEEKING = [
    "SELECT * FROM financial_records WHERE CAST(description AS INTEGER) > 0",
    "SELECT CAST(description AS INTEGER) FROM financial_records WHERE department_id = 2",
    "SELECT * FROM financial_records WHERE error(description) IS NULL AND id = 3",
    "SELECT sum(CAST(description AS INTEGER)) FROM financial_records",
    "SELECT list(description) FROM financial_records",
    "SELECT (SELECT string_agg(f.description) FROM financial_records f) FROM people",
    "SELECT b.description FROM people p LEFT JOIN financial_records b ON b.id = 3",
    "SELECT * FROM financial_records TABLESAMPLE 100%",
    "SELECT approx_top_k(description, 10) FROM financial_records",
    "SELECT COLUMNS(*) FROM financial_records",
    "SELECT f FROM financial_records AS f",
    "SELECT * FROM financial_records f FULL JOIN financial_records g ON f.id <> g.id",
    "SELECT * FROM financial_records POSITIONAL JOIN people",
    "WITH financial_records AS (SELECT * FROM financial_records) FROM financial_records",
    "SELECT last(description ORDER BY id) OVER () FROM financial_records",
    "SELECT description FROM financial_records WHERE true OR _row OR true",
    "SELECT description FROM financial_records GROUP BY CUBE (description)",
    "SELECT * FROM finance_facts",
    "SELECT counterparty, record_id FROM finance_facts WHERE record_id = 3",
    "SELECT description FROM financial_records WHERE id IN (SELECT record_id FROM finance_facts)",
    "FROM financial_records SELECT description WHERE 1 = 1 OR department_id = 2",
    "SELECT * FROM financial_records UNION SELECT * FROM financial_records",
    "SELECT f.description FROM projects p JOIN financial_records f ON f.project_id = 2",
    "SELECT max_by(description, id), min_by(description, id) FROM financial_records",
    "SELECT arg_max(description, amount, 5) FROM financial_records",
    "SELECT any_value(description ORDER BY id DESC) FROM financial_records",
    "SELECT histogram(description) FROM financial_records",
    "SELECT mode(description), list(DISTINCT description) FROM financial_records",
    "SELECT to_json(f) FROM financial_records f",
    "SELECT row_to_json(f) FROM financial_records f",
    "SELECT json_group_array(description) FROM financial_records",
    "SELECT struct_pack(a := description) FROM financial_records",
    "SELECT unnest(list(f)) FROM financial_records f",
    "SELECT list_transform(list(description), lambda x: upper(x)) FROM financial_records",
    "SELECT list_reduce(list(description), lambda x, y: x || y) FROM financial_records",
    "SELECT regexp_extract(description, '.*') FROM financial_records",
    "SELECT description FROM financial_records WHERE description LIKE '%hidden%'",
    "SELECT count(*) FILTER (WHERE error(description) IS NULL) FROM financial_records",
    "SELECT CASE WHEN error(description) IS NULL THEN 1 END FROM financial_records",
    "SELECT * FROM financial_records ORDER BY CAST(description AS DATE)",
    "SELECT * FROM financial_records QUALIFY CAST(description AS INT) > 0",
    "SELECT lag(description) OVER (ORDER BY id) FROM financial_records",
    "SELECT description, sum(1) OVER (PARTITION BY description) FROM financial_records",
    "WITH RECURSIVE r AS (SELECT 1 AS i, '' AS d UNION ALL SELECT i + 1, (SELECT description"
    " FROM financial_records WHERE id = i) FROM r WHERE i < 7) SELECT d FROM r",
    "SELECT (FROM financial_records SELECT description WHERE id = 5)",
    "SELECT * FROM range(1, 7) t(i), LATERAL (SELECT description FROM financial_records"
    " WHERE id = i)",
    "SELECT f.* FROM financial_records f ANTI JOIN people p ON p.id = f.id",
    "SELECT * FROM (UNPIVOT financial_records ON description)",
    "SELECT * FROM (PIVOT financial_records ON id IN (3, 5) USING first(description))",
    "SELECT * EXCLUDE (id) REPLACE (description AS currency) FROM financial_records",
    "SELECT * RENAME (description AS x) FROM financial_records",
    "SELECT COLUMNS('desc.*') FROM financial_records",
    "SELECT #17, * FROM financial_records ORDER BY #1",
    "SELECT rowid, * FROM financial_records",
    "SELECT f._row, f._money, f.description FROM financial_records f",
    "SELECT name FROM projects WHERE id = 2 AND error(name) IS NULL",
    "SELECT description FROM financial_records USING SAMPLE reservoir(100 ROWS)",
    "SELECT description FROM financial_records LIMIT 100%",
    "SELECT DISTINCT ON (id) description FROM financial_records ORDER BY id DESC",
    "SELECT description::ENUM('x') FROM financial_records",
    "SELECT TRY_CAST(description AS INTEGER), description FROM financial_records",
    "SELECT string_split(string_agg(description), '-') FROM financial_records",
    "SELECT approx_quantile(CAST(description AS DOUBLE), 0.5) FROM financial_records",
    "SELECT strptime(description, '%Y') FROM financial_records",
    "SELECT decode(unhex(description)) FROM financial_records",
]


def scoped_connection(analysts_file: Path, who: Actor) -> _duckdb.DuckDBPyConnection:
    """The views of somebody in this process, for many statements."""
    connection = _duckdb.connect(":memory:", config={**CONFIG, "threads": 1})
    connection.execute(f"ATTACH '{analysts_file}' AS the_file (READ_ONLY)")
    for name, body in visible_views(who).items():
        connection.execute(f'CREATE VIEW "{name}" AS {body.replace(SOURCE, "the_file")}')
    return connection


@pytest.fixture(scope="module")
def sales_connection(analysts_file: Path) -> Iterator[_duckdb.DuckDBPyConnection]:
    with closing(scoped_connection(analysts_file, SALES_MANAGER)) as connection:
        yield connection


def test_the_hidden_rows_are_there(analysts_file: Path) -> None:
    everything = run_select(analysts_file, "SELECT description FROM financial_records")
    assert {"hidden-of-operations", "hidden-of-company"} <= {row[0] for row in everything.rows}


@pytest.mark.parametrize("sql", PEEKING)
def test_no_statement_shows_a_hidden_row(
    sales_connection: _duckdb.DuckDBPyConnection, sql: str
) -> None:
    """Not in the answer and not in what an error says; the guard is not even asked."""
    try:
        seen = repr(sales_connection.execute(sql).fetchall())
    except _duckdb.Error as error:
        seen = str(error).replace(sql, "")
    assert "hidden-of" not in seen
    assert "Project 2" not in seen


def test_a_sample_of_them_through_the_sandbox(ask_as: Any) -> None:
    for sql in PEEKING[::11]:
        try:
            seen = repr(ask_as(SALES_MANAGER, sql).rows)
        except Invalid as error:
            seen = error.text()
        assert "hidden-of" not in seen


@pytest.mark.parametrize("who", [SYSTEM, SALES_MANAGER, EMPLOYEE], ids=lambda who: who.name)
def test_a_scoped_view_has_the_documented_columns(analysts_file: Path, who: Actor) -> None:
    with closing(scoped_connection(analysts_file, who)) as connection:
        for name, view in VIEWS.items():
            found = connection.execute(f"FROM {name} LIMIT 0").description or []
            documented = [column.name for column in documented_columns(view)]
            assert [column[0] for column in found] == documented
