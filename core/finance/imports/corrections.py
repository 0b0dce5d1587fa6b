"""Cells that a person corrected in the preview, put in place of what the file says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.finance.imports import errors
from core.finance.imports.scratch import text

if TYPE_CHECKING:
    import duckdb

LONGEST = 2000
NO_NUL = r"^[^\x00]*$"
MOST = 5000


FileLine = Annotated[int, Field(ge=1, le=2**53)]


class Correction(BaseModel):
    """What one cell is to hold. `line` is the file's physical line, `column` the column's name or
    its position from 1, as errors name it; an empty value leaves the cell blank."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: FileLine
    column: str = Field(min_length=1, max_length=500, pattern=NO_NUL)
    value: str = Field(max_length=LONGEST, pattern=NO_NUL)


def correct(
    connection: duckdb.DuckDBPyConnection,
    corrections: Sequence[Correction],
    names: Sequence[str],
    width: int,
) -> None:
    """Let `raw` say what was corrected. Raises Invalid for a line or column that is not there."""
    if not corrections:
        return
    cells: dict[int, dict[int, str]] = {}
    for one in corrections:
        cells.setdefault(one.line, {})[_index(one.column, names, width)] = one.value.strip()
    _check_lines(connection, list(cells))
    kind = connection.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_name = 'raw'"
    ).fetchone()
    word = "VIEW" if kind and kind[0] == "VIEW" else "TABLE"
    lines = ", ".join(map(str, cells))
    kept = ", ".join(["line", *(_cell(index, cells) for index in range(width))])
    connection.execute(f"ALTER {word} raw RENAME TO raw_as_read")
    connection.execute(
        f"CREATE TEMP TABLE raw_corrected AS SELECT {kept} FROM raw_as_read "  # noqa: S608
        f"WHERE line IN ({lines})"
    )
    connection.execute(
        f"CREATE TEMP VIEW raw AS SELECT * FROM raw_as_read WHERE line NOT IN ({lines}) "  # noqa: S608
        "UNION ALL SELECT * FROM raw_corrected"
    )


def _cell(index: int, cells: dict[int, dict[int, str]]) -> str:
    told = {line: values[index] for line, values in cells.items() if index in values}
    if not told:
        return f"c{index}"
    branches = " ".join(
        f"WHEN {line} THEN {text(value) if value else 'NULL'}" for line, value in told.items()
    )
    return f"CASE line {branches} ELSE c{index} END AS c{index}"


def _index(column: str, names: Sequence[str], width: int) -> int:
    """The 0-based column of a name (`name (2)` for the second of that name) or position."""
    known: dict[str, int] = {}
    seen: dict[str, int] = {}
    for index, name in enumerate(name.strip() for name in names):
        if name:
            seen[name] = seen.get(name, 0) + 1
            known.setdefault(name if seen[name] == 1 else f"{name} ({seen[name]})", index)
    if column.strip() in known:
        return known[column.strip()]
    if column.strip().isdecimal() and 0 < int(column) <= width:
        return int(column) - 1
    raise errors.unknown_column(column)


def _check_lines(connection: duckdb.DuckDBPyConnection, lines: list[int]) -> None:
    found = connection.execute(
        f"SELECT line FROM raw WHERE line IN ({', '.join(map(str, lines))})"  # noqa: S608
    ).fetchall()
    missing = set(lines) - {line for (line,) in found}
    if missing:
        raise errors.unknown_line(min(missing))
