"""Put a copy of a company into PostgreSQL: a schema of its own, compared, then renamed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, make_url, text

from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.settings import Settings
from core.operations.contents import COMPANY_TABLES, compare
from core.operations.place import STAMP, masked, taken
from data import migrate
from data.database import Database


def place_on_server(
    copy: Path, url: str, settings: Settings, now: datetime, *, replace: bool
) -> tuple[dict[str, int], str | None]:
    """Rows per table, and the schema the former company was kept in. Raises Conflict, Invalid."""
    target = Database(url, home=settings.home)
    stamp = now.astimezone(UTC).strftime(STAMP).lower()
    fresh, aside = f"restored_{stamp}", f"before_restore_{stamp}"
    try:
        used = _is_used(target.engine, masked(url), replace=replace)
        _execute(
            target.engine, f'DROP SCHEMA IF EXISTS "{fresh}" CASCADE', f'CREATE SCHEMA "{fresh}"'
        )
        try:
            tables = _fill(copy, url, fresh, settings)
            _swap(target.engine, fresh, aside)
        finally:
            _execute(target.engine, f'DROP SCHEMA IF EXISTS "{fresh}" CASCADE')
        if not used:
            _execute(target.engine, f'DROP SCHEMA "{aside}" CASCADE')
        target.publish(target.version() + 1)
    finally:
        target.close()
    return tables, aside if used else None


def _is_used(engine: Engine, place: str, *, replace: bool) -> bool:
    """Whether a company is there. Raises Conflict unless it may be replaced."""
    with engine.connect() as connection:
        names = _tables(connection)
        if names and "alembic_version" not in names:
            raise Invalid(
                "restore.foreign_database",
                N_("The database at {place} belongs to another program. Give it one of its own."),
                place=place,
            )
        used = any(
            connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608
            for table in COMPANY_TABLES
            if table in names
        )
    if used and not replace:
        raise taken(place)
    return used


def _tables(connection: Connection) -> set[str]:
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return set(connection.scalars(query))


def _fill(copy: Path, url: str, schema: str, settings: Settings) -> dict[str, int]:
    """Migrate and load the new schema, read it back and compare."""
    inside = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    database = Database(inside.render_as_string(hide_password=False), home=settings.home)
    try:
        migrate.upgrade(database, backup_dir=None)
        database.load_from(copy)
        with TemporaryDirectory(dir=settings.folder("spool"), prefix="compare-") as folder:
            back = Path(folder) / "back.duckdb"
            counts = database.copy_to(back)
            compare(copy, back)
    finally:
        database.close()
    return counts


def _swap(engine: Engine, fresh: str, aside: str) -> None:
    with engine.begin() as connection:
        current = connection.execute(text("SELECT current_schema()")).scalar_one()
        version = _version(connection)
        connection.execute(text(f'ALTER SCHEMA "{current}" RENAME TO "{aside}"'))
        connection.execute(text(f'ALTER SCHEMA "{fresh}" RENAME TO "{current}"'))
        connection.execute(text("SELECT setval('data_version', :at)"), {"at": version + 1})


def _version(connection: Connection) -> int:
    known = connection.execute(text("SELECT to_regclass('data_version') IS NOT NULL")).scalar_one()
    if not known:
        return 0
    return int(connection.execute(text("SELECT last_value FROM data_version")).scalar_one())


def _execute(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
