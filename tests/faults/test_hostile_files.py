"""Files nobody should send: a clear refusal or plain text, nothing half done, memory bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from streamlit.runtime.context import ContextProxy

from core.finance.imports import run_import
from core.finance.imports.errors import OTHERWISE_READABLE
from core.kit.context import SYSTEM
from core.kit.errors import AppError
from data.schema import FinancialRecord, ImportBatch
from operator_cli.main import main
from tests.api.client import Client
from tests.faults.hostile import CASES, HTML, leftovers
from tests.journeys.doors import ROOT, Page, api_client
from tests.world import World

pytestmark = pytest.mark.integration

Door = Callable[[Client, Path], tuple[str | None, int]]
MOST_MEMORY = 500 * 1024  # kilobytes


def books(world: World) -> tuple[int, list[str]]:
    """How many records there are, and the states of all imports."""
    with world.uow("system") as ctx:
        rows = ctx.session.scalar(select(func.count()).select_from(FinancialRecord)) or 0
        return rows, list(ctx.session.scalars(select(ImportBatch.state)))


def forget(world: World) -> None:
    """Empty the books for the next file."""
    with world.uow("system") as ctx:
        ctx.session.execute(delete(FinancialRecord))
        ctx.session.execute(delete(ImportBatch))


def by_driver(_: Client, file: Path) -> tuple[str | None, int]:
    """The refusal's code, or None and the number of records."""
    try:
        return None, run_import(SYSTEM, file, file.name, "cli")["rows"]["new"]
    except AppError as error:
        assert error.text()
        return error.code, 0


def by_rest(client: Client, file: Path) -> tuple[str | None, int]:
    content = file.read_bytes()
    sent = client.request("POST", "/v1/imports", files={"file": (file.name, content, "text/csv")})
    assert "Traceback" not in sent.text
    if sent.status_code != 201:
        assert sent.status_code == 422, sent.text
        assert sent.headers["content-type"] == "application/problem+json"
        assert sent.json()["detail"]
        return str(sent.json()["type"]).rpartition(":")[2], 0
    done = client.post(f"/imports/{sent.json()['id']}/commit", {})
    assert done.status_code == 200, done.text
    return None, done.json()["rows_new"]


@pytest.mark.parametrize("door", [by_driver, by_rest], ids=["driver", "rest"])
def test_each_is_refused_or_stored_as_text(world: World, tmp_path: Path, door: Door) -> None:
    client, spool = api_client(world, "finance"), world.database.home / "spool"
    for case in CASES:
        file = tmp_path / case.name
        file.write_bytes(case.make())
        code, records = door(client, file)
        if case.records is None:
            assert code in case.codes, (case.name, code)
            assert books(world) == (0, ["failed"]), case.name
        else:
            assert (code, records) == (None, case.records), case.name
            assert books(world) == (records, ["committed"]), case.name
        left = list(leftovers(spool))
        kept = {"original"} if door is by_rest and code in OTHERWISE_READABLE else set()
        assert {path.name for path in left} == kept, case.name
        for path in left:
            (spool / path).unlink()
        forget(world)


def test_markup_and_formulas_stay_the_text_they_are(world: World, tmp_path: Path) -> None:
    file = tmp_path / "html.csv"
    file.write_text(HTML)
    client = api_client(world, "finance")
    assert by_driver(client, file) == (None, 2)
    rows = client.get("/financial-records").json()["items"]
    assert {row["counterparty"] for row in rows} == {
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
    }
    assert {row["description"] for row in rows} == {
        '<img src=x onerror="alert(2)">',
        "<b>bold</b>{{7*7}}${7*7}",
    }


@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_the_page_says_what_is_wrong(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cookies", "headers"):
        monkeypatch.setattr(ContextProxy, name, property(lambda _self: {}))
    page = Page(world)
    for case in CASES:
        if case.name in {"empty.csv", "nul.csv", "wide.csv", "broken.zip"}:
            screen = page.upload(case.name, case.make())
            assert not screen.exception
            assert not screen.error
            assert len(screen.warning) == 1, case.name
    assert books(world) == (0, ["failed"] * 4)


@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_what_is_no_file_is_wrong_use(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path, tmp_path / "missing.csv"):
        assert main(["import", str(path), "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert main(["import", str(empty), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "import.empty"
    assert books(world) == (0, ["failed"])


@pytest.mark.fault
@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
@pytest.mark.parametrize("door", ["driver", "rest"])
def test_a_hundred_megabytes_in_one_line_take_little_memory(
    world: World, tmp_path: Path, door: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.hostile_worker", door, str(tmp_path / "line.csv")],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["code"] == "import.line_too_long"
    assert told["peak_kb"] < MOST_MEMORY, told
    assert told["records"] == 0
    kept = {"original"} if door == "rest" and told["code"] in OTHERWISE_READABLE else set()
    assert {one.rpartition("/")[2] for one in told["leftovers"]} == kept
