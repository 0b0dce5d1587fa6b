"""A restore brings back exactly what was there, never over existing data unless told."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

from core.kit.context import SYSTEM
from core.kit.errors import AppError, Conflict, Invalid
from core.kit.settings import get_settings
from core.kit.uow import unit_of_work
from core.operations.backup import create_backup
from core.operations.contents import compare
from core.operations.restore import move_company, restore_backup
from data.copies import row_counts
from data.database import Database
from tests.fixtures_database import NewDatabase

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DIALECTS = ["duckdb", "postgresql"]


def names(database: Database) -> list[str]:
    with database.session(read_only=True) as session:
        return list(session.scalars(text("SELECT name FROM departments ORDER BY id")))


def change(database: Database) -> None:
    with database.session() as session:
        session.execute(text("UPDATE departments SET name = 'changed since' WHERE id = 1"))


class TestInPlace:
    def test_existing_data_is_not_replaced_unasked(self, store: Database, backup: Path) -> None:
        change(store)
        with pytest.raises(Conflict) as caught:
            restore_backup(backup, get_settings(), NOW)
        assert caught.value.code == "restore.target_in_use"
        assert names(store)[0] == "changed since"

    def test_replaced_data_is_kept_aside(self, store: Database, backup: Path) -> None:
        change(store)
        before = store.version()
        row = restore_backup(backup, get_settings(), NOW, replace=True)
        assert names(store) == ["销售部", "一组"]
        assert row.tables == row_counts_of(store)
        assert store.version() > before
        assert row.kept is not None
        assert "changed since" in kept_names(store, row.kept)

    def test_work_goes_on_after_it(self, store: Database, backup: Path) -> None:
        restore_backup(backup, get_settings(), NOW, replace=True)
        with unit_of_work(SYSTEM) as ctx:
            ctx.session.execute(text("UPDATE departments SET name = 'new' WHERE id = 2"))
        assert names(store) == ["销售部", "new"]

    def test_it_can_be_done_again(self, store: Database, backup: Path) -> None:
        kept = {
            restore_backup(backup, get_settings(), NOW.replace(second=at), replace=True).kept
            for at in range(3)
        }
        assert len(kept) == 3

    def test_a_damaged_backup_changes_nothing(self, store: Database, backup: Path) -> None:
        change(store)
        backup.write_bytes(backup.read_bytes()[:-40])
        with pytest.raises(Invalid):
            restore_backup(backup, get_settings(), NOW, replace=True)
        assert names(store)[0] == "changed since"

    def test_others_go_on_working_meanwhile(self, store: Database, backup: Path) -> None:
        errors: list[Exception] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                try:
                    assert len(names(store)) == 2
                except Exception as error:
                    errors.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for at in range(3):
                restore_backup(backup, get_settings(), NOW.replace(second=at), replace=True)
        finally:
            stop.set()
            reader.join()
        assert errors == []

    def test_documents_are_exchanged(self, store: Database) -> None:
        document = store.home / "documents" / "a.txt"
        document.parent.mkdir()
        document.write_text("old")
        backup = Path(create_backup(store, get_settings(), NOW).file)
        document.write_text("new")
        with pytest.raises(Conflict):
            restore_backup(backup, get_settings(), NOW)
        restore_backup(backup, get_settings(), NOW, replace=True)
        assert document.read_text() == "old"
        (kept,) = store.home.glob("documents.before-restore-*")
        assert (kept / "a.txt").read_text() == "new"


@pytest.mark.parametrize("dialect", DIALECTS)
class TestElsewhere:
    def test_every_row_arrives(
        self, store: Database, backup: Path, new_database: NewDatabase, dialect: str, tmp_path: Path
    ) -> None:
        target = new_database(dialect, migrated=False)
        row = restore_backup(backup, get_settings(), NOW, url=target.url)
        store.copy_to(tmp_path / "here.duckdb")
        target.copy_to(tmp_path / "there.duckdb")
        assert compare(tmp_path / "here.duckdb", tmp_path / "there.duckdb") == row.tables
        assert row.kept is None

    def test_an_empty_migrated_database_counts_as_empty(
        self, backup: Path, new_database: NewDatabase, dialect: str
    ) -> None:
        target = new_database(dialect)
        restore_backup(backup, get_settings(), NOW, url=target.url)
        assert names(target) == ["销售部", "一组"]

    def test_a_move_needs_an_empty_target(
        self, store: Database, new_database: NewDatabase, dialect: str
    ) -> None:
        target = new_database(dialect)
        assert move_company(store, target.url, get_settings(), NOW).tables["users"] == 1
        with pytest.raises(Conflict):
            move_company(store, target.url, get_settings(), NOW)
        assert names(store) == names(target)

    def test_the_address_is_shown_without_its_password(
        self, store: Database, new_database: NewDatabase, dialect: str
    ) -> None:
        target = new_database(dialect)
        assert "secret" not in move_company(store, target.url, get_settings(), NOW).url


class TestForeignTargets:
    def test_another_file_is_not_overwritten(self, backup: Path, tmp_path: Path) -> None:
        target = tmp_path / "other.duckdb"
        target.write_text("something else")
        with pytest.raises(AppError):
            restore_backup(backup, get_settings(), NOW, url=f"duckdb:///{target}")
        assert target.read_text() == "something else"

    def test_another_programs_database_is_not_touched(self, backup: Path, tmp_path: Path) -> None:
        target = tmp_path / "other.duckdb"
        with duckdb.connect(str(target)) as connection:
            connection.execute("CREATE TABLE theirs AS SELECT 1 AS x")
        with pytest.raises(Invalid):
            restore_backup(backup, get_settings(), NOW, url=f"duckdb:///{target}")

    def test_nothing_is_left_behind(self, backup: Path, tmp_path: Path) -> None:
        folder = tmp_path / "there"
        restore_backup(backup, get_settings(), NOW, url=f"duckdb:///{folder}/new.duckdb")
        left = {path.name for path in folder.iterdir()}
        assert left <= {
            f"new.duckdb{suffix}"
            for suffix in ("", ".lease", ".queue", ".version", ".version.lock")
        }


def row_counts_of(database: Database) -> dict[str, int]:
    copy = database.home / "counted.duckdb"
    return database.copy_to(copy)


def kept_names(database: Database, kept: str) -> list[str]:
    if database.dialect == "duckdb":
        assert row_counts(Path(kept))["departments"] == 2
        with duckdb.connect(kept, read_only=True) as connection:
            return [
                name for (name,) in connection.execute("SELECT name FROM departments").fetchall()
            ]
    with database.session(read_only=True) as session:
        return list(session.scalars(text(f'SELECT name FROM "{kept}".departments')))
