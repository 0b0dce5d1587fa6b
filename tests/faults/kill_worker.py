"""Processes that import, edit and check rules until they are killed.

Argument: folder. For each seed read from standard input it starts a process and prints its id,
then how it ended. (They are forked from here, where everything is imported and no database is
open: the start of a program would take longer than its life.) Everything that a service said
is done is noted in `<folder>/acked` before the next step, as one JSON line; so is the
beginning of each step, in `<folder>/begun`.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.alerts import check_alerts
from core.finance import (
    FinancialRecordIn,
    FinancialRecordPatch,
    create_record,
    delete_record,
    update_record,
)
from core.finance.imports import ImportOptions, run_import, undo_import
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from core.start import boot


def make_file(path: Path, rows: int, note: str = "first") -> Path:
    """A statement of that many rows; the source's numbers come from the file's name."""
    lines = ["Date,Transaction ID,Counterparty,Department,Amount,Description"]
    for number in range(rows):
        day, cents = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}", number % 10_000
        lines.append(
            f"{day},{path.stem}-{number:06},Party {number % 50},{'AB'[number % 2]},"
            f"-{cents + 1}.{number % 100:02},{note}"
        )
    path.write_text("\n".join(lines) + "\n")
    return path


@dataclass
class Worker:
    """What one process does, in an order its seed decides."""

    seed: int
    folder: Path
    chance: random.Random
    acked: int
    begun: int
    records: list[int]
    number: int = 0
    own: list[int] = field(default_factory=list)
    imported: list[tuple[str, Path, int]] = field(default_factory=list)

    def ack(self, **what: Any) -> None:
        os.write(self.acked, json.dumps(what).encode() + b"\n")
        os.fsync(self.acked)

    def name(self) -> str:
        self.number += 1
        return f"{self.seed}-{self.number}"

    def bring(self) -> None:
        rows = self.chance.randrange(300, 3_000)
        path = make_file(self.folder / f"{self.name()}.csv", rows)
        report = run_import(SYSTEM, path, path.name, "cli")
        self.ack(op="import", batch=report["batch_id"], file=path.name, rows=rows)
        self.imported.append((report["batch_id"], path, rows))

    def renew(self) -> None:
        """Import a file again with other descriptions, over the former records."""
        if not self.imported:
            return
        _, path, rows = self.imported.pop()
        make_file(path, rows, note=f"renewed {self.name()}")
        options = ImportOptions(on_duplicate="update")
        report = run_import(SYSTEM, path, path.name, "cli", options)
        self.ack(op="renew", batch=report["batch_id"], file=path.name, rows=rows)

    def take_back(self) -> None:
        if not self.imported:
            return
        batch_id, path, rows = self.imported.pop()
        undo_import(SYSTEM, batch_id, confirm=True)
        self.ack(op="undo", batch=batch_id, file=path.name, rows=rows)

    def edit(self) -> None:
        record_id, said = self.chance.choice(self.records), self.name()
        patch = FinancialRecordPatch(
            description=said, amount=Decimal(self.chance.randrange(1, 10**6)) / 100
        )
        row = run_in_uow(SYSTEM, lambda ctx: update_record(ctx, record_id, patch))
        self.ack(op="edit", id=row.id, version=row.version, said=said)

    def add(self) -> None:
        said = self.name()
        wanted = FinancialRecordIn.model_validate(
            {"record_date": "2026-06-01", "direction": "expense", "amount": "1.00"}
            | {"description": said}
        )
        row = run_in_uow(SYSTEM, lambda ctx: create_record(ctx, wanted))
        self.ack(op="edit", id=row.id, version=row.version, said=said)
        self.own.append(row.id)

    def bin(self) -> None:
        if not self.own:
            return
        record_id = self.own.pop()
        run_in_uow(SYSTEM, lambda ctx: delete_record(ctx, record_id))
        self.ack(op="bin", id=record_id)

    def check(self) -> None:
        assert check_alerts().errors == 0

    def step(self) -> None:
        """One step, noted when it begins and when it has ended."""
        name, work = self.chance.choices(self.steps(), WEIGHTS)[0]
        os.write(self.begun, f"{self.seed} {name}\n".encode())
        began = time.perf_counter()
        work()
        os.write(self.begun, f"{self.seed} {name} {time.perf_counter() - began}\n".encode())

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        names = ("bring", "renew", "take_back", "edit", "add", "bin", "check")
        return [(name, getattr(self, name)) for name in names]


WEIGHTS = [6, 3, 2, 5, 3, 1, 2]


def work(seed: int, folder: Path) -> None:
    """Random steps without end."""
    notes = [
        os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        for name in ("acked", "begun")
    ]
    records = json.loads((folder / "records").read_text())
    worker = Worker(seed, folder, random.Random(seed), *notes, records)
    while True:
        worker.step()


def main() -> None:
    boot()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(int(line), Path(sys.argv[1]))
        print(child, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
