"""Run by Alembic. The product hands over an open connection; the command line opens its own."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import context
from sqlalchemy import Connection

from data.migrations.rendering import include_object, render_item
from data.schema import Base


def run(connection: Connection) -> None:
    """Run the migrations asked for on `connection`."""
    if connection.dialect.name == "duckdb":
        import duckdb_sqlalchemy.alembic_impl  # noqa: F401  (registers itself with Alembic)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_from_command_line() -> None:
    """Open the database the environment names and run there."""
    from data.database import Database

    home = Path(os.environ.get("SELFMASTERY_HOME", "var")).absolute()
    url = os.environ.get("DATABASE_URL") or f"duckdb:///{home / 'selfmastery.duckdb'}"
    database = Database(url, home=home)
    try:
        with database.session() as session:
            run(session.connection())
    finally:
        database.close()


if context.config.attributes.get("connection") is not None:
    run(context.config.attributes["connection"])
else:
    run_from_command_line()
