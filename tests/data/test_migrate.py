"""The product brings its schema up to date by itself, once, and keeps a copy of what was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import inspect, text

from data import migrate
from data.database import Database
from data.errors import DatabaseUnavailable
from data.schema import Base
from tests.fixtures_database import NewDatabase

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "2099_01_01_next"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("departments", sa.Column("motto", sa.String(), nullable=True))
"""


@pytest.fixture(params=["duckdb", "postgresql"])
def empty(request: pytest.FixtureRequest, new_database: NewDatabase) -> Database:
    return new_database(request.param, migrated=False)


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product as a later version with one more revision."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "2099_01_01_next.py").write_text(NEXT.format(head=migrate.head()))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    migrate.revisions.cache_clear()
    migrate.head.cache_clear()
    yield
    migrate.revisions.cache_clear()
    migrate.head.cache_clear()


def columns(database: Database, table: str) -> set[str]:
    with database.session(read_only=True) as session:
        return {column["name"] for column in inspect(session.connection()).get_columns(table)}


def test_makes_every_table_once(empty: Database, tmp_path: Path) -> None:
    assert migrate.current(empty) is None
    assert not migrate.is_ready(empty)
    assert migrate.upgrade(empty, backup_dir=tmp_path / "backups") is True
    assert migrate.is_ready(empty)
    assert migrate.upgrade(empty, backup_dir=tmp_path / "backups") is False
    for table in Base.metadata.sorted_tables:
        assert columns(empty, table.name) == set(table.columns.keys())
    assert not (tmp_path / "backups").exists()


def test_upgrade_of_existing_data_keeps_a_copy_first(
    database: Database, later_version: None, tmp_path: Path
) -> None:
    with database.session() as session:
        session.execute(
            text(
                "INSERT INTO departments (name, created_at, updated_at) VALUES ('A', now(), now())"
            )
        )
    assert migrate.upgrade(database, backup_dir=tmp_path / "backups") is True
    assert migrate.current(database) == "2099_01_01_next"
    assert "motto" in columns(database, "departments")
    (backup,) = (tmp_path / "backups").iterdir()
    connection = duckdb.connect(str(backup), read_only=True)
    assert connection.execute("SELECT name FROM departments").fetchall() == [("A",)]
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() != (
        "2099_01_01_next",
    )
    connection.close()


def test_copy_of_an_older_version_is_upgraded_when_loaded(
    database: Database, new_database: NewDatabase, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with database.session() as session:
        session.execute(
            text(
                "INSERT INTO departments (name, created_at, updated_at) VALUES ('A', now(), now())"
            )
        )
    database.copy_to(tmp_path / "old.duckdb")
    request.getfixturevalue("later_version")
    other = new_database(database.dialect, migrated=False)
    migrate.upgrade(other, backup_dir=None)
    other.load_from(tmp_path / "old.duckdb")
    with other.session() as session:
        assert session.execute(text("SELECT name, motto FROM departments")).all() == [("A", None)]


def test_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '2199_from_the_future'"))
    with pytest.raises(DatabaseUnavailable, match="2199_from_the_future"):
        migrate.upgrade(database, backup_dir=None)


def test_failing_upgrade_leaves_the_database_as_it_was(
    database: Database, later_version: None, tmp_path: Path
) -> None:
    bad = migrate.SCRIPTS / "versions" / "2099_01_01_next.py"
    bad.write_text(bad.read_text() + "    op.execute('SELECT 1 / nonsense')\n")
    before = migrate.current(database)
    with pytest.raises(Exception, match="nonsense"):
        migrate.upgrade(database, backup_dir=None)
    assert migrate.current(database) == before
    assert "motto" not in columns(database, "departments")


def test_processes_that_start_together_upgrade_once(empty: Database, tmp_path: Path) -> None:
    url = (
        empty.url
        if empty.dialect == "duckdb"
        else empty.engine.url.render_as_string(hide_password=False)
    )
    script = (
        "import sys; from pathlib import Path; from data.database import Database;"
        "from data import migrate; d = Database(sys.argv[1], home=Path(sys.argv[2]));"
        "print(migrate.upgrade(d, backup_dir=None)); d.close()"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script, url, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)
    assert answers == ["False", "False", "True"]


def test_models_and_history_agree(database: Database, tmp_path: Path) -> None:
    url = (
        database.url
        if database.dialect == "duckdb"
        else database.engine.url.render_as_string(hide_password=False)
    )
    environment = {**os.environ, "DATABASE_URL": url, "SELFMASTERY_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_start_on_a_ready_database_does_not_import_alembic(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from data.database import Database;"
        "from data import migrate; d = Database(sys.argv[1], home=Path(sys.argv[2]));"
        "migrate.upgrade(d, backup_dir=None); d.close(); print('alembic' in sys.modules)"
    )
    url = f"duckdb:///{tmp_path / 'x.duckdb'}"
    answers = [
        subprocess.run(
            [sys.executable, "-c", script, url, str(tmp_path)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert answers == ["True", "False"]


def test_initial_revision_imports_no_application_code() -> None:
    for path in (migrate.SCRIPTS / "versions").glob("*.py"):
        source = path.read_text()
        assert "from data" not in source, path
        assert "from core" not in source, path
