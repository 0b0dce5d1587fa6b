"""Backup, restore, checks, doctor and schema from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from core.kit import uow
from data import migrate
from operator_cli.commands import COMMANDS
from tests.cli.conftest import Manage
from tests.fixtures_database import NewDatabase

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]


class TestBackupAndRestore:
    def test_there_and_back(self, company: Manage) -> None:
        company("user", "add", "li.na")
        ran = company("backup", "--json")
        assert ran.code == 0
        assert set(ran.json) == {"file", "bytes", "tables", "sha256"}
        assert ran.json["tables"]["users"] == 2
        company("user", "add", "too.late")
        refused = company("restore", ran.json["file"], "--json")
        assert (refused.code, refused.json["error"]["code"]) == (1, "restore.target_in_use")
        restored = company("restore", ran.json["file"], "--replace", "--json")
        assert restored.code == 0
        assert restored.json["tables"] == ran.json["tables"]
        users = company("user", "list", "--json").json["users"]
        assert [user["username"] for user in users] == ["boss", "li.na"]
        assert company("check", "--json").json["ok"] is True

    def test_says_that_the_key_is_elsewhere(self, company: Manage, tmp_path: Path) -> None:
        ran = company("backup", "--to", tmp_path / "usb")
        assert "keys" in ran.err
        assert [path.suffix for path in (tmp_path / "usb").iterdir()] == [".zip"]
        assert ran.out.strip() == str(next((tmp_path / "usb").iterdir()))

    def test_into_a_fresh_home(self, company: Manage, tmp_path: Path) -> None:
        file = company("backup", "--json").json["file"]
        target = f"duckdb:///{tmp_path / 'fresh' / 'selfmastery.duckdb'}"
        assert company("restore", file, "--to", target, "--json").json["url"] == target

    def test_a_foreign_file_is_refused(self, company: Manage, tmp_path: Path) -> None:
        path = tmp_path / "photo.zip"
        path.write_bytes(b"no archive")
        ran = company("restore", path, "--replace", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "backup.foreign")

    def test_verify_reads_all_and_fails_on_a_damaged_one(self, company: Manage) -> None:
        assert company("backups", "verify", "--json").json == {"ok": True, "backups": []}
        file = Path(company("backup", "--json").json["file"])
        assert company("backups", "verify", "--json").json["ok"] is True
        file.write_bytes(file.read_bytes()[:-1])
        ran = company("backups", "verify", "--json")
        assert (ran.code, ran.json["ok"]) == (1, False)
        assert company("backups", "verify").code == 1


class TestMove:
    @pytest.mark.parametrize("dialect", ["duckdb", "postgresql"])
    def test_the_whole_company_arrives(
        self, company: Manage, new_database: NewDatabase, dialect: str
    ) -> None:
        target = new_database(dialect, migrated=False)
        ran = company("db", "move", "--to", target.url, "--json")
        assert ran.code == 0
        with target.session(read_only=True) as session:
            assert session.scalar(text("SELECT username FROM users")) == "boss"
        again = company("db", "move", "--to", target.url, "--json")
        assert (again.code, again.json["error"]["code"]) == (1, "restore.target_in_use")


class TestCheck:
    def test_a_fault_is_listed_with_exit_1(self, company: Manage) -> None:
        with uow.database().session() as session:
            session.execute(text("UPDATE users SET department_id = 99"))
        ran = company("check", "--json")
        assert ran.code == 1
        assert [found["check"] for found in ran.json["findings"]] == [
            "reference.users.department_id"
        ]
        assert "reference.users.department_id" in company("check").out


class TestSchema:
    def test_migrate_says_what_it_did(self, manage: Manage) -> None:
        ran = manage("migrate", "--json")
        assert ran.json == {"changed": True, "from": None, "to": migrate.head()}
        assert manage("migrate", "--json").json["changed"] is False


class TestDoctor:
    def test_without_a_company(self, manage: Manage) -> None:
        ran = manage("doctor", "--json")
        found = {check["name"]: check for check in ran.json["checks"]}
        assert found["database"]["state"] == "warn"
        assert "init" in found["database"]["advice"]

    def test_names_no_secret(self, company: Manage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SELFMASTERY_SECRET_KEY", "very-secret-key")
        monkeypatch.setenv("SENTRY_DSN", "https://secret@sentry.example/1")
        ran = company("doctor", "--json")
        assert "secret-key" not in ran.out + ran.err
        assert "sentry.example" not in ran.out + ran.err

    def test_warns_until_there_is_a_verified_backup(self, company: Manage) -> None:
        states = [
            {check["name"]: check["state"] for check in company("doctor", "--json").json["checks"]}[
                "backup"
            ]
            for _ in (1, company("backup"))
        ]
        assert states == ["ok", "ok"]

    def test_finds_a_readable_key(self, company: Manage) -> None:
        (company.home / "keys" / "secret.key").chmod(0o644)
        ran = company("doctor", "--json")
        assert ran.code == 1
        assert {check["name"] for check in ran.json["checks"] if check["state"] == "fail"} == {
            "key"
        }


class TestOutput:
    def test_help_lists_every_command(self, manage: Manage) -> None:
        ran = manage("--help")
        assert ran.code == 0
        assert all(f"  {name} " in ran.out for name in COMMANDS)

    def test_help_speaks_chinese(self, manage: Manage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SELFMASTERY_LOCALE", "zh_CN")
        assert "备份" in manage("--help").out

    def test_wrong_use_is_2(self, manage: Manage) -> None:
        assert manage("nope").code == 2
        assert manage("nope", "--json").json["error"]["code"] == "usage"
        assert manage("user").code == 2
        assert manage("restore", "missing.zip", "--json").code == 2

    def test_wrong_settings_are_2(self, manage: Manage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SELFMASTERY_JOBS", "sometimes")
        ran = manage("check", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (2, "invalid")

    def test_an_unexpected_error_is_one_object_too(
        self, company: Manage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(ctx: object) -> None:
            sys.stdout.write("noise")
            raise RuntimeError("broken")

        monkeypatch.setattr("core.operations.checks.run_checks", fail)
        ran = company("check", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "internal")
        assert "broken" not in ran.out


@pytest.mark.parametrize("arguments", [["check", "--json"], ["sql", "SELECT 1 AS x", "--json"]])
def test_the_program_itself_prints_one_object(company: Manage, arguments: list[str]) -> None:
    uow.database().close()
    uow.database.cache_clear()
    ran = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert isinstance(json.loads(ran.stdout), dict)
