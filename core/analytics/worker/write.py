"""Rows that a query wrote, as a file for other programs, in a process that ends afterwards.

Request (JSON, one line): source (a JSON list a line, the answer last), target, format (csv, xlsx
or parquet), columns, types, rows. Answer (JSON): bytes; or error {code, params}.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import _duckdb as duckdb

from core.analytics.worker.limits import answer, end_with_parent, read_request
from core.kit.export import FORMULA_STARTS, neutral_text

BOM = b"\xef\xbb\xbf"  # so that Excel reads the file as UTF-8
EXACT_DIGITS = 15
PLAIN_TYPE = re.compile(
    r"BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\)"
    r"|DATE|TIME|TIMESTAMP"
)
NUMBER_TYPE = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*")


def main() -> None:
    """Read one request, write the file, answer, end."""
    request = json.loads(read_request())
    end_with_parent()
    try:
        WRITERS[request["format"]](request)
    except (duckdb.Error, OSError):
        answer(json.dumps({"error": {"code": "export", "params": {}}}))
    else:
        answer(json.dumps({"bytes": os.path.getsize(request["target"])}))  # noqa: PTH202


def _distinct(names: list[str]) -> list[str]:
    """Names as they are, later ones of the same name with a number."""
    seen: set[str] = set()
    distinct = []
    for name in names:
        wanted, number = name, 1
        while wanted.lower() in seen:
            wanted, number = f"{name}_{number}", number + 1
        seen.add(wanted.lower())
        distinct.append(wanted)
    return distinct


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _copy(request: dict[str, Any], cell: Callable[[str, str], str], options: str) -> None:
    """Have DuckDB write the file; `cell` is the expression of a column (text, type)."""
    names = _distinct([neutral_text(name) for name in request["columns"]])
    chosen = ", ".join(
        f"{cell(f'row[{place}]', kind)} AS {_quoted(name)}"
        for place, (name, kind) in enumerate(zip(names, request["types"], strict=True), start=1)
    )
    options_of_file = "format = 'newline_delimited', maximum_object_size = 134217728"
    objects = f"read_json_objects({_literal(request['source'])}, {options_of_file})"
    row = "CAST(json_transform(json, '[\"VARCHAR\"]') AS VARCHAR[]) AS row"
    lines = f"SELECT {row} FROM {objects} LIMIT {int(request['rows'])}"  # noqa: S608
    connection = duckdb.connect(":memory:", config={"memory_limit": "512MiB", "threads": 1})
    connection.execute(
        f"COPY (SELECT {chosen} FROM ({lines})) TO {_literal(request['target'])} ({options})"  # noqa: S608
    )
    connection.close()


def _as_typed(cell: str, kind: str) -> str:
    return f"CAST({cell} AS {kind})" if PLAIN_TYPE.fullmatch(kind) else cell


def _as_safe_text(cell: str, kind: str) -> str:
    if PLAIN_TYPE.fullmatch(kind):
        return cell
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return f"CASE WHEN {cell}[1] IN ({starts}) THEN '''' || {cell} ELSE {cell} END"


def _parquet(request: dict[str, Any]) -> None:
    _copy(request, _as_typed, "FORMAT parquet, COMPRESSION zstd")


def _csv(request: dict[str, Any]) -> None:
    plain = {**request, "target": request["target"] + ".plain"}
    _copy(plain, _as_safe_text, "FORMAT csv, HEADER")
    with open(plain["target"], "rb") as source, open(request["target"], "wb") as target:  # noqa: PTH123
        target.write(BOM)
        while piece := source.read(1 << 20):
            target.write(piece)
    os.unlink(plain["target"])  # noqa: PTH108


def _xlsx(request: dict[str, Any]) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": os.path.dirname(request["target"]),  # noqa: PTH120
    }
    book = xlsxwriter.Workbook(request["target"], options)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, map(neutral_text, request["columns"]), book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    writers = [_cell_writer(book, kind) for kind in request["types"]]
    for line, row in enumerate(_rows(request), start=1):
        for place, value in enumerate(row):
            if value is not None:
                writers[place](sheet, line, place, value)
    book.close()


def _rows(request: dict[str, Any]) -> Iterator[list[Any]]:
    with open(request["source"], encoding="utf-8") as lines:  # noqa: PTH123
        yield from map(json.loads, islice(lines, request["rows"]))


def _cell_writer(book: Any, kind: str) -> Callable[[Any, int, int, Any], None]:
    """Numbers, days and moments as real values; a number a sheet cannot hold exactly as text."""
    if NUMBER_TYPE.fullmatch(kind):
        return _number_writer(book.add_format({"num_format": _number_format(kind)}))
    if kind in {"DATE", "TIMESTAMP"}:
        pattern = "yyyy-mm-dd" if kind == "DATE" else "yyyy-mm-dd hh:mm:ss"
        return _day_writer(kind, book.add_format({"num_format": pattern}))

    def write(sheet: Any, line: int, place: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(line, place, value)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            sheet.write_string(line, place, neutral_text(text)[:32767])

    return write


def _number_format(kind: str) -> str:
    scale = re.search(r",\s*(\d+)\)", kind)
    if scale and int(scale[1]):
        return "#,##0." + "0" * int(scale[1])
    return "General" if kind in {"FLOAT", "DOUBLE"} else "0"


def _number_writer(pattern: Any) -> Callable[[Any, int, int, Any], None]:
    def write(sheet: Any, line: int, place: int, value: Any) -> None:
        text = str(value)
        digits = sum(sign.isdigit() for sign in text.split("e", maxsplit=1)[0].lstrip("-0."))
        if isinstance(value, float) or (
            digits <= EXACT_DIGITS and text not in {"nan", "inf", "-inf"}
        ):
            sheet.write_number(line, place, float(value), pattern)
        else:
            sheet.write_string(line, place, text)

    return write


def _day_writer(kind: str, pattern: Any) -> Callable[[Any, int, int, Any], None]:
    def write(sheet: Any, line: int, place: int, value: Any) -> None:
        try:
            moment: Any = (date if kind == "DATE" else datetime).fromisoformat(value)
            sheet.write_datetime(line, place, moment, pattern)
        except ValueError:  # a day that Python or a sheet does not know
            sheet.write_string(line, place, str(value))

    return write


WRITERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
