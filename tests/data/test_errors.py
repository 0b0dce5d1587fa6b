"""Driver errors arrive as what core understands."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from data.database import Database
from data.errors import DatabaseBusy, DatabaseUnavailable, DuplicateValue, WriteConflict
from data.schema import Department, ExchangeRate, User

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def user(name: str) -> User:
    return User(username=name, display_name=name, role="member", created_at=NOW, updated_at=NOW)


def test_duplicate_names_its_column(database: Database) -> None:
    with database.session() as session:
        session.add(user("ann"))
    with pytest.raises(DuplicateValue) as caught, database.session() as session:
        session.add(user("ann"))
    assert caught.value.columns == ("username",)


def test_duplicate_of_two_columns(database: Database) -> None:
    def rate() -> ExchangeRate:
        return ExchangeRate(
            currency="USD", rate_date=date(2026, 1, 1), rate=7, created_at=NOW, updated_at=NOW
        )

    with database.session() as session:
        session.add(rate())
    with pytest.raises(DuplicateValue) as caught, database.session() as session:
        session.add(rate())
    assert caught.value.columns == ("currency", "rate_date")


def test_a_value_may_be_released_and_taken_in_one_transaction(database: Database) -> None:
    with database.session() as session:
        session.add(Department(name="A", code="X", created_at=NOW, updated_at=NOW))
    with database.session() as session:
        session.scalars(select(Department)).one().code = None
        session.flush()
        session.add(Department(name="B", code="X", created_at=NOW, updated_at=NOW))
    with database.session() as session:
        assert session.scalars(select(Department.code).order_by(Department.name)).all() == [
            None,
            "X",
        ]


def test_two_writers_of_one_row_conflict(database: Database) -> None:
    with database.session() as session:
        session.add(Department(name="A", created_at=NOW, updated_at=NOW))
    first_wrote, second_failed = threading.Event(), threading.Event()
    rename = text("UPDATE departments SET name = name || 'x'")

    def first() -> None:
        with database.session() as session:
            session.execute(rename)
            first_wrote.set()
            second_failed.wait(0.5)

    thread = threading.Thread(target=first)
    with pytest.raises(WriteConflict), database.session() as session:
        session.execute(text("SELECT name FROM departments")).all()
        thread.start()
        first_wrote.wait(5)
        session.execute(rename)
    second_failed.set()
    thread.join()
    with database.session() as session:
        assert session.scalars(select(Department.name)).all() == ["Ax"]


def test_two_inserts_of_one_key_conflict_or_collide(database: Database) -> None:
    barrier, raised = threading.Barrier(2), []

    def insert() -> None:
        try:
            with database.session() as session:
                session.execute(text("SELECT count(*) FROM users")).scalar_one()
                barrier.wait(5)
                session.add(user("ann"))
        except (WriteConflict, DuplicateValue) as error:
            raised.append(error)

    threads = [threading.Thread(target=insert) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(raised) == 1


def test_file_held_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "held.duckdb"
    script = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print(1, flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    database = Database(f"duckdb:///{path}", home=tmp_path)
    with pytest.raises(DatabaseBusy, match=r"held\.duckdb"), database.session():
        pass
    holder.communicate(b"\n")
    with database.session() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
    database.close()


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear Sir or Madam, " * 1000)
    database = Database(f"duckdb:///{path}", home=tmp_path)
    with pytest.raises(DatabaseUnavailable, match=r"letter\.duckdb"), database.session():
        pass
    database.close()


def test_server_that_is_not_there(tmp_path: Path) -> None:
    database = Database("postgresql+psycopg://x@127.0.0.1:9/none", home=tmp_path)
    with pytest.raises(DatabaseUnavailable), database.session() as session:
        session.execute(text("SELECT 1"))
    database.close()


def test_binding_values_does_not_import_pandas() -> None:
    script = (
        "import sys, data.duck, duckdb;"
        "c = duckdb.connect(); c.execute('SELECT $1, $2', [1, 'x']).fetchall();"
        "assert 'pandas' not in sys.modules; import pandas; pandas.DataFrame({'a': [1]})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
