"""Several tables in one file: sheets, archived files, or tables below one another.

Tables under the same header are one table going on, each with the title above it; of different
ones a person chooses, unless only one holds records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.finance.imports import errors
from core.finance.imports.cells import is_date, is_number, is_partial_date
from core.finance.imports.headers import ENOUGH, heads_summary, heads_table, is_row, known_names
from core.finance.imports.layout import layout_at
from core.finance.imports.schemas import Layout, Line, Question, TableFile
from core.finance.imports.sections import add_sections
from core.finance.imports.words import fold
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_HEADERS = 400
SAMPLE = 60
MOST_BELOW = 60
BELOW = 3  # lines under a header that are looked at
ALL, EVERY = "all", -1
LARGE = 20_000  # lines
LEAST_ROWS = 3  # of a table without a header beside others
_COUNT = re.compile(r"\s*[(（]\s*\d+[^()（）]*[)）]$")


@dataclass(frozen=True)
class Found:
    """One table of a file: where its header is (None without one), where it ends, what stands
    right above it, and how many records it holds."""

    layout: Layout
    end: int | None
    title: str
    records: int

    @property
    def name(self) -> str:
        """What a person knows the table by."""
        names = [name for name in self.layout.names if name.strip()]
        return self.title or ", ".join(names[:4]) or str(self.layout.first_line)


def settle_tables(
    connection: duckdb.DuckDBPyConnection,
    table: TableFile,
    answers: dict[str, str],
    *,
    inside: bool = False,
) -> tuple[TableFile, tuple[Question, ...]]:
    """Narrow `raw` to one table of the file, and the question where several hold records.

    `inside` one of several sheets or files the question is another one. Raises Invalid for an
    answer that names none of them.
    """
    headers = _headers(connection, table)
    if not headers:
        return table, ()
    found = _tables(connection, table, headers)
    own = [one for one in found if one.records]
    named = [(one.name, one.records) for one in own]
    chosen, question = choose(named, answers, asked="inner_table" if inside else "table")
    if own and len(found) > 1:
        table = _narrowed(connection, table, own[chosen])
    return add_sections(connection, table, headers), question


def choose(
    tables: Sequence[tuple[str, int]],
    answers: dict[str, str],
    *,
    asked: str = "table",
    alike: bool = False,
    whole: bool = False,
) -> tuple[int, tuple[Question, ...]]:
    """(index of the table to read, the question while it is open) of (name, records) each.

    Tables that are `alike` may be read together (index EVERY); `whole` suggests that. Raises
    Invalid for an answer that is none of the options.
    """
    if len(tables) < 2:  # noqa: PLR2004
        return 0, ()
    if alike and (answers.get(asked) or "").strip().lower() == ALL:
        return EVERY, ()
    names = _told_apart([name for name, _ in tables])
    if alike:
        tables = [*tables, ("", sum(count for _, count in tables))]
        names.append(t("All sheets"))
    options = tuple(
        t("{name} ({count} rows)", name=name, count=count)
        for name, (_, count) in zip(names, tables, strict=True)
    )
    given = answers.get(asked)
    if given is not None:
        bare = [_COUNT.sub("", one).strip() for one in (*options, given)]
        if bare[-1] not in bare[:-1]:
            raise errors.wrong_answer(asked, given)
        found = bare.index(bare[-1])
        return (EVERY if alike and found == len(names) - 1 else found), ()
    most = max(range(len(names) - alike), key=lambda index: tables[index][1])
    suggested = options[-1] if alike and whole else options[most]
    question = Question(
        asked, t("The file holds several tables. Which one is to be read?"), options, suggested
    )
    return (EVERY if alike and whole else most), (question,)


def _told_apart(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found


def _cells(width: int) -> str:
    return ", ".join(f"c{index}" for index in range(width))


def _lines(connection: duckdb.DuckDBPyConnection, width: int, where: str, limit: int) -> list[Line]:
    rows = connection.execute(
        f"SELECT line, {_cells(width)} FROM raw WHERE {where} ORDER BY line LIMIT {limit}"  # noqa: S608
    ).fetchall()
    return [Line(row[0], tuple(value or "" for value in row[1:])) for row in rows]


def _headers(connection: duckdb.DuckDBPyConnection, table: TableFile) -> list[Line]:
    """Lines beside the known header that head a table, or its next part, themselves."""
    width = table.width
    filled = " + ".join(f"(c{index} IS NOT NULL)::INT" for index in range(width))
    digits = " AND ".join(
        f"NOT coalesce(regexp_matches(c{index}, '[0-9]'), false)" for index in range(width)
    )
    wordy = f"({filled}) > 1 AND {digits}"
    if table.spooled.lines > LARGE and (day := _first_day(table)) is not None:
        wordy = f"c{day} > ':' AND {wordy}"  # no digit begins it, which is cheap to see
    known = table.layout.header_line or 0
    listed = _lines(connection, width, f"line <> {known} AND {wordy}", MOST_HEADERS)
    if len(listed) == MOST_HEADERS:
        return []
    own = _folded(table.layout.names)

    def heads(line: Line) -> bool:
        if own and _folded(line.cells) == own:
            return True
        if known_names(line) < ENOUGH:
            return False
        below = _lines(connection, width, f"line > {line.number}", MOST_BELOW)
        short = len(below) < MOST_BELOW and line.number > table.layout.first_line
        return heads_table(line, below[:BELOW]) or (short and heads_summary(line, below))

    return [line for line in listed if heads(line)]


def _first_day(table: TableFile) -> int | None:
    """The column of days in the head, where they are written in digits."""
    rows = [line for line in table.head if line.number >= table.layout.first_line][:50]
    for index in range(table.width):
        cells = [line.cells[index].strip() for line in rows if index < len(line.cells)]
        if sum(is_date(cell) and cell[:1] < ":" for cell in cells) > len(rows) / 2:
            return index
    return None


def _folded(names: Sequence[str]) -> tuple[str, ...]:
    kept = [fold(name) for name in names]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _tables(
    connection: duckdb.DuckDBPyConnection, table: TableFile, headers: Sequence[Line]
) -> list[Found]:
    """The tables of the file in their order; parts under one header are one table."""
    layout = table.layout
    starts: list[tuple[int, Line | None]] = [(line.number, line) for line in headers]
    starts.append((layout.header_line or layout.first_line, None))
    starts.sort(key=lambda item: item[0])
    first = starts[0][0]
    dated = _dated(connection, table)
    found: list[Found] = []
    for position, (number, line) in enumerate(starts):
        later = starts[position + 1 :]
        end = next((start for start, _ in later), None)
        own = layout if line is None else _layout(connection, table, line, first)
        before = starts[position - 1][0] if position else 0
        title = _title(connection, table.width, before, number)
        one = Found(own, end, title, _records(connection, table.width, own, end, dated))
        if found and _folded(found[-1].layout.names) == _folded(own.names) and own.names:
            one = replace(found[-1], end=end, records=found[-1].records + one.records)
            found.pop()
        found.append(one)
    return [
        one for one in found if one.layout.names or one.records >= LEAST_ROWS or len(found) == 1
    ]


def _layout(
    connection: duckdb.DuckDBPyConnection, table: TableFile, line: Line, first: int
) -> Layout:
    """The layout of the table under `line`; what stands above the first table holds for all."""
    width = table.width
    above = _lines(connection, width, f"line < {first}", 200)
    near = _lines(connection, width, f"line < {line.number} AND line > {line.number - 6}", 5)
    below = _lines(connection, width, f"line > {line.number}", 20)
    lines = [*(one for one in above if one.number < line.number - 5), *near, line, *below]
    header = lines.index(line)
    rows = [index for index in range(header + 1, len(lines)) if is_row(lines[index], _any_day)]
    found = layout_at(lines, header, rows[0] if rows else None)
    own = [one for one in found.preamble if one in above or _is_title(one)]
    return replace(found, preamble=tuple(own))


def _any_day(cell: str) -> bool:
    return is_date(cell) or is_partial_date(cell)


def _is_title(line: Line) -> bool:
    return 0 < line.filled <= 2  # noqa: PLR2004


def _title(connection: duckdb.DuckDBPyConnection, width: int, before: int, number: int) -> str:
    """The words right above a header: the first of the short lines there."""
    near = _lines(connection, width, f"line < {number} AND line > {max(before, number - 5)}", 5)
    title = ""
    for line in reversed(near):
        if line.filled == 0 and not title:
            continue
        if not _is_title(line) or is_row(line, _any_day):
            break
        title = line.text
    return title


def _dated(connection: duckdb.DuckDBPyConnection, table: TableFile) -> Callable[[str], bool]:
    """What counts as a day: with its year, unless the known table writes none."""
    rows = _lines(connection, table.width, f"line >= {table.layout.first_line}", SAMPLE)
    return is_date if any(is_row(row, is_date) for row in rows) else is_partial_date


def _records(
    connection: duckdb.DuckDBPyConnection,
    width: int,
    layout: Layout,
    end: int | None,
    dated: Callable[[str], bool],
) -> int:
    """About how many records a table holds: lines with digits in its column of days and in one
    of numbers."""
    until = f"line < {end}" if end is not None else "true"
    rows = _lines(connection, width, f"line >= {layout.first_line} AND {until}", SAMPLE)
    held = [row for row in rows if is_row(row, dated)]
    if not held:
        return 0
    days = max(range(width), key=lambda index: sum(dated(row.cells[index]) for row in held))
    numbers = [
        index for index in range(width)
        if index != days and sum(is_number(row.cells[index]) for row in held) > len(held) * 0.3
    ]  # fmt: skip
    any_number = " OR ".join(f"regexp_matches(c{index}, '[0-9]')" for index in numbers) or "true"
    found = connection.execute(
        f"SELECT count(*) FROM raw WHERE line >= {layout.first_line} AND {until} "  # noqa: S608
        f"AND regexp_matches(c{days}, '[0-9]') AND ({any_number})"
    ).fetchone()
    return int(found[0]) if found else 0


def _narrowed(connection: duckdb.DuckDBPyConnection, table: TableFile, chosen: Found) -> TableFile:
    """`raw` without what follows the chosen table; that is listed in `beyond`."""
    if chosen.end is not None:
        kind = connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = 'raw'"
        ).fetchone()
        word = "VIEW" if kind and kind[0] == "VIEW" else "TABLE"
        connection.execute(f"ALTER {word} raw RENAME TO raw_whole")
        connection.execute(
            f"CREATE TEMP VIEW raw AS SELECT * FROM raw_whole WHERE line < {chosen.end}"  # noqa: S608
        )
        connection.execute(
            "CREATE TEMP VIEW beyond AS SELECT line, "  # noqa: S608
            f"list_filter([{_cells(table.width)}], lambda x: x IS NOT NULL) AS cells "
            f"FROM raw_whole WHERE line >= {chosen.end}"
        )
    head = tuple(
        line for line in table.head
        if chosen.end is None or line.number < chosen.end
    )  # fmt: skip
    return replace(table, layout=chosen.layout, head=head, end=chosen.end)
