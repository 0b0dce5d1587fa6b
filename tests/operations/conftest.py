"""A small sound company in the process's own database, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.identity import passwords
from core.kit import settings, uow
from core.kit.context import SYSTEM
from core.kit.i18n import use_locale
from core.kit.uow import run_in_uow
from data.database import Database
from tests.operations.company import fill


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
def store(empty: Database) -> Database:
    """The process works on a small sound company."""
    run_in_uow(SYSTEM, fill)
    return empty
