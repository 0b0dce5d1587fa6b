"""The company of `tests/world.py`, built once a test run and copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock

from data.database import Database
from tests.fixtures_database import TEMPLATE, _admin, _named, postgresql_url
from tests.postgresql_pool import dump, load
from tests.world import World, build_world, process_database

WORLD = "world_selfmastery"


def _build(url: str, home: Path, note: Path) -> None:
    """Build the company in an empty migrated database and note its ids."""
    with (
        pytest.MonkeyPatch.context() as patch,
        process_database(Database(url, home=home), patch) as own,
    ):
        world = build_world(own)
    ids = {name: value for name, value in vars(world).items() if name != "database"}
    note.write_text(json.dumps(ids))


@pytest.fixture(scope="session")
def world_file(run_folder: Path, duckdb_template: Path) -> Path:
    """A closed DuckDB file with the company in it; `world.json` beside it holds the ids."""
    path = run_folder / "world" / "selfmastery.duckdb"
    with FileLock(run_folder / "world.lock"):
        if not path.exists():
            scratch = run_folder / "world-new" / "selfmastery.duckdb"
            scratch.parent.mkdir()
            shutil.copyfile(duckdb_template, scratch)
            _build(f"duckdb:///{scratch}", scratch.parent, scratch.parent / "world.json")
            scratch.parent.rename(path.parent)
    return path


@pytest.fixture(scope="session")
def world_on_server(run_folder: Path, postgresql_server: str) -> Path:
    """The file with the ids of the company in the template database `WORLD`."""
    note = run_folder / "world-server.json"
    with FileLock(run_folder / "world-server.lock"):
        if not note.exists():
            with _admin(postgresql_server) as admin:
                admin.execute(f"CREATE DATABASE {WORLD} TEMPLATE {TEMPLATE}")
            home = run_folder / "world-server"
            home.mkdir()
            _build(postgresql_url(postgresql_server, WORLD), home, note)
            with psycopg.connect(_named(postgresql_server, WORLD)) as connection:
                note.with_suffix(".rows").write_text(dump(connection))
    return note


def _fill(request: pytest.FixtureRequest, database: Database) -> dict[str, Any]:
    """Put the company into the test's database; its ids."""
    if database.dialect == "duckdb":
        file = request.getfixturevalue("world_file")
        shutil.copyfile(file, database.url.removeprefix("duckdb:///"))
        note = file.with_name("world.json")
    else:
        note = request.getfixturevalue("world_on_server")
        name = database.engine.url.database
        address = _named(request.getfixturevalue("postgresql_server"), str(name))
        with psycopg.connect(address) as connection:
            load(connection, note.with_suffix(".rows").read_text())
    ids: dict[str, Any] = json.loads(note.read_text())
    return ids


@pytest.fixture
def store(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The empty migrated database as the one this process works on."""
    with process_database(database, monkeypatch) as own:
        yield own


@pytest.fixture
def world(
    request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A company with the cast, as the one this process works on; see `tests/world.py`."""
    ids = _fill(request, database)
    with process_database(database, monkeypatch) as own:
        yield World(own, **ids)
