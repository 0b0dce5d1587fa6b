"""Files for spreadsheets: exact figures, real days, nothing that runs."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.kit import export
from core.kit.export import Field, csv_pieces, neutral_text, write_xlsx

FIELDS = (
    Field("Who"),
    Field("Amount", "money"),
    Field("Rate", "number"),
    Field("Day", "day"),
    Field("Moment", "moment"),
)
ROW = (
    "Ann",
    Decimal("-12.5"),
    Decimal("7.12340000"),
    date(2026, 1, 31),
    datetime(2026, 1, 31, 18, 5),  # noqa: DTZ001 (files hold local time)
)
EVIL = [f"{start}cmd|' /C calc'!A0" for start in export.FORMULA_STARTS]


def csv_rows(fields: tuple[Field, ...], rows: list[tuple[Any, ...]]) -> list[list[str]]:
    text = b"".join(csv_pieces(fields, rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def workbook(fields: tuple[Field, ...], rows: Any, folder: Path) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_xlsx(file, fields, rows, folder)
    return zipfile.ZipFile(file)


def test_csv_has_exact_figures_and_iso_days() -> None:
    head, row = csv_rows(FIELDS, [ROW])
    assert head == ["Who", "Amount", "Rate", "Day", "Moment"]
    assert row == ["Ann", "-12.50", "7.1234", "2026-01-31", "2026-01-31 18:05:00"]
    assert b"".join(csv_pieces(FIELDS, [])).startswith(b"\xef\xbb\xbfWho")


def test_a_hidden_amount_is_an_empty_cell() -> None:
    assert csv_rows(FIELDS, [("Ann", None, None, None, None)])[1] == ["Ann", "", "", "", ""]


@pytest.mark.parametrize("amount", ["0", "1E+3", "999999999999999.99", "-0.10"])
def test_no_digit_of_an_amount_is_lost(amount: str) -> None:
    told = csv_rows((Field("A", "money"),), [(Decimal(amount),)])[1][0]
    assert Decimal(told) == Decimal(amount)
    assert "E" not in told
    assert len(told.partition(".")[2]) == 2


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_starts_a_formula(text: str, tmp_path: Path) -> None:
    fields = (Field(text), Field("B"))
    assert neutral_text("1-1") == "1-1"
    assert all(cell.startswith("'") for row in csv_rows(fields, [(text, text)]) for cell in row[:1])
    sheet = workbook(fields, [(text, text)], tmp_path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<t>&apos;") + sheet.count("<t>'") + sheet.count("preserve\">'") == 3


def test_a_workbook_holds_numbers_and_days(tmp_path: Path) -> None:
    sheet = workbook(FIELDS, [ROW], tmp_path).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-12.5</v>" in sheet
    assert "<v>7.1234</v>" in sheet or "<v>7.12340000</v>" in sheet
    assert "<v>46053</v>" in sheet  # 2026-01-31 as spreadsheets count days
    assert not list(tmp_path.iterdir())


def test_a_figure_too_long_for_a_spreadsheet_stays_whole_as_text(tmp_path: Path) -> None:
    sheet = workbook((Field("A", "money"),), [(Decimal("1234567890123456.78"),)], tmp_path)
    assert "1234567890123456.78" in sheet.read("xl/worksheets/sheet1.xml").decode()


def test_a_full_sheet_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "SHEET_ROWS", 2)
    book = workbook((Field("A"),), [(str(n),) for n in range(5)], tmp_path)
    sheets = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
    assert [sheet.count("<row ") for sheet in sheets] == [3, 3, 2]


def test_csv_is_sent_while_it_is_read() -> None:
    read = 0

    def rows() -> Iterator[tuple[str]]:
        nonlocal read
        for _ in range(10 * export.PIECE):
            read += 1
            yield ("x" * 10,)

    pieces = csv_pieces((Field("A"),), rows())
    next(pieces)
    assert read == export.PIECE
