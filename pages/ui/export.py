"""Rows as CSV or XLSX. Cells that a spreadsheet would run as a formula are made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.kit.export import neutral_text

BOM = "﻿"  # so that Excel reads the file as UTF-8


def neutral(value: object) -> object:
    """A text that would start a formula gets an apostrophe; all else stays."""
    return neutral_text(value) if isinstance(value, str) else value


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM; amounts as plain decimals, days and moments in ISO 8601."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([neutral(header) for header in headers])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def to_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet; texts are never formulas or links, amounts and days are real values."""
    import xlsxwriter

    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Decimal: book.add_format({"num_format": "#,##0.00"}),
    }
    sheet.write_row(0, 0, [neutral(header) for header in headers], bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            sheet.write(line, place, _xlsx_cell(value), formats.get(type(value)))
    book.close()
    return file.getvalue()


def _csv_cell(value: Any) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return neutral(value)


def _xlsx_cell(value: Any) -> object:
    if isinstance(value, str | int | float | Decimal | date | datetime) or value is None:
        return neutral(value)
    return neutral(str(value))
