"""The three front doors as a test walks through them: command line, REST, page."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from core.finance.imports import get_import
from core.finance.imports.schemas import BatchRow
from core.identity import create_token
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from tests.api.client import Client, mounted_api
from tests.journeys.files import Export
from tests.pages.conftest import open_shell, session_of
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
FIGURES = (
    "encoding",
    "delimiter",
    "decimal",
    "header_line",
    "columns",
    "rows",
    "signed",
    "totals",
    "first_date",
    "last_date",
    "errors",
    "questions",
)
PATIENCE = 30.0  # seconds


def figures(report: dict[str, Any]) -> dict[str, Any]:
    """The contract's figures: what does not depend on when or by which door."""
    told = {name: report[name] for name in FIGURES}
    return {**told, "ignored": [line["line"] for line in report["ignored"]]}


def manage(*arguments: str, code: int = 0, timeout: float = 60) -> dict[str, Any]:
    """`manage.py …  --json` in a process of its own, on the test's company."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--json"],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=timeout,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


class CommandLine:
    """`manage.py import` and `import-undo`, as the operator."""

    def __init__(self, world: World) -> None:
        self.folder = world.database.home

    def bring(self, export: Export) -> dict[str, Any]:
        """Import the file; the contract's object."""
        file = self.folder / export.name
        file.write_bytes(export.content)
        return manage("import", str(file))

    def take_back(self, batch_id: str) -> int:
        """Undo; how many records went."""
        return int(manage("import-undo", batch_id, "--yes")["removed"])


def api_client(world: World, name: str) -> Client:
    """REST as that member of the cast, by a token."""
    user_id = world.users[name]
    token = run_in_uow(SYSTEM, lambda ctx: create_token(ctx, "journey", user_id=user_id))
    return Client(mounted_api(), token)


class Rest:
    """`/api/v1/imports`, as the finance officer."""

    def __init__(self, world: World) -> None:
        self.client = api_client(world, "finance")

    def bring(self, export: Export) -> dict[str, Any]:
        sent = self.client.request(
            "POST", "/v1/imports", files={"file": (export.name, export.content, "text/csv")}
        )
        assert sent.status_code == 201, sent.text
        assert sent.json()["state"] == "preview"
        done = self.client.post(f"/imports/{sent.json()['id']}/commit", {})
        assert done.status_code == 200, done.text
        report: dict[str, Any] = done.json()["preview"]
        return report

    def take_back(self, batch_id: str) -> int:
        done = self.client.post(f"/imports/{batch_id}/undo", {})
        assert (done.status_code, done.json()["state"]) == (200, "undone")
        return int(done.json()["removed"])


class Page:
    """The import page, as the finance officer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.secret = session_of("finance")

    def bring(self, export: Export) -> dict[str, Any]:
        screen = self.upload(export.name, export.content)
        batch_id = "".join(screen.query_params["id"])
        commit = screen.button(key="imports.commit")
        if commit.disabled:  # every record is in the books already
            return dict(self._batch(batch_id).preview or {})
        commit.click().run()
        assert not screen.exception
        batch = self._batch(batch_id)
        assert batch.state == "committed", batch.error
        return dict(batch.result or {})

    def upload(self, name: str, content: bytes) -> AppTest:
        """The page after a file was read."""
        screen = self._open()
        screen.file_uploader(key="imports.file").set_value((name, content, "text/csv"))
        screen.run()
        self._wait(screen, "".join(screen.query_params["id"]))
        return screen

    def take_back(self, batch_id: str) -> int:
        screen = self._open()
        screen.query_params["id"] = batch_id
        screen.run()
        screen.button(key="imports.undo_now").click().run()
        batch = self._batch(batch_id)
        assert batch.state == "undone"
        return int((batch.result or {})["undo"]["removed"])

    def _open(self) -> AppTest:
        return open_shell(self.secret).switch_page("imports.py").run()

    def _batch(self, batch_id: str) -> BatchRow:
        with self.world.uow("finance") as ctx:
            return get_import(ctx, batch_id)

    def _wait(self, screen: AppTest, batch_id: str) -> None:
        until = time.monotonic() + PATIENCE
        while self._batch(batch_id).state == "parsing":
            assert time.monotonic() < until
            time.sleep(0.02)
        screen.run()


DOORS = (CommandLine, Rest, Page)
