"""A restore or backup killed at any moment leaves a whole company and whole backups."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from core.kit.clock import utc_now
from core.kit.settings import Settings
from core.operations.backup import create_backup, list_backups, verify_archive
from data.copies import row_counts
from data.database import Database
from tests.fixtures_database import NewDatabase

ROOT = Path(__file__).resolve().parents[2]
KILLS = 12
ROWS = 20_000
FILL = f"""INSERT INTO status_history (target_type, target_id, to_status, changed_at)
SELECT 'filler', i, repeat('x', 200), now()::TIMESTAMP FROM range({ROWS}) AS numbers(i)"""

pytestmark = pytest.mark.fault


def killed(home: Path, *arguments: str, after: float) -> None:
    """Start a command and kill it."""
    environment = os.environ | {"SELFMASTERY_HOME": str(home), "DATABASE_URL": ""}
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    process.kill()
    process.wait()


@pytest.mark.timeout(600)
def test_the_company_is_the_old_or_the_new_one(new_database: NewDatabase) -> None:
    database = new_database("duckdb")
    home = database.home
    backup = create_backup(database, _settings(home), utc_now()).file
    with database.raw() as connection:
        connection.execute(FILL)
    database.close()
    pace = random.Random(1)
    seen = set()
    for _ in range(KILLS):
        killed(home, "restore", backup, "--replace", after=pace.uniform(0.5, 3.5))
        counts = row_counts(home / "selfmastery.duckdb")
        seen.add(counts["status_history"])
        again = Database(f"duckdb:///{home / 'selfmastery.duckdb'}", home=home)
        with again.raw() as connection:
            assert connection.execute("SELECT count(*) FROM users").fetchone() == (0,)
        again.close()
    assert seen <= {0, ROWS}


@pytest.mark.timeout(600)
def test_no_half_backup_has_a_name(new_database: NewDatabase, tmp_path: Path) -> None:
    database = new_database("duckdb")
    with database.raw() as connection:
        connection.execute(FILL)
    database.close()
    pace = random.Random(2)
    for _ in range(KILLS):
        killed(database.home, "backup", after=pace.uniform(0.5, 3.5))
    for path in list_backups(database.home / "backups"):
        verify_archive(path, tmp_path)
    with duckdb.connect(str(database.home / "selfmastery.duckdb")) as connection:
        assert connection.execute("SELECT count(*) FROM status_history").fetchone() == (ROWS,)


def _settings(home: Path) -> Settings:
    return Settings(SELFMASTERY_HOME=home, DATABASE_URL="")
