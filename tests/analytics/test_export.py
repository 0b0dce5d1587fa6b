"""Answers as files: complete, typed, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from core.analytics.export import MAX_ROWS, Exported, ExportFormat, export_select
from core.kit.errors import Invalid

pytestmark = pytest.mark.integration

MOMENT = datetime.fromisoformat("2026-01-02T03:04:05")
SQL = """
SELECT 12.50::DECIMAL(18,2) AS money, -3::INTEGER AS n, DATE '2026-01-02' AS day,
       TIMESTAMP '2026-01-02 03:04:05' AS moment, '=1+1' AS "=formula", '李雷, "x"' AS name,
       NULL AS nothing, [1, 2] AS list, 12345678901234567890::HUGEINT AS huge, true AS yes,
       '@x' AS name, -2.5 AS minus
UNION ALL SELECT 1, 1, NULL, NULL, '-1', NULL, NULL, NULL, 1, false, '', 0
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELFMASTERY_HOME", str(tmp_path))


def made(analysts_file: Path, tmp_path: Path, kind: str, sql: str = SQL) -> Path:
    target = tmp_path / f"answer.{kind}"
    found = export_select(analysts_file, sql, None, target, ExportFormat(kind), timeout=20)
    assert isinstance(found, Exported)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    return target


def test_csv(analysts_file: Path, tmp_path: Path) -> None:
    raw = made(analysts_file, tmp_path, "csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert head[:6] == ["money", "n", "day", "moment", "'=formula", "name"]
    assert head[10] == "name_1"
    assert first[:6] == ["12.50", "-3", "2026-01-02", "2026-01-02T03:04:05", "'=1+1", '李雷, "x"']
    assert first[6:] == ["", "[1,2]", "12345678901234567890", "true", "'@x", "-2.5"]
    assert second[4] == "'-1"


def test_xlsx(analysts_file: Path, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(made(analysts_file, tmp_path, "xlsx")))
    head, first, second = book.get_sheet_by_index(0).to_python()
    assert head[4] == "'=formula"
    assert first[:6] == [
        12.5,
        -3.0,
        date(2026, 1, 2),
        MOMENT,
        "'=1+1",
        '李雷, "x"',
    ]
    assert first[7:] == ["[1, 2]", "12345678901234567890", True, "'@x", -2.5]
    assert second[4] == "'-1"


def test_parquet(analysts_file: Path, tmp_path: Path) -> None:
    file = made(analysts_file, tmp_path, "parquet")
    row: Any = duckdb.sql(f"FROM read_parquet('{file}')").fetchone()
    assert row[:6] == (
        Decimal("12.50"),
        -3,
        date(2026, 1, 2),
        MOMENT,
        "=1+1",
        '李雷, "x"',
    )


def test_nothing_is_a_file_too(analysts_file: Path, tmp_path: Path) -> None:
    for kind in ExportFormat:
        file = made(analysts_file, tmp_path, kind.value, "SELECT id FROM people WHERE false")
        file.unlink()


def test_past_the_display_limit_and_cut_at_its_own(
    analysts_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x.csv"
    sql = "SELECT range AS n FROM range(20000)"
    found = export_select(analysts_file, sql, None, target, ExportFormat.CSV, timeout=20)
    assert found == Exported(20_000, False)
    assert len(target.read_text().splitlines()) == 20_001
    monkeypatch.setitem(MAX_ROWS, ExportFormat.CSV, 100)
    found = export_select(analysts_file, sql, None, target, ExportFormat.CSV, timeout=20)
    assert found == Exported(100, True)


def test_refused_as_on_the_screen(analysts_file: Path, tmp_path: Path) -> None:
    for sql in ("SELECT getenv('HOME')", "SELECT * FROM range(3) WHERE range = 'x'"):
        with pytest.raises(Invalid):
            export_select(analysts_file, sql, None, tmp_path / "x", ExportFormat.CSV, timeout=9)
