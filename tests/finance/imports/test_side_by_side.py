"""Two processes that import the same file at the same moment: one writes, the other finds it."""

from __future__ import annotations

import threading
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.finance.imports import books, driver, run_import
from core.kit.context import Ctx
from data.schema import FinancialRecord
from tests.world import World

pytestmark = pytest.mark.integration

FILE = "Date,Transaction ID,Payee,Text,Amount,Currency\n2026-05-01,T1,Alpha,rent,-100.00,CNY\n"


def test_the_same_file_from_two_processes_is_booked_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if world.database.dialect == "duckdb":
        pytest.skip("one process at a time has the file")
    file = tmp_path / "bank.csv"
    file.write_text(FILE)
    begun = threading.Barrier(2)
    write = driver.write_records

    def when_both_have_begun(ctx: Ctx, *args: Any) -> dict[str, Any]:
        ctx.session.scalar(select(1))  # as finding the actor does: now the snapshot is taken
        with suppress(threading.BrokenBarrierError):
            begun.wait(timeout=1)
        return write(ctx, *args)

    monkeypatch.setattr(driver, "write_records", when_both_have_begun)
    monkeypatch.setattr(books, "_in_this_process", nullcontext())  # as in processes of their own
    work = [
        threading.Thread(target=run_import, args=(world.who("finance"), file, file.name, "cli"))
        for _ in range(2)
    ]
    for one in work:
        one.start()
    for one in work:
        one.join(30)
    with world.uow("system") as ctx:
        assert ctx.session.scalar(select(func.count()).select_from(FinancialRecord)) == 1
