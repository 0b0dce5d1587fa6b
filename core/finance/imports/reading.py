"""The spooled file as table `raw` (line, c0, c1, …), every cell text, blank lines kept.

Large regular files are read by DuckDB alone. Any other file passes the csv module once, which
puts each record on one line with its physical line number; DuckDB reads that.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports import errors
from core.finance.imports.dialect import MOST_COLUMNS
from core.finance.imports.records import rows
from core.finance.imports.schemas import UNIT, Dialect, Line, Spooled
from core.finance.imports.scratch import BLANKS, text
from core.finance.imports.transcode import pieces

if TYPE_CHECKING:
    import duckdb

FAST_FROM = 4 << 20  # bytes
PIECES, MANY_PIECES = 8 << 20, 100 << 20  # bytes; DuckDB's own pieces of 64 MB take memory
FEW_COLUMNS, FEW_PADDED = 60, 2
TAIL = 1 << 16
BREAK = "\x1e"
PLAIN_QUOTES = ("", '"')
_MARKS = str.maketrans({UNIT: " ", BREAK: " ", "\n": BREAK})


def load(
    connection: duckdb.DuckDBPyConnection,
    spooled: Spooled,
    dialect: Dialect,
    head: list[Line],
    first_line: int,
    *,
    fast_from: int = FAST_FROM,
) -> tuple[int, int]:
    """Fill `raw`; returns how many columns it has beside `line`, and how many records had to be
    mended. `first_line` is the table's.

    Raises Invalid for a record that is too long or too wide.
    """
    width = max((len(line.cells) for line in head), default=1)
    large = spooled.path.stat().st_size >= fast_from and _is_plain(dialect)
    if large and _load_regular(connection, spooled, dialect, width, head, first_line):
        return width, 0
    return _load_any(connection, spooled, dialect)


def _is_plain(dialect: Dialect) -> bool:
    """Whether DuckDB knows every rule of the dialect."""
    known = ("skip_space", "escape", "cuts", "guard", "joints")
    special = any(getattr(dialect, name) for name in known) or len(dialect.delimiter) > 1
    return not special and dialect.quote in PLAIN_QUOTES


def _load_regular(
    connection: duckdb.DuckDBPyConnection,
    spooled: Spooled,
    dialect: Dialect,
    width: int,
    head: list[Line],
    first_line: int,
) -> bool:
    """Whether DuckDB read exactly one record from each line of the table; only then is a row a
    line. What stands above comes from `head`, blank lines at the end are added."""
    import duckdb

    if (dialect.quote and spooled.quotes % 2) or not any(
        line.number >= first_line for line in head
    ):
        return False
    quote = dialect.quote if spooled.quotes else ""
    if spooled.sheet and _breaks(spooled.path):
        return False
    source = _read_csv(spooled.path, dialect.delimiter, quote, width, skip=first_line - 1)
    blank = _blank_end(spooled.path)
    try:
        connection.execute(f"CREATE TEMP TABLE raw_cells AS SELECT * FROM {source}")  # noqa: S608
    except duckdb.Error:
        connection.execute("DROP TABLE IF EXISTS raw_cells")
        return False
    found = connection.execute("SELECT count(*) FROM raw_cells").fetchone()
    if found is None or found[0] != spooled.lines - first_line + 1 - blank:
        connection.execute("DROP TABLE raw_cells")
        return False
    above = [line for line in head if line.number < first_line]
    below = [Line(spooled.lines - number, ()) for number in range(blank)]
    _show(connection, spooled, dialect, width, f"rowid + {first_line}", [*above, *below])
    return True


def _breaks(path: Path) -> bool:
    """Whether a sheet's cells hold line breaks, which stand marked in its text."""
    return any(BREAK.encode() in piece for piece in pieces(path))


def _blank_end(path: Path) -> int:
    """How many empty lines the file ends with."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    return max(0, len(tail) - len(tail.rstrip(b"\n")) - 1)


def _read_csv(
    path: Path, delimiter: str, quote: str, width: int, *, first: str = "", skip: int = 0
) -> str:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))
    buffer = f"buffer_size={PIECES}, " if path.stat().st_size > MANY_PIECES else ""
    return (
        f"read_csv({text(str(path))}, header=false, auto_detect=false, delim={text(delimiter)}, "
        f"quote={text(quote)}, escape={text(quote)}, null_padding=true, strict_mode=true, "
        f"max_line_size=4194304, {buffer}skip={skip}, columns={{{first}{columns}}})"
    )


def _load_any(
    connection: duckdb.DuckDBPyConnection, spooled: Spooled, dialect: Dialect
) -> tuple[int, int]:
    path = spooled.path
    flat = path.with_name("flat.txt")
    told: list[int] = []
    width, broken = _flatten(path, flat, dialect, told)
    source = _read_csv(flat, UNIT, "", width, first="'line': 'BIGINT', ")
    cells = ", ".join(
        f"replace(c{index}, chr(30), chr(10)) AS c{index}" if broken else f"c{index}"
        for index in range(width)
    )
    connection.execute(f"CREATE TEMP TABLE raw_cells AS SELECT line, {cells} FROM {source}")  # noqa: S608
    _show(connection, spooled, dialect, width, "line", [])
    flat.unlink()
    return width, len(told)


def _show(
    connection: duckdb.DuckDBPyConnection,
    spooled: Spooled,
    dialect: Dialect,
    width: int,
    line: str,
    others: list[Line],
) -> None:
    """The view `raw` over `raw_cells` and `others`; only padded columns pay for trimming."""
    ends = [" "] + (["\t"] if spooled.tabs and dialect.delimiter != "\t" else [])
    tests = ", ".join(
        f"coalesce(bool_or(c{index} < '!' OR "
        + " OR ".join(f"ends_with(c{index}, {text(end)})" for end in ends)
        + "), false)"
        for index in range(width)
    )
    flags = connection.execute(f"SELECT {tests} FROM raw_cells").fetchone() or ()  # noqa: S608
    padded = [spooled.wide_blanks or flag for flag in flags]
    cells = ", ".join(
        f"nullif(trim(c{index}, {BLANKS}), '') AS c{index}" if flag else f"c{index}"
        for index, flag in enumerate(padded)
    )
    query = f"SELECT {line} AS line, {cells} FROM raw_cells"  # noqa: S608
    query += "".join(f" UNION ALL SELECT {_literals(other, width)}" for other in others)
    kind = "TABLE" if width <= FEW_COLUMNS and sum(padded) > FEW_PADDED else "VIEW"
    connection.execute(f"CREATE TEMP {kind} raw AS {query}")
    if kind == "TABLE":
        connection.execute("DROP TABLE raw_cells")


def _literals(line: Line, width: int) -> str:
    cells = [text(cell.strip()) if cell.strip() else "NULL" for cell in line.cells]
    return ", ".join([str(line.number), *cells, *["NULL"] * (width - len(cells))])


def _flatten(path: Path, flat: Path, dialect: Dialect, told: list[int]) -> tuple[int, bool]:
    """One record a line, units parted by a sign no cell holds; (width, any line break inside)."""
    width, broken = 1, False
    with (
        path.open(encoding="utf-8", newline="\n") as source,
        flat.open("w", encoding="utf-8", newline="\n") as out,
    ):
        for number, cells in rows(source, dialect, told):
            if len(cells) > width:
                width = len(cells)
                if width > MOST_COLUMNS:
                    raise errors.too_many_columns(width, MOST_COLUMNS)
            joined = UNIT.join(cells)
            if BREAK in joined and dialect.delimiter == UNIT:
                broken = True  # a sheet's cells have their line breaks marked already
            elif "\n" in joined or BREAK in joined or joined.count(UNIT) >= max(len(cells), 1):
                joined = UNIT.join(cell.translate(_MARKS) for cell in cells)
                broken = True
            out.write(f"{number}{UNIT}{joined}\n")
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
