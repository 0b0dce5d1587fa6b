"""kill -9 at random moments of imports, edits and rule runs: nothing half done, nothing lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.alerts import create_rule
from core.finance import BudgetIn, create_budget
from core.finance.imports import recover_imports, run_import
from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow
from core.operations.checks import run_checks
from core.operations.jobs import Run
from core.operations.jobs.built_in import handle_outbox
from data.schema import FinancialRecord, FinancialRecordVersion, ImportBatch, OutboxEvent
from tests.alerts.builders import rule_in
from tests.finance.records import add
from tests.journeys.doors import ROOT
from tests.world import World

pytestmark = pytest.mark.fault
AIMS = ("bring", "bring", "bring", "renew", "take_back", "edit", "edit", "add", "check")
PATIENCE = 20.0  # seconds for a worker to come to what is aimed at


@dataclass
class Score:
    """What the kills hit."""

    kills: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0  # imports that a kill ended
    committed: int = 0
    edits: int = 0

    def __str__(self) -> str:
        kills = ", ".join(f"{number} in {step}" for step, number in self.kills.items())
        return (
            f"{self.kills.total()} kills ({kills}): {self.interrupted} imports interrupted,"
            f" {self.committed} whole, {self.edits} edits acknowledged"
        )


class Victims:
    """Starts workers, and kills them in the middle of what they do."""

    def __init__(self, folder: Path) -> None:
        self.log, self.begun = folder / "log", folder / "begun"
        self.begun.touch()
        with self.log.open("w") as log:
            self.source = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.kill_worker", str(folder)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip

    def kill(self, seed: int, chance: random.Random) -> str:
        """Have one work and kill it in some step; the step. It must not have ended by itself."""
        source = self.source
        assert source.stdin is not None and source.stdout is not None
        source.stdin.write(f"{seed}\n")
        source.stdin.flush()
        process = int(source.stdout.readline())
        step = self._await(seed, chance.choice(AIMS), chance.randrange(1, 5))
        time.sleep(chance.uniform(0, 1.1 * self._typical(step)))
        os.kill(process, signal.SIGKILL)
        assert source.stdout.readline() == f"{-signal.SIGKILL}\n", self.log.read_text()
        assert "Traceback" not in self.log.read_text(), self.log.read_text()
        return step

    def _await(self, seed: int, aim: str, least: int) -> str:
        """Wait until the worker begins what is aimed at, after some steps; or anything, in time."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            begun = [words[1] for words in self._words() if words[0] == str(seed)]
            if len(begun) >= 2 * least - 1 and len(begun) % 2 and begun[-1] == aim:
                return aim
            time.sleep(0.001)
        return aim

    def _words(self) -> list[list[str]]:
        text = self.begun.read_text()
        return [line.split() for line in text[: text.rfind("\n") + 1].splitlines()]

    def _typical(self, step: str) -> float:
        """How long such a step has taken lately, in seconds."""
        took = [float(words[2]) for words in self._words() if len(words) > 2 and words[1] == step]
        recent = [seconds for seconds in took[-5:] if seconds > 0.001]
        return max(recent, default=0.5)

    def close(self) -> None:
        self.source.communicate(timeout=20)


@contextmanager
def victims(folder: Path) -> Iterator[Victims]:
    made = Victims(folder)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    """Thirty records to edit, a budget to overspend, a rule to tell of it."""
    folder = tmp_path / "work"
    folder.mkdir()
    year = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31)}
    with world.uow("founder", now=utc_now()) as ctx:
        records = [add(ctx, amount=Decimal(number + 1)).id for number in range(30)]
        create_budget(ctx, BudgetIn(amount=Decimal(1000), department_id=world.a, **year))
        create_rule(ctx, rule_in(target_type="department", name="Department overspent"))
    (folder / "records").write_text(json.dumps(records))
    return folder


def acked(folder: Path) -> list[dict[str, Any]]:
    """What services said was done; the last line may have been cut by a kill."""
    lines = (folder / "acked").read_text().splitlines() if (folder / "acked").exists() else []
    return [json.loads(line) for line in lines]


def check_imports(ctx: Ctx, folder: Path, score: Score) -> list[str]:
    """Each import is wholly there or wholly absent; the files of those that are absent."""
    held = dict(ctx.session.execute(_rows(FinancialRecord.import_batch_id)).all())
    replaced = dict(ctx.session.execute(_rows(FinancialRecordVersion.replaced_by_batch_id)).all())
    last: dict[str, ImportBatch] = {}
    for batch in ctx.session.scalars(select(ImportBatch).order_by(ImportBatch.created_at)):
        assert batch.state in {"committed", "failed", "undone"}, (batch.id, batch.state)
        last[batch.file_name] = batch
        if batch.state == "committed":
            size = len((folder / batch.file_name).read_text().splitlines()) - 1
            assert held.get(batch.id, 0) == batch.rows_new
            assert replaced.get(batch.id, 0) == (batch.rows_changed or 0)
            rows = (batch.result or {})["rows"]
            assert rows["new"] == batch.rows_new
            assert rows["new"] + rows["changed"] + rows["duplicate"] == rows["total"] == size
        else:
            assert batch.id not in held and batch.id not in replaced, batch.state
    score.committed = sum(batch.state == "committed" for batch in last.values())
    return [name for name, batch in last.items() if batch.state == "failed"]


def _rows(column: Any) -> Any:
    return select(column, func.count()).where(column.is_not(None)).group_by(column)


def check_acked(ctx: Ctx, notes: list[dict[str, Any]], score: Score) -> None:
    """Everything acknowledged is there: imports, undoings, and each edit, now or as it was."""
    states = dict(ctx.session.execute(select(ImportBatch.id, ImportBatch.state)).all())
    undone = {note["batch"] for note in notes if note["op"] == "undo"}
    for note in notes:
        if note["op"] in {"import", "renew"} and note["batch"] not in undone:
            assert states[note["batch"]] in {"committed", "undone"}, note
    assert all(states[batch] == "undone" for batch in undone)
    now = FinancialRecord
    said = {
        (row.id, row.version): row.description
        for row in ctx.session.execute(select(now.id, now.version, now.description))
    }
    former = FinancialRecordVersion
    statement = select(former.record_id, former.version, former.description)
    said |= {(row[0], row[1]): row[2] for row in ctx.session.execute(statement)}
    binned = set(ctx.session.scalars(select(now.id).where(now.deleted_at.is_not(None))))
    edits = [note for note in notes if note["op"] == "edit"]
    for note in edits:
        key = (note["id"], note["version"])
        told = said.get(key, said.get((note["id"], note["version"] + 1)))  # binning keeps no former
        assert told == note["said"], note
    assert {note["id"] for note in notes if note["op"] == "bin"} <= binned
    score.edits = len(edits)


def check_all(world: World, folder: Path, score: Score) -> None:
    """After a kill: recover, look at everything, bring what was interrupted."""
    run_in_uow(SYSTEM, recover_imports)
    with world.uow("system", now=utc_now()) as ctx:
        assert run_checks(ctx).findings == ()
        absent = check_imports(ctx, folder, score)
        check_acked(ctx, acked(folder), score)
    for name in absent:
        score.interrupted += 1
        rows = run_import(SYSTEM, folder / name, name, "cli")["rows"]
        assert rows["new"] + rows["duplicate"] + rows["changed"] == rows["total"] > 0
        again = run_import(SYSTEM, folder / name, name, "cli")["rows"]
        assert again["new"] == 0


def kill_again_and_again(world: World, folder: Path, kills: int, seed: int) -> Score:
    chance, score = random.Random(seed), Score()
    with victims(folder) as source:
        for number in range(kills):
            score.kills[source.kill(seed * 1000 + number, chance)] += 1
            check_all(world, folder, score)
    check_end(world)
    return score


def check_end(world: World) -> None:
    """What kills left unhandled is handled; the spool holds nothing of what is done."""
    until = time.monotonic() + 10
    unhandled = select(func.count()).where(OutboxEvent.handled_at.is_(None))
    while True:
        handle_outbox(Run(utc_now(), lambda: False))
        with world.uow("system", now=utc_now()) as ctx:
            if not ctx.session.scalar(unhandled):
                assert run_checks(ctx).findings == ()
                return
        assert time.monotonic() < until
        time.sleep(0.5)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_a_dozen_kills(world: World, folder: Path) -> None:
    score = kill_again_and_again(world, folder, kills=12, seed=1)
    report(f"duckdb: {score}")
    assert score.committed > 0 and score.edits > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_some_kills_on_postgresql(world: World, folder: Path) -> None:
    score = kill_again_and_again(world, folder, kills=4, seed=2)
    report(f"postgresql: {score}")


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_a_hundred_kills(world: World, folder: Path) -> None:
    score = kill_again_and_again(world, folder, kills=110, seed=3)
    report(f"duckdb: {score}")
    assert score.interrupted > 20


def report(line: str) -> None:
    sys.stderr.write(f"\n{line}\n")
