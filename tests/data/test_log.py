"""What a killed process left in DuckDB's log is in the file when it is next opened."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from data import migrate
from data.database import Database
from data.duck import DuckFile
from data.errors import DatabaseUnavailable
from tests.fixtures_database import NewDatabase

CHANGED = (
    "CREATE SEQUENCE numbers",
    "CREATE TABLE accounts (id BIGINT DEFAULT nextval('numbers'), name VARCHAR)",
    "INSERT INTO accounts (name) SELECT 'Account ' || n FROM range(1000) t(n)",
    "CHECKPOINT",
    "BEGIN",
    "ALTER TABLE accounts ADD COLUMN motto VARCHAR",
    "UPDATE accounts SET motto = 'Onwards'",
    "COMMIT",
)


def killed(folder: Path) -> Path:
    """A file as a process leaves it that is killed right after its last commit."""
    running = folder / "running.duckdb"
    with duckdb.connect(str(running)) as connection:
        for statement in CHANGED:
            connection.execute(statement)
        for suffix in ("", ".wal"):
            shutil.copy(f"{running}{suffix}", folder / f"left.duckdb{suffix}")
    return folder / "left.duckdb"


def test_a_changed_table_survives_a_kill(tmp_path: Path) -> None:
    left = killed(tmp_path)
    with pytest.raises(duckdb.InternalException), duckdb.connect(str(left)):
        pass  # why the product has to do something about it
    file = DuckFile(left, tmp_path / "scratch")
    file.open()
    found = file.root.execute("SELECT count(*), count(motto), max(id) FROM accounts").fetchall()
    file.root.execute("INSERT INTO accounts (name) VALUES ('One more')")
    file.close()
    assert found == [(1000, 1000, 1000)]


def test_a_log_that_is_no_log_is_told(tmp_path: Path) -> None:
    left = killed(tmp_path)
    log = Path(f"{left}.wal")
    log.write_bytes(log.read_bytes()[:60] + b"?" * 400)
    before = log.read_bytes()
    with pytest.raises(DatabaseUnavailable):
        DuckFile(left, tmp_path / "scratch").open()
    assert log.read_bytes() == before


@pytest.mark.integration
def test_an_upgrade_leaves_nothing_in_the_log(new_database: NewDatabase) -> None:
    empty: Database = new_database("duckdb", migrated=False)
    with empty.exclusive():
        migrate.upgrade(empty, backup_dir=None)
        logs = list(empty.home.glob("*.wal"))
    assert [log for log in logs if log.stat().st_size] == []
