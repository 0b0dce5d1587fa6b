"""Bulk rows arrive exactly, in the caller's transaction, and leave no temporary table behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.bulk import insert_frame, stage_query
from data.database import Database
from data.schema import Department, FinancialRecord

NASTY = ["", "\\N", 'say "hi", then\nleave', "逗号，引号“”", None, "a\tb\\", "'; DROP TABLE x; --"]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    path = tmp_path / "scratch.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(
        "CREATE TABLE lines (n INTEGER, note VARCHAR, amount DECIMAL(18,2), d DATE,"
        " moment TIMESTAMP, ok BOOLEAN, doc JSON, big HUGEINT, f DOUBLE)"
    )
    for number, note in enumerate(NASTY):
        connection.execute(
            "INSERT INTO lines VALUES (?, ?, 12.50, DATE '2026-01-02',"
            " TIMESTAMP '2026-01-02 03:04:05.123456', true, '{\"a\": [1, null]}', 7, 0.1)",
            [number, note],
        )
    connection.close()
    return path


def test_rows_arrive_exactly(database: Database, scratch: Path) -> None:
    with database.session() as session:
        assert stage_query(session, scratch, "SELECT * FROM lines", "staged") == len(NASTY)
        rows = session.execute(text("SELECT * FROM staged ORDER BY n")).all()
    assert [row.note for row in rows] == NASTY
    first = rows[0]
    assert (first.amount, first.d, first.ok) == (Decimal("12.50"), date(2026, 1, 2), True)
    assert first.moment == datetime(2026, 1, 2, 3, 4, 5, 123456)  # noqa: DTZ001
    assert (int(first.big), first.f) == (7, 0.1)


def test_staged_rows_join_own_tables_and_vanish_at_the_end(
    database: Database, scratch: Path
) -> None:
    sql = "SELECT n, 'D' || n AS name FROM lines WHERE n < 3"
    for _ in range(2):
        with database.session() as session:
            stage_query(session, scratch, sql, "staged")
            session.execute(
                text(
                    "INSERT INTO departments (name, created_at, updated_at)"
                    " SELECT s.name, now(), now() FROM staged s WHERE NOT EXISTS"
                    " (SELECT 1 FROM departments d WHERE d.name = s.name)"
                )
            )
    with database.session() as session:
        assert session.query(Department).count() == 3


def test_rolled_back_stage_leaves_nothing(database: Database, scratch: Path) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        stage_query(session, scratch, "SELECT n FROM lines", "staged")
        _ = 1 / 0
    with database.session() as session:
        assert stage_query(session, scratch, "SELECT n FROM lines", "staged") == len(NASTY)


def test_failing_query_does_not_harm_the_next_transaction(
    database: Database, scratch: Path
) -> None:
    with pytest.raises((DBAPIError, duckdb.Error)), database.session() as session:
        session.add(Department(name="X", created_at=NOW, updated_at=NOW))
        session.flush()
        stage_query(session, scratch, "SELECT CAST(note AS INTEGER) AS x FROM lines", "staged")
    for _ in range(3):
        with database.session() as session:
            assert session.query(Department).count() == 0


NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_frame_is_appended_with_defaults(database: Database) -> None:
    import polars as pl

    frame = pl.DataFrame(
        {
            "record_date": [date(2026, 1, 1), date(2026, 1, 2)],
            "direction": ["income", "expense"],
            "amount": [Decimal("100.00"), Decimal("42.50")],
            "currency": ["CNY", "CNY"],
            "description": ["", None],
            "extra": ['{"fee": "1.00"}', None],
            "created_at": [datetime(2026, 1, 3), datetime(2026, 1, 3)],  # noqa: DTZ001
            "updated_at": [datetime(2026, 1, 3), datetime(2026, 1, 3)],  # noqa: DTZ001
        }
    )
    table = FinancialRecord.__table__
    with database.session() as session:
        assert insert_frame(session, table, frame) == 2
    with database.session() as session:
        first, second = session.query(FinancialRecord).order_by(FinancialRecord.id)
    assert (first.id, first.version, first.status, first.extra) == (1, 1, "booked", {"fee": "1.00"})
    assert (first.description, second.description, second.extra) == ("", None, None)
    assert (second.amount, second.created_at.tzinfo) == (Decimal("42.50"), UTC)
