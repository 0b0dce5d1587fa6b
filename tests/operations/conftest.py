"""A small sound company in the process's own database, on DuckDB and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from core.identity import passwords
from core.kit import settings, uow
from core.kit.context import SYSTEM
from core.kit.i18n import use_locale
from core.kit.settings import get_settings
from core.kit.uow import run_in_uow
from core.operations.backup import create_backup, list_backups
from data.database import Database
from tests.kept import bring, keep
from tests.operations.company import fill

BACKED_UP = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with use_locale("en"):
        yield


def own(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Make `database` that of this process."""
    monkeypatch.setenv("SELFMASTERY_HOME", str(database.home))
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setattr(passwords, "ROUNDS", 4)  # fast, as bcrypt goes
    monkeypatch.delenv("SELFMASTERY_SECRET_KEY", raising=False)
    settings.get_settings.cache_clear()
    uow.database.cache_clear()
    yield uow.database()
    uow.database().close()
    uow.database.cache_clear()
    settings.get_settings.cache_clear()


@pytest.fixture
def empty(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The process works on an empty, migrated database."""
    yield from own(database, monkeypatch)


@pytest.fixture
def store(empty: Database, run_folder: Path) -> Database:
    """The process works on a small sound company; made once a test run."""
    kept = run_folder / f"small-company-{empty.dialect}"
    with FileLock(kept.with_suffix(".lock")):
        if not kept.exists():
            run_in_uow(SYSTEM, fill)
            empty.close()
            uow.database.cache_clear()
            keep(empty, kept)
            return uow.database()
    bring(kept, empty)
    return empty


@pytest.fixture
def backup(store: Database, run_folder: Path) -> Path:
    """A backup of the small company, in its place; made once a test run."""
    kept, folder = run_folder / f"backups-{store.dialect}", store.home / "backups"
    with FileLock(kept.with_suffix(".lock")):
        if not kept.exists():
            create_backup(store, get_settings(), BACKED_UP)
            shutil.copytree(folder, kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    (made,) = list_backups(folder)
    return made
