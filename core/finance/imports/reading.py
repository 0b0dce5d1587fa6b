"""The spooled file as table `raw` (line, c0, c1, …), every cell text, blank lines kept.

Large regular files are read by DuckDB alone. Any other file passes the csv module once, which
puts each record on one line with its physical line number; DuckDB reads that.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports import errors
from core.finance.imports.dialect import MOST_COLUMNS, records
from core.finance.imports.schemas import Dialect, Line, Spooled
from core.finance.imports.scratch import BLANKS, text

if TYPE_CHECKING:
    import duckdb

FAST_FROM = 4 << 20  # bytes
FEW_COLUMNS = 60
UNIT, BREAK = "\x1f", "\x1e"
_MARKS = str.maketrans({UNIT: " ", BREAK: " ", "\n": BREAK})


def load(
    connection: duckdb.DuckDBPyConnection,
    spooled: Spooled,
    dialect: Dialect,
    head: list[Line],
    *,
    fast_from: int = FAST_FROM,
) -> int:
    """Fill `raw`; returns how many columns it has beside `line`.

    Raises Invalid for a record that is too long or too wide.
    """
    width = max((len(line.cells) for line in head), default=1)
    large = spooled.path.stat().st_size >= fast_from and not dialect.skip_space
    if large and _load_regular(connection, spooled, dialect, width):
        return width
    return _load_any(connection, spooled, dialect)


def _load_regular(
    connection: duckdb.DuckDBPyConnection, spooled: Spooled, dialect: Dialect, width: int
) -> bool:
    """Whether DuckDB read exactly one record from each line; only then is a row a line."""
    import duckdb

    if dialect.quote == "'" or spooled.quotes % 2:
        return False
    quote = dialect.quote if spooled.quotes else ""
    source = _read_csv(spooled.path, dialect.delimiter, quote, width)
    try:
        connection.execute(f"CREATE TEMP TABLE raw_cells AS SELECT * FROM {source}")  # noqa: S608
    except duckdb.Error:
        connection.execute("DROP TABLE IF EXISTS raw_cells")
        return False
    found = connection.execute("SELECT count(*) FROM raw_cells").fetchone()
    if found is None or found[0] != spooled.lines:
        connection.execute("DROP TABLE raw_cells")
        return False
    _show(connection, spooled, dialect, width, "rowid + 1")
    return True


def _read_csv(path: Path, delimiter: str, quote: str, width: int, *, first: str = "") -> str:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    return (
        f"read_csv({text(str(path))}, header=false, auto_detect=false, delim={text(delimiter)}, "
        f"quote={text(quote)}, escape={text(quote)}, null_padding=true, strict_mode=true, "
        f"max_line_size=4194304, columns={{{first}{columns}}})"
    )


def _load_any(connection: duckdb.DuckDBPyConnection, spooled: Spooled, dialect: Dialect) -> int:
    path = spooled.path
    flat = path.with_name("flat.txt")
    width, broken = _flatten(path, flat, dialect)
    source = _read_csv(flat, UNIT, "", width, first="'line': 'BIGINT', ")
    cells = ", ".join(
        f"replace(c{index}, chr(30), chr(10)) AS c{index}" if broken else f"c{index}"
        for index in range(width)
    )
    connection.execute(f"CREATE TEMP TABLE raw_cells AS SELECT line, {cells} FROM {source}")  # noqa: S608
    _show(connection, spooled, dialect, width, "line")
    flat.unlink()
    return width


def _show(
    connection: duckdb.DuckDBPyConnection, spooled: Spooled, dialect: Dialect, width: int, line: str
) -> None:
    """The view `raw` over `raw_cells`; only columns in which a cell is padded pay for trimming."""
    odd = spooled.wide_blanks or (spooled.tabs and dialect.delimiter != "\t")
    tests = ", ".join(
        f"coalesce(bool_or(starts_with(c{index}, ' ') OR ends_with(c{index}, ' ')), false)"
        for index in range(width)
    )
    padded = connection.execute(f"SELECT {tests} FROM raw_cells").fetchone() or ()  # noqa: S608
    cells = ", ".join(
        f"nullif(trim(c{index}, {BLANKS}), '') AS c{index}" if odd or flag else f"c{index}"
        for index, flag in enumerate(padded)
    )
    kind = "TABLE" if width <= FEW_COLUMNS and (odd or any(padded)) else "VIEW"
    connection.execute(f"CREATE TEMP {kind} raw AS SELECT {line} AS line, {cells} FROM raw_cells")  # noqa: S608
    if kind == "TABLE":
        connection.execute("DROP TABLE raw_cells")


def _flatten(path: Path, flat: Path, dialect: Dialect) -> tuple[int, bool]:
    """One record a line, units parted by a sign no cell holds; (width, any line break inside)."""
    width, broken = 1, False
    with (
        path.open(encoding="utf-8", newline="\n") as source,
        flat.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for line in records(source, dialect):
            width = max(width, len(line.cells))
            if width > MOST_COLUMNS:
                raise errors.too_many_columns(width, MOST_COLUMNS)
            joined = UNIT.join(line.cells)
            if "\n" in joined or BREAK in joined or joined.count(UNIT) >= max(len(line.cells), 1):
                joined = UNIT.join(cell.translate(_MARKS) for cell in line.cells)
                broken = True
            out.write(f"{line.number}{UNIT}{joined}\n")
    return width, broken


def spread(connection: duckdb.DuckDBPyConnection, width: int, after: int, count: int) -> list[Line]:
    """Up to `count` records spread evenly over the lines after `after`."""
    found = connection.execute(
        f"SELECT count(*) FROM raw WHERE line > {after}"  # noqa: S608
    ).fetchone()
    if not found or not found[0]:
        return []
    step = max(1, found[0] // count)
    cells = ", ".join(f"c{index}" for index in range(width))
    rows = connection.execute(
        f"SELECT line, {cells} FROM raw WHERE line > {after} AND line % {step} = 0 "  # noqa: S608
        f"ORDER BY line LIMIT {count}"
    ).fetchall()
    return [Line(row[0], tuple(value or "" for value in row[1:])) for row in rows]
