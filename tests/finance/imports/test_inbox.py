"""Files dropped into the inbox folder: taken once, asked about, refused, killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.finance.imports import (
    ImportOptions,
    batches,
    commit_import,
    list_imports,
    undo_import,
)
from core.finance.imports import inbox as inbox_module
from core.finance.imports.inbox import sweep_inbox
from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.listing import ListQuery
from core.kit.settings import get_settings
from core.notifications import list_notifications
from data.schema import FinancialRecord, ImportBatch
from tests.world import World

pytestmark = pytest.mark.integration

GOOD = "Date,Text,Amount\n2026-05-01,a,-1.00\n2026-05-02,b,2.00\n2026-05-99,c,3.00\n"
ASKS = "Date,Supplier,Amount\n2026-05-01,A,10.00\n"
BROKEN = "nothing here\n"


class Inbox:
    """The folder, and what became of its files."""

    def __init__(self, world: World) -> None:
        self.world, self.folder = world, get_settings().folder("inbox")

    def put(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content)
        return path

    def sweep(self) -> dict[str, int]:
        return sweep_inbox(SYSTEM, utc_now(), look_again=0.05)

    def files(self) -> list[str]:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.folder)) for path in found)

    def batches(self) -> list[tuple[str, str]]:
        with self.world.uow("finance") as ctx:
            rows = list_imports(ctx, ListQuery(sort="created_at")).items
        return [(row.file_name, row.state) for row in rows]

    def records(self) -> int:
        with self.world.uow("system") as ctx:
            return ctx.session.scalar(select(func.count()).select_from(FinancialRecord)) or 0

    def told(self, who: str) -> list[tuple[str, str | None]]:
        with self.world.uow(who) as ctx:
            rows = list_notifications(ctx, ListQuery()).items
        return [(row.message, row.import_batch_id) for row in rows]


@pytest.fixture
def inbox(world: World) -> Inbox:
    return Inbox(world)


@pytest.fixture
def today() -> str:
    return f"{utc_now():%Y-%m-%d}"


def test_what_is_certain_goes_in_once(inbox: Inbox, today: str) -> None:
    assert inbox.sweep() == {}
    inbox.put("bank.csv", GOOD)
    assert inbox.sweep() == {"imported": 1}
    assert (inbox.batches(), inbox.records()) == ([("bank.csv", "committed")], 2)
    assert inbox.files() == [f"done/{today}/bank.csv"]
    inbox.put("bank.csv", GOOD)
    assert inbox.sweep() == {"known": 1}
    assert inbox.records() == 2
    assert inbox.files() == [f"done/{today}/bank-2.csv", f"done/{today}/bank.csv"]
    inbox.put("more.csv", GOOD + "2026-05-03,d,-4.00\n")
    assert inbox.sweep() == {"imported": 1}
    assert inbox.records() == 3
    assert inbox.told("finance") == []


def test_what_asks_waits_and_people_are_told(inbox: Inbox, today: str) -> None:
    inbox.put("spend.csv", ASKS)
    assert inbox.sweep() == {"waiting": 1}
    assert (inbox.batches(), inbox.records()) == ([("spend.csv", "preview")], 0)
    assert inbox.files() == [f"done/{today}/spend.csv"]
    ((message, batch_id),) = inbox.told("finance")
    assert "spend.csv" in message
    assert inbox.told("outsider") == []
    assert batch_id
    commit_import(inbox.world.who("finance"), batch_id, answers={"direction": "expense"})
    assert inbox.records() == 1


def test_what_cannot_be_read_is_put_aside_with_the_reason(inbox: Inbox) -> None:
    inbox.put("broken.csv", BROKEN)
    assert inbox.sweep() == {"failed": 1}
    assert inbox.files() == ["failed/broken.csv", "failed/broken.csv.txt"]
    assert (inbox.folder / "failed" / "broken.csv.txt").read_text().strip()
    assert inbox.batches() == [("broken.csv", "failed")]
    ((message, batch_id),) = inbox.told("finance")
    assert "broken.csv" in message
    assert batch_id


def test_unfinished_files_are_left_alone(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bank.csv.part", "bank.tmp", ".bank.csv", "~$bank.xlsx"):
        inbox.put(name, GOOD)
    inbox.put("empty.csv", "")
    assert inbox.sweep() == {}
    growing = inbox.put("growing.csv", GOOD)

    def grow(seconds: float) -> None:
        growing.write_text(growing.read_text() + "2026-05-03,d,-4.00\n")

    monkeypatch.setattr(inbox_module.time, "sleep", grow)
    assert inbox.sweep() == {}
    monkeypatch.undo()
    if sys.platform == "linux":
        with growing.open("a"):
            assert inbox.sweep() == {}
    assert inbox.sweep() == {"imported": 1}


def test_a_file_taken_back_can_come_again(inbox: Inbox) -> None:
    inbox.put("bank.csv", GOOD)
    inbox.sweep()
    with inbox.world.uow("system") as ctx:
        batch_id = ctx.session.scalars(select(ImportBatch.id)).one()
    undo_import(SYSTEM, batch_id, confirm=True)
    assert inbox.records() == 0
    inbox.put("bank.csv", GOOD)
    assert inbox.sweep() == {"imported": 1}
    assert inbox.records() == 2


def test_a_kill_before_the_file_moved_away_doubles_nothing(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    inbox.put("bank.csv", GOOD)
    inbox.put("spend.csv", ASKS)
    for _ in range(2):
        monkeypatch.setattr(inbox_module, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            inbox.sweep()
        monkeypatch.undo()
        inbox_files = [path.name for path in inbox_module.inbox_files()]
        assert "bank.csv" in inbox_files
    assert inbox.sweep() == {"known": 1, "waiting": 1}
    assert inbox.records() == 2
    assert [state for _, state in inbox.batches()] == ["committed", "preview"]
    assert len(inbox.told("finance")) == 1


def test_a_batch_left_behind_is_read_once_more(inbox: Inbox) -> None:
    path = inbox.put("bank.csv", GOOD)
    with inbox.world.uow("system") as ctx:
        options = ImportOptions()
        batch_id = batches.add(ctx, path.name, path.stat().st_size, "inbox", options)
        batches.change(ctx, batch_id, state="committing")
    assert inbox.sweep() == {"imported": 1}
    assert inbox.batches() == [("bank.csv", "committed")]


def test_one_process_at_a_time(inbox: Inbox) -> None:
    from filelock import FileLock

    inbox.put("bank.csv", GOOD)
    with FileLock(get_settings().folder("spool") / "inbox.lock"):
        assert inbox.sweep() == {}
    assert inbox.sweep() == {"imported": 1}


@pytest.fixture
def process(world: World) -> list[str]:
    """The command of `jobs once inbox` in a process of its own."""
    if world.database.dialect != "duckdb":
        pytest.skip("the same code; DuckDB shows it")
    return [sys.executable, "-m", "jobs", "once", "inbox"]


def test_killed_in_the_middle_nothing_is_lost_or_doubled(inbox: Inbox, process: list[str]) -> None:
    rows = "".join(
        f"2026-{1 + n % 12:02d}-{1 + n % 28:02d},row {n},-{n}.25\n" for n in range(60_000)
    )
    inbox.put("large.csv", "Date,Text,Amount\n" + rows)
    environment = {**os.environ, "SELFMASTERY_HOME": str(get_settings().home)}
    environment["DATABASE_URL"] = get_settings().url
    for delay in (0.9, 1.6, 2.2, 2.8):
        running = subprocess.Popen(process, env=environment, start_new_session=True)
        time.sleep(delay)
        with_group = os.getpgid(running.pid)
        os.killpg(with_group, signal.SIGKILL)
        running.wait()
    two = [subprocess.Popen(process, env=environment) for _ in range(2)]
    assert [one.wait(60) for one in two] == [0, 0]
    assert inbox.records() == 60_000
    assert [path for path in inbox.files() if not path.startswith("done/")] == []
    with inbox.world.uow("system") as ctx:
        added = ctx.session.scalar(
            select(func.sum(ImportBatch.rows_new)).where(ImportBatch.state == "committed")
        )
    assert added == 60_000
