"""Each actor sees their rows and amounts only, whatever the statement tries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.analytics import VIEWS, QueryResult, documented_columns, run_select, visible_views
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


@pytest.mark.parametrize(
    "sql",
    [
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
    ],
)
def test_no_statement_shows_a_hidden_row(ask_as: Any, sql: str) -> None:
    """Not in the answer and not in what an error says."""
    try:
        seen = repr(ask_as(SALES_MANAGER, sql).rows)
    except Invalid as error:
        seen = error.text()
    assert "hidden-of" not in seen


@pytest.mark.parametrize("name", VIEWS)
def test_a_scoped_view_has_the_documented_columns(ask_as: Any, name: str) -> None:
    expected = tuple(column.name for column in documented_columns(VIEWS[name]))
    for who in (SYSTEM, SALES_MANAGER, EMPLOYEE):
        assert ask_as(who, f"SELECT * FROM {name}").columns == expected
