"""A copy holds everything exactly, and any database can be filled from it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.copies import NotEmpty
from data.database import Database
from data.schema import AuditEntry, Base, Department, FinancialRecord, ImportBatch
from tests.data.test_bulk import NASTY
from tests.fixtures_database import NewDatabase

pytestmark = pytest.mark.integration

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def fill(database: Database) -> None:
    with database.session() as session:
        for note in NASTY:
            session.add(
                FinancialRecord(
                    record_date=date(2026, 1, 2),
                    direction="income",
                    amount=Decimal("-1234567.89"),
                    currency="CNY",
                    description=note,
                    occurred_at=NOW,
                    extra={"note": note, "list": [1, 2.5, None], "空": "值"},
                    created_at=NOW,
                    updated_at=NOW,
                )
            )
        session.add(
            ImportBatch(
                id="b1",
                state="preview",
                file_name="x",
                file_bytes=1,
                source="api",
                options={},
                preview={"big": "x" * 3_000_000},
                created_at=NOW,
                updated_at=NOW,
            )
        )
        session.add(AuditEntry(at=NOW, actor_name="a", action="b", target_type="c"))
    with database.session() as session:
        session.delete(session.scalars(select(FinancialRecord)).first())


def content(database: Database) -> dict[str, list[Any]]:
    with database.session(read_only=True) as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("target", ["duckdb", "postgresql"])
def test_copy_moves_a_company_between_databases(
    database: Database, new_database: NewDatabase, tmp_path: Path, target: str
) -> None:
    fill(database)
    counts = database.copy_to(tmp_path / "out" / "copy.duckdb")
    assert counts["financial_records"] == len(NASTY) - 1
    assert counts["audit_log"] == 1
    assert "alembic_version" not in counts

    other = new_database(target)
    assert other.load_from(tmp_path / "out" / "copy.duckdb") == counts
    assert content(other) == content(database)

    with other.session() as session:
        entry = AuditEntry(at=NOW, actor_name="a", action="b", target_type="c")
        department = Department(name="X", created_at=NOW, updated_at=NOW)
        session.add_all([entry, department])
        session.flush()
        assert entry.id > 1
        record = FinancialRecord(
            record_date=NOW.date(), direction="income", amount=Decimal(1), currency="CNY",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(record)
        session.flush()
        assert record.id > len(NASTY)
    assert other.version() > 0


def test_copy_leaves_the_database_usable_and_no_litter(database: Database, tmp_path: Path) -> None:
    fill(database)
    before = content(database)
    database.copy_to(tmp_path / "a.duckdb")
    database.copy_to(tmp_path / "a.duckdb")
    assert content(database) == before
    assert [path.name for path in tmp_path.glob("a.*")] == ["a.duckdb"]
    assert list((database.home / "spool").glob("copy-*")) == []


def test_load_refuses_a_database_with_rows(
    database: Database, new_database: NewDatabase, tmp_path: Path
) -> None:
    fill(database)
    database.copy_to(tmp_path / "copy.duckdb")
    with pytest.raises(NotEmpty):
        database.load_from(tmp_path / "copy.duckdb")


def test_copy_inside_a_session_is_refused_and_harms_nothing(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    database = new_database("duckdb")
    with database.session() as session:
        session.add(Department(name="X", created_at=NOW, updated_at=NOW))
        session.flush()
        with pytest.raises(RuntimeError, match="inside a session"):
            database.copy_to(tmp_path / "copy.duckdb")
    assert len(content(database)["departments"]) == 1
