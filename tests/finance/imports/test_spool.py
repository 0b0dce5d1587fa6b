"""What a kill leaves in the spool goes after a day; what somebody works on stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from core.finance.imports import clean_spool, get_import, read_import, recover_imports, start_import
from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.settings import get_settings
from core.operations.jobs import BUILT_IN, Run
from tests.world import World

pytestmark = pytest.mark.parametrize("database", ["duckdb"], indirect=True)
SPOOL_JOB = next(job for job in BUILT_IN if job.name == "spool")


def leave(name: str, *files: str, days: float = 2) -> Path:
    """A folder in the spool that was last touched so many days ago."""
    folder = get_settings().folder("spool") / name
    folder.mkdir()
    then = (utc_now() - timedelta(days=days)).timestamp()
    for file in files:
        (folder / file).write_text("x")
        os.utime(folder / file, (then, then))
    os.utime(folder, (then, then))
    return folder


def test_what_a_kill_left_goes_after_a_day(world: World) -> None:
    gone = [
        leave("0123456789abcdef", "owner.lock", "table.txt"),
        leave("upload-1", "upload"),
        leave("bulk-1", "rows.csv"),
        leave("backup-1", "copy.duckdb"),
    ]
    kept = [
        leave("upload-2", "upload", days=0.5),
        leave("0123456789abcde0", "owner.lock", "table.txt", days=0.5),
        leave("0123456789abcde1", "owner.lock", "rejects.csv", "table.txt"),
        leave("duckdb"),
    ]
    assert clean_spool(utc_now()) == len(gone)
    assert [folder for folder in gone if folder.exists()] == []
    assert [folder for folder in kept if not folder.exists()] == []
    assert not (kept[2] / "table.txt").exists()
    assert (kept[2] / "rejects.csv").exists()


def test_looking_does_not_make_it_look_fresh(world: World) -> None:
    folder = leave("0123456789abcdef", "owner.lock", "table.txt", days=0.9)
    assert clean_spool(utc_now()) == 0
    assert clean_spool(utc_now() + timedelta(hours=5)) == 1
    assert not folder.exists()


def test_what_somebody_works_on_stays(world: World) -> None:
    folder = leave("0123456789abcdef", "owner.lock", "table.txt")
    with FileLock(folder / "owner.lock"):
        os.utime(folder / "owner.lock", (1, 1))
        assert clean_spool(utc_now()) == 0
    assert (folder / "table.txt").exists()


def test_the_job_says_which_imports_were_interrupted(world: World, tmp_path: Path) -> None:
    """A program killed beside a running web process leaves an import that nobody goes on with."""
    file = tmp_path / "a.csv"
    file.write_text("Date,Counterparty,Amount\n2026-03-01,Northwind,12.50\n")
    lost, fresh = (start_import(SYSTEM, "a.csv", 1, "cli") for _ in range(2))
    later = utc_now() + timedelta(hours=1)
    with world.uow("system", now=utc_now()) as ctx:
        assert recover_imports(ctx, idle_for=timedelta(minutes=30)) == []
    SPOOL_JOB.run(Run(utc_now()))
    assert state(world, fresh) == "parsing"  # perhaps it waits for a worker
    with world.uow("system", now=later) as ctx:
        assert sorted(recover_imports(ctx, idle_for=timedelta(minutes=30))) == sorted([lost, fresh])
    assert state(world, lost) == "failed"
    read_import(SYSTEM, start_import(SYSTEM, "a.csv", 1, "cli"), file)


def state(world: World, batch_id: str) -> str:
    with world.uow("system") as ctx:
        return get_import(ctx, batch_id).state
