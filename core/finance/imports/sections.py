"""One table in parts, each under a title of its own: what the titles say becomes columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.finance.imports.cells import is_date
from core.finance.imports.schemas import Line, TableFile
from core.finance.imports.scratch import text
from core.finance.imports.words import currency_code, is_code, roles_of
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

LEAST = 3  # cells of a record
ABOVE = 6  # lines above a header in which its title stands
_WORD = re.compile(r"[A-Z]{3}|[\u4e00-\u9fff]{2,4}|[¥￥$€£]")


def add_sections(
    connection: duckdb.DuckDBPyConnection, table: TableFile, headers: Sequence[Line]
) -> TableFile:
    """`raw` and its names with the currency and the title of each part, where they differ."""
    layout = table.layout
    starts = [layout.header_line or layout.first_line]
    starts += [
        line.number for line in headers
        if line.number > starts[0] and (table.end is None or line.number < table.end)
    ]  # fmt: skip
    titles = [_title(connection, table.width, start) for start in starts]
    if len(starts) < 2 or len(set(filter(None, titles))) < 2:  # noqa: PLR2004
        return table
    added: list[tuple[str, Sequence[str | None]]] = []
    codes = [_currency(title) for title in titles]
    named = any(role == "currency" for name in layout.names for role, _ in roles_of(name))
    if all(codes) and len(set(codes)) > 1 and not named:
        added.append((t("Currency"), codes))
    added.append((t("Section"), titles))
    _widen(connection, table.width, starts, [values for _, values in added])
    names = (*layout.names, *[""] * (table.width - len(layout.names)))
    names += tuple(name for name, _ in added)
    return replace(
        table,
        layout=replace(layout, names=names),
        width=table.width + len(added),
        head=tuple(_with(line, table.width, starts, added) for line in table.head),
    )


def _title(connection: duckdb.DuckDBPyConnection, width: int, start: int) -> str:
    cells = ", ".join(f"c{index}" for index in range(width))
    rows = connection.execute(
        f"SELECT line, {cells} FROM raw WHERE line < {start} AND line >= {start - ABOVE} "  # noqa: S608
        "ORDER BY line DESC"
    ).fetchall()
    words: list[str] = []
    for row in rows:
        line = Line(row[0], tuple(value or "" for value in row[1:]))
        if line.filled == 0 and not words:
            continue
        if not 0 < line.filled <= 2 or any(is_date(cell) for cell in line.cells):  # noqa: PLR2004
            break
        words.insert(0, line.text.replace(" | ", " "))
    return " · ".join(words)


def _currency(title: str) -> str | None:
    """The one currency a title names."""
    found = {
        code
        for word in _WORD.findall(title)
        if (code := word if is_code(word) else currency_code(word))
    }
    return found.pop() if len(found) == 1 else None


def _widen(
    connection: duckdb.DuckDBPyConnection,
    width: int,
    starts: Sequence[int],
    columns: Sequence[Sequence[str | None]],
) -> None:
    kind = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = 'raw'"
    ).fetchone()
    word = "VIEW" if kind and kind[0] == "VIEW" else "TABLE"
    connection.execute(f"ALTER {word} raw RENAME TO raw_in_parts")
    # blank lines stay blank, and titles have nothing in the new columns
    some = " + ".join(f"(c{index} IS NOT NULL)::INT" for index in range(width))
    cells = []
    for offset, values in enumerate(columns):
        branches = " ".join(
            f"WHEN line > {start} THEN {text(value) if value else 'NULL'}"
            for start, value in sorted(zip(starts, values, strict=True), reverse=True)
        )
        cells.append(f"CASE WHEN ({some}) < {LEAST} THEN NULL {branches} END AS c{width + offset}")
    connection.execute(
        f"CREATE TEMP VIEW raw AS SELECT *, {', '.join(cells)} FROM raw_in_parts"  # noqa: S608
    )


def _with(
    line: Line, width: int, starts: Sequence[int], added: Sequence[tuple[str, Sequence[str | None]]]
) -> Line:
    """A line of the head with the new cells."""
    part = sum(start < line.number for start in starts) - 1
    new = [
        (values[part] or "") if part >= 0 and line.filled >= LEAST else "" for _, values in added
    ]
    return Line(line.number, (*line.cells, *[""] * (width - len(line.cells)), *new))
