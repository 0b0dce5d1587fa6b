"""Ledgers that write year, month and day in columns of their own: the day they make is added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.finance.imports.cells import is_date
from core.finance.imports.schemas import Line, TableFile
from core.finance.imports.scratch import text
from core.finance.imports.words import JOINT, fold

if TYPE_CHECKING:
    import duckdb

WORDS = (
    frozenset({"年", "年度", "year", "jahr", "annee", "ano", "anno"}),
    frozenset({"月", "月份", "month", "monat", "mois", "mes", "mese"}),
    frozenset({"日", "日期 日", "day", "tag", "jour", "dia", "giorno"}),
)
HIGHEST = (2999, 12, 31)
ENOUGH = 0.9
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s*(?:年|$)")


def join_day_parts(connection: duckdb.DuckDBPyConnection, table: TableFile) -> TableFile:
    """`raw`, its names and head with one more column, where the day is in parts."""
    names = table.layout.names
    parts = [_named(names, words) for words in WORDS]
    month, day = parts[1:]
    if month is None or day is None or _has_days(table):
        return table
    rows = [line for line in table.head if line.number >= table.layout.first_line]
    if not all(_holds(rows, part, most) for part, most in zip(parts, HIGHEST, strict=True)):
        return table
    year = f"c{parts[0]}" if parts[0] is not None else text(_constant_year(table))
    whole = f"concat_ws('-', nullif({year}, ''), lpad(c{month}, 2, '0'), lpad(c{day}, 2, '0'))"
    _widen(connection, table.width, f"if(c{month} IS NULL OR c{day} IS NULL, NULL, {whole})")
    used = [part for part in parts if part is not None]
    label = "-".join(names[part].rsplit(JOINT, 1)[-1].strip() for part in used)
    blank = [""] * (table.width - len(names))
    return replace(
        table,
        layout=replace(table.layout, names=(*names, *blank, label)),
        width=table.width + 1,
        head=tuple(_with(line, parts, table) for line in table.head),
    )


def _named(names: Sequence[str], words: frozenset[str]) -> int | None:
    """The one column of that name; of a header on several lines the last one counts."""
    found = [at for at, name in enumerate(names) if fold(name.rsplit(JOINT, 1)[-1]) in words]
    return found[0] if len(found) == 1 else None


def _has_days(table: TableFile) -> bool:
    """Whether a column holds whole days already."""
    rows = [line for line in table.head if line.number >= table.layout.first_line and line.filled]
    dated = sum(any(is_date(cell) for cell in line.cells) for line in rows)
    return dated * 2 > len(rows)


def _holds(rows: Sequence[Line], column: int | None, most: int) -> bool:
    """Whether nearly all that stands in the column are whole numbers up to `most`."""
    if column is None:
        return True
    cells = [line.cells[column].strip() for line in rows if column < len(line.cells)]
    filled = [cell for cell in cells if cell]
    right = sum(cell.isdecimal() and 0 < int(cell) <= most for cell in filled)
    return bool(filled) and right >= ENOUGH * len(filled)


def _constant_year(table: TableFile) -> str:
    """The year that the header or the lines above name, when it is one."""
    said = (*table.layout.names, *(line.text for line in table.layout.preamble))
    found = {year for words in said for part in words.split(JOINT) for year in _YEAR.findall(part)}
    return found.pop() if len(found) == 1 else ""


def _widen(connection: duckdb.DuckDBPyConnection, width: int, value: str) -> None:
    kind = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = 'raw'"
    ).fetchone()
    word = "VIEW" if kind and kind[0] == "VIEW" else "TABLE"
    connection.execute(f"ALTER {word} raw RENAME TO raw_of_parts")
    connection.execute(
        f"CREATE TEMP VIEW raw AS SELECT *, {value} AS c{width} FROM raw_of_parts"  # noqa: S608
    )


def _with(line: Line, parts: Sequence[int | None], table: TableFile) -> Line:
    """A line of the head with its day."""
    cells = (*line.cells, *[""] * (table.width - len(line.cells)))
    year, month, day = ("" if part is None else cells[part].strip() for part in parts)
    year = year or (_constant_year(table) if parts[0] is None else "")
    whole = "-".join(filter(None, (year, month.zfill(2), day.zfill(2)))) if month and day else ""
    return Line(line.number, (*cells, whole if line.number >= table.layout.first_line else ""))
