"""Rows as CSV or XLSX, in pieces: never more than some thousand rows in memory.

Cells that a spreadsheet would run as a formula are made harmless; figures stay exact numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""

BOM = b"\xef\xbb\xbf"  # so that Excel reads the file as UTF-8
PIECE = 1000  # rows of CSV written at once
CENT = Decimal("0.01")
SHEET_ROWS = 1_048_575  # below the header: what a sheet can hold
CELL_LENGTH = 32_767  # what a cell can hold
EXACT_DIGITS = 15  # a spreadsheet's numbers are exact so far

Kind = Literal["text", "money", "number", "percent", "day", "moment"]
Rows = Iterable[Sequence[Any]]
WIDTHS: dict[Kind, int] = {"text": 22, "money": 16, "number": 12, "percent": 10, "day": 12}
FORMATS: dict[Kind, str] = {
    "money": "#,##0.00",
    "percent": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}


@dataclass(frozen=True)
class Field:
    """A column of a file: its translated heading, and what its values are."""

    title: str
    kind: Kind = "text"


def neutral_text(value: str) -> str:
    """`value` with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def csv_pieces(fields: Sequence[Field], rows: Rows) -> Iterator[bytes]:
    """UTF-8 with BOM: amounts as plain decimals, ratios as fractions, days in ISO 8601."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([neutral_text(field.title) for field in fields])
    before, kinds = BOM, [field.kind for field in fields]
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(*pair) for pair in zip(row, kinds, strict=True)])
        if count % PIECE == 0:
            yield before + text.getvalue().encode()
            before = b""
            text.seek(0)
            text.truncate()
    yield before + text.getvalue().encode()


def write_xlsx(file: IO[bytes], fields: Sequence[Field], rows: Rows, folder: Path) -> None:
    """A workbook; a further sheet where one is full. `folder` takes what is half done."""
    import xlsxwriter

    options = {"constant_memory": True, "tmpdir": str(folder), "remove_timezone": True}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    writers: list[Callable[[int, int, Any], None]] = []
    for count, row in enumerate(rows):
        line = count % SHEET_ROWS
        if line == 0:
            writers = _new_sheet(book, fields, head, formats)
        for place, value in enumerate(row):
            if value is not None:
                writers[place](line + 1, place, value)
    if not writers:
        _new_sheet(book, fields, head, formats)
    book.close()


def _new_sheet(
    book: Any, fields: Sequence[Field], head: Any, formats: dict[Kind, Any]
) -> list[Callable[[int, int, Any], None]]:
    """A sheet with its header; what writes each of its columns."""
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, field in enumerate(fields):
        sheet.set_column(place, place, WIDTHS.get(field.kind, 17))
        sheet.write_string(0, place, neutral_text(field.title), head)
    return [_writer(sheet, formats.get(field.kind)) for field in fields]


def _writer(sheet: Any, style: Any) -> Callable[[int, int, Any], None]:
    """Writes a value as what it is: a number, a day, or a text that is never a formula or link."""

    def write(line: int, place: int, value: Any) -> None:
        if isinstance(value, date):
            sheet.write_datetime(line, place, value, style)
        elif isinstance(value, int | float | Decimal) and _fits_a_number(value):
            sheet.write_number(line, place, value, style)
        else:
            text = value if isinstance(value, str) else _plain(value, "number")
            sheet.write_string(line, place, neutral_text(text)[:CELL_LENGTH])

    return write


def _fits_a_number(value: float | Decimal) -> bool:
    if isinstance(value, bool):
        return False
    exact = Decimal(value) if isinstance(value, int | Decimal) else None
    return exact is None or len(exact.normalize().as_tuple().digits) <= EXACT_DIGITS


def _csv_cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else _plain(value, kind)


def _plain(value: Any, kind: Kind) -> str:
    """A number with all its digits; money with at least two after the point."""
    if not isinstance(value, Decimal):
        return str(value)
    exact = value.normalize()
    if kind == "money" and int(exact.as_tuple().exponent) > -2:  # noqa: PLR2004 (cents)
        exact = exact.quantize(CENT)
    return f"{exact:f}"
