"""How cells are parted: every delimiter is tried, the one that makes the best table wins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from core.finance.imports import errors
from core.finance.imports.cells import is_date, is_number
from core.finance.imports.schemas import Dialect, Line
from core.kit.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 18
HEAD_LINES = 600
MOST_COLUMNS = 1000
FEW = 3
LONGEST_RECORD = 200  # physical lines; a quote that swallows more was never closed


def read_head(path: Path) -> str:
    """The beginning of the spooled file, cut at a line's end."""
    with path.open("rb") as file:
        data = file.read(HEAD)
        whole = not file.read(1)
    if not whole:
        data = data[: data.rfind(b"\n") + 1] or data
    return data.decode("utf-8", errors="ignore")


def parse(text: str, dialect: Dialect) -> list[Line]:
    """The records of `text` with the physical lines they start on."""
    return list(records(io.StringIO(text, newline="\n"), dialect))


def records(source: io.TextIOBase, dialect: Dialect) -> Iterator[Line]:
    """Records one by one; a cell longer than the csv module allows is a refusal."""
    lines: Iterable[str] = source
    if dialect.skip_space:
        gap, joined = re.compile(_gap(dialect.delimiter)), f'{dialect.delimiter}"'
        lines = (gap.sub(joined, line).lstrip(" \t") for line in source)
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    last = 0
    try:
        for cells in reader:
            yield Line(last + 1, tuple(cells))
            last = reader.line_num
    except csv.Error as error:
        raise errors.line_too_long(last + 1) from error


def _gap(delimiter: str) -> str:
    """A delimiter, blanks, and the quote that opens a cell all the same."""
    blanks = " " if delimiter == "\t" else " \t"
    return rf'{re.escape(delimiter)}[{blanks}]+"'


def find_dialect(head: str) -> tuple[Dialect, list[Line]]:
    """The dialect that makes the most consistent table of `head`, and its records.

    Raises Invalid when a line has more columns than a table can have.
    """
    tried = []
    for delimiter in DELIMITERS:
        dialect, lines = _with_quotes(head, delimiter)
        tried.append((_score(lines), dialect, lines))
    tried.sort(key=lambda item: -item[0])
    (score, best, lines), second = tried[0], tried[1][0]
    widest = max((len(line.cells) for line in lines), default=0)
    if widest > MOST_COLUMNS:
        raise errors.too_many_columns(widest, MOST_COLUMNS)
    sure = min(1.0, 0.5 + (score - second) / 2) if score else 0.3
    return Dialect(best.delimiter, best.quote, round(sure, 2), best.skip_space), lines[:HEAD_LINES]


def _with_quotes(head: str, delimiter: str) -> tuple[Dialect, list[Line]]:
    mark = re.escape(delimiter)
    apostrophes = re.findall(rf"(?:^|{mark})'[^'\n]*'(?={mark}|\n)", head)
    single = '"' not in head and len(apostrophes) > FEW
    quoted = Dialect(delimiter, "'" if single else '"', 0.0)
    found = _parsed(head, quoted)
    if found is not None and re.search(_gap(delimiter), head):
        spaced = replace(quoted, skip_space=True)
        other = _parsed(head, spaced)
        if other is not None and _loose_quotes(other) < _loose_quotes(found):
            return spaced, other
    return (quoted, found) if found is not None else _unquoted(head, delimiter)


def _parsed(head: str, dialect: Dialect) -> list[Line] | None:
    """The records, or None when a quote that is never closed swallows lines."""
    try:
        lines = parse(head, dialect)
    except Invalid:
        return None
    starts = [*(line.number for line in lines), head.count("\n") + 1]
    steps = (later - start for start, later in pairwise(starts))
    return None if max(steps, default=0) > LONGEST_RECORD else lines


def _loose_quotes(lines: list[Line]) -> tuple[float, int]:
    """How badly a table falls apart, then how many cells still begin with a quote."""
    quotes = sum(cell.lstrip().startswith('"') for line in lines for cell in line.cells)
    return -round(_score(lines), 3), quotes


def _unquoted(head: str, delimiter: str) -> tuple[Dialect, list[Line]]:
    plain = Dialect(delimiter, "", 0.0)
    return plain, parse(head, plain)


def _score(lines: list[Line]) -> float:
    """Share of records with the usual width, and of those that hold a date and a number."""
    filled = [line for line in lines[:HEAD_LINES] if line.filled]
    widths = Counter(len(line.cells) for line in filled if len(line.cells) > 1)
    if not widths:
        return 0.0
    width, usual = widths.most_common(1)[0]
    typed = sum(_typed(line) for line in filled[:200])
    return usual / len(filled) + 2 * typed / min(len(filled), 200) + min(width, 10) / 100


def _typed(line: Line) -> bool:
    dates = [index for index, cell in enumerate(line.cells) if is_date(cell)]
    return bool(dates) and any(
        is_number(cell) for index, cell in enumerate(line.cells) if index not in dates[:1]
    )
