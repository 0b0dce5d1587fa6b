"""The analysts' file: what is in it, what never is, and how it is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from core.analytics import (
    VIEWS,
    documented_columns,
    publish_if_changed,
    publish_snapshot,
    run_select,
)
from core.kit.errors import Unavailable
from data.database import Database
from data.schema import FinancialRecord
from tests.analytics.company import SECRET, fill

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]


def opened(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(file), read_only=True)


def test_views_hold_what_the_company_has(database: Database, tmp_path: Path) -> None:
    fill(database)
    published = publish_snapshot(database, tmp_path / "analytics.duckdb")
    assert published.tables["financial_records"] == 5
    assert published.tables["projects"] == 3
    assert published.tables["project_plans"] == 3
    assert published.tables["status_history"] == 3
    with opened(published.file) as file:
        record = file.execute(
            "SELECT amount::VARCHAR, direction_zh, direction_en, status_zh, category_zh,"
            " category_kind_en FROM financial_records WHERE id = 1"
        ).fetchone()
        assert record == ("100.00", "收入", "Income", "已入账", "销售收入", "Revenue")
        assert file.execute(
            "SELECT status_zh, budget::VARCHAR FROM projects WHERE id = 3"
        ).fetchone() == ("进行中", "3000.00")
        assert file.execute(
            "SELECT target_type_zh, to_status_zh FROM status_history WHERE target_type = 'budget'"
        ).fetchone() == ("预算", "已批准")
        assert file.execute("SELECT notify_roles->>0 FROM alert_rules").fetchone() == ("finance",)
        assert file.execute("SELECT company, timezone FROM snapshot_info").fetchone() == (
            "Acme",
            "Asia/Shanghai",
        )


def test_an_empty_company_publishes_too(database: Database, tmp_path: Path) -> None:
    published = publish_snapshot(database, tmp_path / "analytics.duckdb")
    assert published.tables["financial_records"] == 0
    with opened(published.file) as file:
        assert file.execute("SELECT currency FROM snapshot_info").fetchone() == ("CNY",)


def test_only_documented_views_are_in_the_file(analysts_file: Path) -> None:
    with opened(analysts_file) as file:
        views = dict(
            file.execute(
                "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        )
        tables = file.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        assert set(views) == set(VIEWS)
        assert all(views.values())
        assert set(tables) == {("store", name) for name in VIEWS}
        for name, view in VIEWS.items():
            columns = file.execute(
                "SELECT column_name, comment FROM duckdb_columns()"
                " WHERE schema_name = 'main' AND table_name = ? ORDER BY column_index",
                [name],
            ).fetchall()
            assert [column for column, _ in columns] == [
                column.name for column in documented_columns(view)
            ]
            assert all(comment for _, comment in columns), name


def test_no_secret_reaches_the_file(analysts_file: Path) -> None:
    assert SECRET.encode() not in analysts_file.read_bytes()
    with opened(analysts_file) as file:
        for name in VIEWS:
            text = str(file.execute(f"SELECT * FROM {name}").fetchall())
            assert SECRET not in text
            assert "9931" not in text


def test_calendar_knows_the_fiscal_year(analysts_file: Path) -> None:
    with opened(analysts_file) as file:
        day = file.execute(
            "SELECT weekday_zh, is_weekend, fiscal_year, fiscal_quarter, fiscal_month"
            " FROM calendar WHERE date = DATE '2026-03-31'"
        ).fetchone()
    assert day == ("星期二", False, 2025, 4, 12)


def test_who_reads_the_old_file_keeps_it(
    new_database: Callable[[str], Database], tmp_path: Path
) -> None:
    database = new_database("duckdb")
    fill(database)
    target = tmp_path / "analytics.duckdb"
    publish_snapshot(database, target)
    with opened(target) as reader:
        with database.session() as session:
            session.query(FinancialRecord).filter_by(id=1).delete()
        publish_snapshot(database, target)
        count = "SELECT count(*) FROM financial_records"
        assert reader.execute(count).fetchone() == (5,)
        assert run_select(target, count).rows == ((4,),)
    left = {path.name for path in tmp_path.glob("*analytics*")}
    assert left == {target.name, f".{target.name}.lock"}


def test_nobody_may_write_the_file(analysts_file: Path) -> None:
    if sys.platform != "win32":
        assert analysts_file.stat().st_mode & 0o777 == 0o440


def test_published_again_only_after_a_change(
    new_database: Callable[[str], Database], tmp_path: Path
) -> None:
    database = new_database("duckdb")
    target = tmp_path / "analytics.duckdb"
    assert publish_if_changed(database, target) is not None
    assert publish_if_changed(database, target) is None
    database.publish(database.version() + 1)
    assert publish_if_changed(database, target) is not None


def test_a_broken_file_is_published_anew(
    new_database: Callable[[str], Database], tmp_path: Path
) -> None:
    target = tmp_path / "analytics.duckdb"
    target.write_bytes(b"not a database")
    with pytest.raises(Unavailable) as broken:
        run_select(target, "SELECT 1")
    assert broken.value.code == "sql.unreadable"
    assert publish_if_changed(new_database("duckdb"), target) is not None


PUBLISHER = """
import sys
from pathlib import Path
from core.analytics import publish_snapshot
from data.database import Database
home = Path(sys.argv[1])
database = Database(f"duckdb:///{home / 'selfmastery.duckdb'}", home=home)
print("ready", flush=True)
while True:
    publish_snapshot(database, home / "analytics.duckdb")
    print("published", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_at_any_moment_leaves_a_whole_file(new_database: Callable[[str], Database]) -> None:
    database = new_database("duckdb")
    fill(database)
    database.close()
    home = database.home
    for delay in (0.0, 0.05, 0.15, 0.3):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(home)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        with process.stdout as output:
            assert output.readline() == b"ready\n"
            assert output.readline() == b"published\n"
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait()
        answer = run_select(home / "analytics.duckdb", "SELECT count(*) FROM financial_records")
        assert answer.rows == ((5,),)
