"""The analysts' file of the small company, and a home whose settings name its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.analytics import QueryResult, publish_snapshot, run_select
from core.kit import uow
from core.kit.i18n import use_locale
from core.kit.settings import get_settings
from data import migrate
from data.database import Database
from tests.analytics.company import fill

Ask = Callable[..., QueryResult]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with use_locale("en"):
        yield


@pytest.fixture(scope="session")
def analysts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of the small company; tests only read it."""
    home = tmp_path_factory.mktemp("analysts")
    database = Database(f"duckdb:///{home / 'selfmastery.duckdb'}", home=home)
    migrate.upgrade(database, backup_dir=None)
    fill(database)
    published = publish_snapshot(database, home / "analytics.duckdb")
    database.close()
    return published.file


@pytest.fixture
def ask(analysts_file: Path) -> Ask:
    """Run a statement over all views of the file."""

    def run(sql: str, params: Any = None, **limits: Any) -> QueryResult:
        return run_select(analysts_file, sql, params, **limits)

    return run


@pytest.fixture
def at_home(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The process's own database is a filled test database."""
    fill(database)
    monkeypatch.setenv("SELFMASTERY_HOME", str(database.home))
    get_settings.cache_clear()
    monkeypatch.setattr(uow, "database", lambda: database)
    monkeypatch.setattr("core.analytics.lab.database", lambda: database)
    yield database
    get_settings.cache_clear()
