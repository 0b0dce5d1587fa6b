"""The API over a fresh company with a fixed cast, each member with a token."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pytest
import uvicorn
from filelock import FileLock
from starlette.types import ASGIApp

from core import identity
from core.company import DepartmentIn, create_department
from core.identity import UserIn, add_user, hash_password
from core.kit import settings, uow
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow
from core.start import boot
from data.database import Database
from tests.api.client import Client, mounted_api
from tests.kept import bring, keep

PASSWORD = "Correct-horse-7"


@pytest.fixture(autouse=True, scope="session")
def _wired() -> None:
    """As the web process does at its start."""
    boot()


@pytest.fixture
def company(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The process works on the test's database."""
    monkeypatch.setenv("SELFMASTERY_HOME", str(database.home))
    monkeypatch.setenv("DATABASE_URL", str(database.url))
    settings.get_settings.cache_clear()
    uow.database.cache_clear()
    yield uow.database()
    uow.database().close()
    uow.database.cache_clear()
    settings.get_settings.cache_clear()


@dataclass(frozen=True)
class Cast:
    """boss: all rights; member: manager of `sales`; outsider: employee of `other`."""

    boss: str
    finance: str
    member: str
    outsider: str
    sales: int
    other: int
    member_id: int
    outsider_id: int


hashed = cache(hash_password)  # one slow hash is enough for a whole run


@pytest.fixture
def cast(company: Database, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Made once a test run, and copied for each test."""
    kept = run_folder / f"cast-{company.dialect}"
    note = kept.with_suffix(".json")
    with FileLock(kept.with_suffix(".lock")):
        if not kept.exists():
            with monkeypatch.context() as patched:
                patched.setattr("core.identity.users.hash_password", hashed)
                made = run_in_uow(SYSTEM, _make_cast)
            company.close()
            uow.database.cache_clear()
            note.write_text(json.dumps(asdict(made)))
            keep(company, kept)
            return made
    bring(kept, company)
    return Cast(**json.loads(note.read_text()))


def _make_cast(ctx: Ctx) -> Cast:
    sales = create_department(ctx, DepartmentIn(name="Sales")).id
    other = create_department(ctx, DepartmentIn(name="Other")).id
    ids: dict[str, int] = {}
    tokens: dict[str, str] = {}
    for name, roles, department in (
        ("boss", ("founder", "administrator"), None),
        ("finance", ("finance",), None),
        ("member", ("manager",), sales),
        ("outsider", ("employee",), other),
    ):
        user = UserIn(username=name, password=PASSWORD, roles=roles, department_id=department)
        ids[name] = add_user(ctx, user)[0].id
        tokens[name] = identity.create_token(ctx, "test", user_id=ids[name])
    return Cast(
        **tokens,
        sales=sales,
        other=other,
        member_id=ids["member"],
        outsider_id=ids["outsider"],
    )


@pytest.fixture
def app(company: Database) -> ASGIApp:
    return mounted_api()


@pytest.fixture
def boss(app: ASGIApp, cast: Cast) -> Client:
    return Client(app, cast.boss)


@pytest.fixture
def finance(app: ASGIApp, cast: Cast) -> Client:
    return Client(app, cast.finance)


@pytest.fixture
def member(app: ASGIApp, cast: Cast) -> Client:
    return Client(app, cast.member)


@pytest.fixture
def outsider(app: ASGIApp, cast: Cast) -> Client:
    return Client(app, cast.outsider)


@pytest.fixture
def nobody(app: ASGIApp, cast: Cast) -> Client:
    return Client(app)


@pytest.fixture
def serve() -> Iterator[Callable[[ASGIApp], str]]:
    """Start real servers on this machine; their base addresses."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: ASGIApp) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        servers.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        server.force_exit = True
        thread.join(timeout=10)
