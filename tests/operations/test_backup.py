"""A backup is a verified file that can be read again; damaged and foreign ones are told apart."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.kit.clock import utc_now
from core.kit.errors import Invalid
from core.kit.settings import get_settings
from core.operations.archive import DATABASE, MANIFEST, read_manifest
from core.operations.backup import (
    create_backup,
    last_verified,
    list_backups,
    prune_backups,
    verify_archive,
    verify_backups,
)
from data import migrate
from data.database import Database

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def rewritten(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """A copy of the archive with other contents, and proper check sums of the ZIP itself."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return target


class TestCreate:
    def test_says_what_it_holds(self, store: Database) -> None:
        row = create_backup(store, get_settings(), NOW)
        manifest = read_manifest(Path(row.file))
        assert Path(row.file).name == "selfmastery-20260304T050607Z.backup.zip"
        assert Path(row.file).parent == store.home / "backups"
        assert row.tables["financial_records"] == 3
        assert row.bytes == Path(row.file).stat().st_size
        assert manifest.tables == row.tables
        assert (manifest.dialect, manifest.revision) == (store.dialect, migrate.head())

    def test_leaves_nothing_else(self, store: Database) -> None:
        create_backup(store, get_settings(), NOW)
        left = {path.name for path in (store.home / "backups").iterdir()}
        assert left == {"selfmastery-20260304T050607Z.backup.zip", "verified.json"}
        assert not list((store.home / "spool").glob("backup-*"))

    def test_what_a_killed_one_left_is_cleared_after_a_day(self, store: Database) -> None:
        spool = store.home / "spool"
        for name in ("backup-killed", "1d6e6389dfc77abc"):
            (spool / name).mkdir(parents=True)
        create_backup(store, get_settings(), utc_now())
        assert (spool / "backup-killed").exists()
        create_backup(store, get_settings(), utc_now() + timedelta(days=2))
        assert {path.name for path in spool.iterdir()} >= {"1d6e6389dfc77abc"}
        assert not (spool / "backup-killed").exists()

    def test_two_in_a_second_are_two_files(self, store: Database, tmp_path: Path) -> None:
        rows = [create_backup(store, get_settings(), NOW, folder=tmp_path / "to") for _ in "ab"]
        assert len({row.file for row in rows}) == 2
        assert list_backups(tmp_path / "to")[0] == Path(rows[1].file)

    def test_documents_come_along_and_the_key_does_not(self, store: Database) -> None:
        get_settings().key()
        document = store.home / "documents" / "ab" / "合同.pdf"
        document.parent.mkdir(parents=True)
        document.write_bytes(b"pdf")
        row = create_backup(store, get_settings(), NOW)
        with zipfile.ZipFile(row.file) as archive:
            assert set(archive.namelist()) == {MANIFEST, DATABASE, "documents/ab/合同.pdf"}

    def test_a_failed_one_leaves_no_file(
        self, store: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(path: Path, scratch: Path) -> None:
            raise Invalid("backup.damaged", "damaged")

        monkeypatch.setattr("core.operations.backup.verify_archive", fail)
        with pytest.raises(Invalid):
            create_backup(store, get_settings(), NOW)
        assert list((store.home / "backups").iterdir()) == []


class TestDamage:
    def code(self, path: Path) -> str:
        with pytest.raises(Invalid) as caught:
            verify_archive(path, path.parent)
        return caught.value.code

    def test_any_flipped_byte_is_found(self, backup: Path) -> None:
        whole = backup.read_bytes()
        for part in (0.1, 0.5, 0.9):
            at = int(len(whole) * part)
            backup.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
            assert self.code(backup) in {"backup.damaged", "backup.foreign"}

    @pytest.mark.parametrize("length", [0, 10, 1000, -1, -100])
    def test_a_cut_file_is_found(self, backup: Path, length: int) -> None:
        backup.write_bytes(backup.read_bytes()[:length])
        assert self.code(backup) in {"backup.damaged", "backup.foreign"}

    def test_another_database_inside_is_found(self, backup: Path, tmp_path: Path) -> None:
        other = rewritten(backup, tmp_path / "other.zip", {DATABASE: b"no database"})
        assert self.code(other) == "backup.damaged"

    def test_counts_are_compared(self, backup: Path, tmp_path: Path) -> None:
        manifest = json.loads(zipfile.ZipFile(backup).read(MANIFEST))
        manifest["tables"]["users"] += 1
        changed = {MANIFEST: json.dumps(manifest).encode()}
        assert self.code(rewritten(backup, tmp_path / "other.zip", changed)) == "backup.damaged"

    def test_a_newer_format_is_named(self, backup: Path, tmp_path: Path) -> None:
        manifest = json.loads(zipfile.ZipFile(backup).read(MANIFEST)) | {"format": 99}
        changed = {MANIFEST: json.dumps(manifest).encode()}
        assert self.code(rewritten(backup, tmp_path / "other.zip", changed)) == "backup.newer"

    def test_members_cannot_leave_the_folder(self, backup: Path, tmp_path: Path) -> None:
        manifest = json.loads(zipfile.ZipFile(backup).read(MANIFEST))
        manifest["members"]["../../evil"] = {"bytes": 0, "sha256": ""}
        changed = {MANIFEST: json.dumps(manifest).encode()}
        assert self.code(rewritten(backup, tmp_path / "other.zip", changed)) == "backup.foreign"

    @pytest.mark.parametrize("content", [b"", b"date,amount\n", b"PK\x03\x04 no"])
    def test_a_foreign_file_is_named(self, store: Database, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "file.zip"
        path.write_bytes(content)
        assert self.code(path) in {"backup.foreign", "backup.damaged"}


class TestVerifyAll:
    def test_whole_ones_are_remembered(self, store: Database) -> None:
        create_backup(store, get_settings(), NOW)
        (store.home / "backups" / "verified.json").unlink()
        assert last_verified(get_settings()) is None
        (row,) = verify_backups(get_settings(), utc_now())
        assert row.error is None
        assert row.rows > 10
        assert last_verified(get_settings()) == NOW

    def test_a_damaged_one_is_reported_and_the_others_are_read(self, store: Database) -> None:
        first = Path(create_backup(store, get_settings(), NOW).file)
        create_backup(store, get_settings(), NOW + timedelta(hours=1))
        first.write_bytes(first.read_bytes()[:500])
        rows = verify_backups(get_settings(), utc_now())
        assert [row.error is None for row in rows] == [True, False]


def test_retention_keeps_days_weeks_and_months(store: Database) -> None:
    backup = Path(create_backup(store, get_settings(), NOW).file)
    for hours in range(6, 24 * 400, 6):
        stamp = (NOW - timedelta(hours=hours)).strftime("%Y%m%dT%H%M%SZ")
        shutil.copyfile(backup, backup.with_name(f"selfmastery-{stamp}.backup.zip"))
    other = backup.with_name("before-a-b.duckdb")
    other.touch()
    prune_backups(get_settings(), NOW)
    kept = list_backups(backup.parent)
    assert kept[0] == backup
    assert 7 + 3 + 10 <= len(kept) <= 7 + 5 + 12
    assert other.exists()
    prune_backups(get_settings(), NOW)
    assert list_backups(backup.parent) == kept
