"""`manage.py` in this process: exit code, standard output and standard error of a command."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock

from core import start
from core.identity import passwords
from core.kit import settings, uow
from core.kit.i18n import current_locale, set_locale
from operator_cli.main import main
from tests.fixtures_database import NewDatabase
from tests.postgresql_pool import dump, empty, load

PASSWORD = "Correct-horse-7"
ROWS = "rows.json"  # of the kept company on the server


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON object and nothing else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        assert self.out.count("\n") == 1
        return found


class Manage:
    """Run commands on one home."""

    def __init__(
        self, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.home = home
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: object, stdin: str = "") -> Ran:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        found = self._capsys.readouterr()
        return Ran(code, found.out, found.err)

    def init(self, *more: str) -> Ran:
        """Set up a company whose first account is `boss`."""
        return self(
            "init", "--company", "示例公司", "--admin", "boss", "--password-stdin", *more,
            stdin=f"{PASSWORD}\n",
        )  # fmt: skip


@pytest.fixture(params=["duckdb", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Of the company's database."""
    return str(request.param)


@pytest.fixture
def manage(
    kind: str,
    new_database: NewDatabase,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Manage]:
    """Commands on an empty home, with either database; nothing is set up yet."""
    url = "" if kind == "duckdb" else new_database(kind, migrated=False).url
    with _commands(tmp_path / "here", url, capsys, monkeypatch) as made:
        yield made


@contextmanager
def _commands(
    home: Path, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Manage]:
    monkeypatch.setenv("SELFMASTERY_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SELFMASTERY_LOCALE", "en")
    monkeypatch.delenv("SELFMASTERY_SECRET_KEY", raising=False)
    monkeypatch.chdir(home.parent)
    # The log keeps the stream it was set up with, and pytest's is gone after the test.
    monkeypatch.setattr(start, "configure_logs", lambda log_format: None)
    monkeypatch.setattr(passwords, "ROUNDS", 4)  # fast, as bcrypt goes
    locale = current_locale()
    _forget()
    yield Manage(home, capsys, monkeypatch)
    if uow.database.cache_info().currsize:
        uow.database().close()
    _forget()
    set_locale(locale)


def _forget() -> None:
    settings.get_settings.cache_clear()
    uow.database.cache_clear()


@pytest.fixture
def company(
    kind: str,
    run_folder: Path,
    new_database: NewDatabase,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Manage]:
    """Commands on a company that is set up: once a test run, and copied for each test."""
    kept, home = run_folder / f"set-up-{kind}", tmp_path / "here"
    url = "" if kind == "duckdb" else new_database(kind).url
    with FileLock(run_folder / f"set-up-{kind}.lock"):
        if not kept.exists():
            with _commands(home, url, capsys, monkeypatch) as made:
                assert made.init().code == 0
            _keep(home, url, kept)
    shutil.copytree(kept, home, dirs_exist_ok=True)
    if url:
        with psycopg.connect(_plain(url)) as connection:
            empty(connection)
            load(connection, (home / ROWS).read_text())
        (home / ROWS).unlink()
    with _commands(home, url, capsys, monkeypatch) as made:
        yield made


def _keep(home: Path, url: str, kept: Path) -> None:
    """Copy what a company consists of."""
    scratch = kept.with_name(f"{kept.name}-new")
    shutil.copytree(home, scratch)
    if url:
        with psycopg.connect(_plain(url)) as connection:
            (scratch / ROWS).write_text(dump(connection))
    scratch.rename(kept)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
