"""Bring the schema up to date; at start this costs one query when it already is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from data.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from data.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
ASSIGNED = re.compile(r"^(revision|down_revision)\s*=\s*(?:[\"']([^\"']+)[\"']|None)", re.MULTILINE)
UPGRADE_LOCK = 7_340_002  # PostgreSQL advisory lock key
NO_TABLE = "42P01"


@cache
def revisions() -> dict[str, str | None]:
    """Revision -> the one before it, read from the files without importing Alembic."""
    found: dict[str, str | None] = {}
    for path in sorted((SCRIPTS / "versions").glob("*.py")):
        names = {key: value or None for key, value in ASSIGNED.findall(path.read_text())}
        if revision := names.get("revision"):
            found[revision] = names.get("down_revision")
    return found


@cache
def head() -> str:
    """The revision this version of the product works with."""
    before = set(revisions().values())
    (newest,) = (revision for revision in revisions() if revision not in before)
    return newest


def current(database: Database) -> str | None:
    """The revision of the database; None when it is empty."""
    with database.session(read_only=True) as session:
        return _read(session)


def is_ready(database: Database) -> bool:
    """Whether the schema is the one this version works with; one small query."""
    return current(database) == head()


def upgrade(database: Database, *, backup_dir: Path | None) -> bool:
    """Apply what is missing; True when something was.

    Existing data is first copied to `backup_dir` (`before-<from>-<to>.duckdb`). Processes that
    start together take turns. Raises DatabaseUnavailable for a database of a newer version.
    """
    if is_ready(database):
        return False
    with _alone(database):
        before = current(database)
        if before == head():
            return False
        if before is not None and before not in revisions():
            raise DatabaseUnavailable(f"the database is of a newer version ({before})")
        if before is not None and backup_dir is not None:
            database.copy_to(_backup_file(backup_dir, before))
        with database.session() as session:
            apply(session.connection())
        if database.dialect == "duckdb":
            _write_down(database)
    return True


def _write_down(database: Database) -> None:
    """Leave nothing in the log: of a killed process, DuckDB by itself could not read it."""
    with database.raw() as connection:
        connection.execute("CHECKPOINT")


def apply(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` in the transaction of `connection`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _read(session: Session) -> str | None:
    try:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        if not _says_no_table(error):
            raise
        session.rollback()
        return None
    return None if found is None else str(found)


def _says_no_table(error: DBAPIError) -> bool:
    missing = getattr(error.orig, "sqlstate", None) == NO_TABLE
    return missing or (isinstance(error, ProgrammingError) and "does not exist" in str(error.orig))


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Nobody else upgrades meanwhile: the lease on DuckDB, an advisory lock on PostgreSQL."""
    if database.dialect == "duckdb":
        with database.exclusive():
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": UPGRADE_LOCK})


def _backup_file(folder: Path, before: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"before-{before}-{head()}"
    taken = sum(1 for _ in folder.glob(f"{name}*.duckdb"))
    return folder / (f"{name}-{taken + 1}.duckdb" if taken else f"{name}.duckdb")
