"""From lines to records: cells parted and unquoted, and what breaks the rules of CSV mended.

A quote closes a cell only before a delimiter or a line's end, a quote that never closes is an
ordinary sign, and a record with too many cells is put together where its types tell how.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from core.finance.imports.mending import mend
from core.finance.imports.schemas import UNIT, Dialect, Line

LONGEST_RECORD = 200  # physical lines; a quote that swallows more was never closed
CURLY = "“"
_CURLY_TABLE = str.maketrans("“”", '""')
Cells = list[str]


def records(source: Iterable[str], dialect: Dialect) -> Iterator[Line]:
    """Records one by one with the physical lines they start on."""
    return (Line(number, tuple(cells)) for number, cells in rows(source, dialect))


def rows(
    source: Iterable[str], dialect: Dialect, told: list[int] | None = None
) -> Iterator[tuple[int, Cells]]:
    """As `records`, bare: (physical line, cells). `told` gets the lines whose cells were put
    together again."""
    if dialect.cuts:
        return _fixed(source, dialect.cuts)
    usual = len(dialect.kinds)
    found = _parted(source, dialect)
    if dialect.joints:
        found = ((number, _rejoined(cells, dialect)) for number, cells in found)
    if dialect.skip_space:
        found = ((number, [_unpadded(cell, dialect.quote) for cell in cells])
                 for number, cells in found)  # fmt: skip
    if len(dialect.delimiter) > 1:
        found = ((n, [cell.replace(UNIT, dialect.delimiter) for cell in cells])
                 for n, cells in found)  # fmt: skip
    if usual < 3 or not {"d", "n"} <= set(dialect.kinds):  # noqa: PLR2004
        return found
    return _mended(found, dialect, [] if told is None else told)


def _rejoined(cells: Cells, dialect: Dialect) -> Cells:
    if len(cells) != len(dialect.kinds) + len(dialect.joints):
        return cells
    joined = list(cells)
    for index in reversed(dialect.joints):
        joined[index : index + 2] = [f"{joined[index]},{joined[index + 1]}"]
    return joined


def _unpadded(cell: str, quote: str) -> str:
    """A quoted cell that had blanks around its quotes."""
    if cell[:1] not in " \t" or cell.lstrip(" \t")[:1] != quote:
        return cell
    bare = cell.strip(" \t")
    return bare[1:-1].replace(quote * 2, quote) if bare[-1:] == quote and len(bare) > 1 else cell


def _mended(
    found: Iterator[tuple[int, Cells]], dialect: Dialect, told: list[int]
) -> Iterator[tuple[int, Cells]]:
    """Records of odd widths mended, unless a header of that width says that they are right."""
    usual, other = len(dialect.kinds), 0
    for number, cells in found:
        width = len(cells)
        if width == usual:
            other = 0
        elif width > 1 and not any(sign.isdigit() for cell in cells for sign in cell):
            other = width
        elif width != other:
            mended = mend(cells, dialect)
            if mended is not cells:
                told.append(number)
            yield number, mended
            continue
        yield number, cells


def _parted(source: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, Cells]]:
    lines = _prepared(source, dialect)
    sign = UNIT if len(dialect.delimiter) > 1 else dialect.delimiter
    quote = '"' if dialect.quote == CURLY else dialect.quote
    if not quote:
        yield from _unquoted(lines, sign, dialect.escape)
        return
    feed = _Feed(lines)
    splitter = _Splitter(sign, quote, dialect.escape)
    reader = _reader(feed, sign, quote, dialect)
    usual = len(dialect.kinds)
    while True:
        start = feed.number + 1
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            taken = feed.taken
            if not taken:
                return
            cells, used = splitter.mended(taken, usual)
            feed.give_back(len(taken) - used)
            reader = _reader(feed, sign, quote, dialect)
        else:
            taken = feed.taken
            if len(taken) > 2 and splitter.are_rows(taken, usual):  # noqa: PLR2004
                cells = splitter.literal(taken[0].rstrip("\n"))
                feed.give_back(len(taken) - 1)
                reader = _reader(feed, sign, quote, dialect)
        yield start, cells


def _reader(feed: _Feed, sign: str, quote: str, dialect: Dialect) -> Iterator[Cells]:
    return csv.reader(
        feed,
        delimiter=sign,
        quotechar=quote,
        escapechar=dialect.escape or None,
        skipinitialspace=dialect.skip_space,
        strict=True,
    )


def _unquoted(lines: Iterable[str], sign: str, escape: str) -> Iterator[tuple[int, Cells]]:
    if not escape:
        for number, line in enumerate(lines, start=1):
            bare = line.rstrip("\n")
            yield number, bare.split(sign) if bare else []
        return
    pattern = re.compile(rf"(?<!{re.escape(escape)}){re.escape(sign)}")
    for number, line in enumerate(lines, start=1):
        bare = line.rstrip("\n")
        cells = [cell.replace(escape + sign, sign) for cell in pattern.split(bare)]
        yield number, cells if bare else []


def _prepared(source: Iterable[str], dialect: Dialect) -> Iterable[str]:
    lines = source
    if dialect.guard:
        sign, guarded = dialect.delimiter, dialect.delimiter + dialect.guard
        lines = (line.removeprefix(dialect.guard).replace(guarded, sign) for line in lines)
    if len(dialect.delimiter) > 1:
        lines = (line.replace(dialect.delimiter, UNIT) for line in lines)
    if dialect.quote == CURLY:
        lines = (line.translate(_CURLY_TABLE) for line in lines)
    if dialect.escape and dialect.quote:
        # the csv module drops every escape; those before other signs mean themselves
        special = dialect.escape + dialect.quote + dialect.delimiter
        pattern = re.compile(re.escape(dialect.escape) + r"(.)")

        def kept(found: re.Match[str]) -> str:
            return found[0] if found[1] in special else dialect.escape + found[0]

        lines = (pattern.sub(kept, line) if dialect.escape in line else line for line in lines)
    return lines


class _Feed:
    """Lines for the csv module, which can be given back; a record is not fed without end."""

    def __init__(self, source: Iterable[str]) -> None:
        self._lines = iter(source)
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def begin(self) -> None:
        """A record begins."""
        self.taken = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_RECORD:
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self, count: int) -> None:
        """The last `count` lines belong to later records."""
        if count:
            self._back.extendleft(reversed(self.taken[-count:]))
            self.number -= count


class _Splitter:
    """Cells of a line by regular expressions, for lines the csv module refuses."""

    def __init__(self, sign: str, quote: str, escape: str) -> None:
        d, q = re.escape(sign), re.escape(quote)
        blank = " " if sign == "\t" else r" \t"
        blank = blank if sign != " " else r"\t"
        e = re.escape(escape) if escape else ""
        inner = rf"[^{q}]*(?:{q}{q}[^{q}]*)*" if not e else rf"(?:[^{q}{e}]|{e}.|{q}{q})*"
        end = rf"[{blank}]*(?={d}|\Z)"
        self.sign, self.quote, self.escape = sign, quote, escape
        self.strict = re.compile(rf"[{blank}]*{q}({inner}){q}{end}", re.DOTALL)
        self.paired = re.compile(
            rf"[{blank}]*{q}((?:[^{q}]*{q}[^{q}]*{q})*?[^{q}]*){q}{end}", re.DOTALL
        )
        self.loose = re.compile(rf"[{blank}]*{q}(.*?){q}{end}", re.DOTALL)
        self.opening = re.compile(rf"[{blank}]*{q}")
        self.open = re.compile(rf"[{blank}]*{q}{inner}\Z", re.DOTALL)
        self.stray = re.compile(rf"^[{blank}]*{q}([^{q}]*)$", re.DOTALL)

    def literal(self, line: str) -> Cells:
        """Cells where a quote that never closes is an ordinary sign, dropped at a cell's start."""
        return self._split(line)

    def mended(self, taken: list[str], usual: int) -> tuple[Cells, int]:
        """The record that begins with `taken[0]`, and how many lines it takes."""
        line = taken[0].rstrip("\n")
        ways = ((self.paired, self.loose), (self.loose,), ())
        options = [self._split(line, *closings) for closings in ways]
        for cells in options:
            if len(cells) == usual:
                return cells, 1
        joined = line
        for used, more in enumerate(taken[1:20], start=2):
            joined += "\n" + more.rstrip("\n")
            cells = self._split(joined, self.loose)
            if len(cells) == usual and not any("\n" in cell and self.opening.match(cell)
                                               for cell in cells):  # fmt: skip
                return cells, used
        return options[1] if not self.open.search(line) else options[2], 1

    def are_rows(self, taken: list[str], usual: int) -> bool:
        """Whether lines that a quote joined are records of their own: the quote was a stray one."""
        inside = [line.rstrip("\n") for line in taken[1:-1]]
        plain = sum(self.quote not in line and line.count(self.sign) + 1 == usual
                    for line in inside)  # fmt: skip
        return usual > 1 and plain > len(inside) * 0.8

    def _split(self, line: str, *closings: re.Pattern[str]) -> Cells:
        cells, position = [], 0
        while True:
            cell, position = self._cell(line, position, closings)
            cells.append(cell)
            if position >= len(line):
                return cells
            position += len(self.sign)
            if position == len(line):
                return [*cells, ""]

    def _cell(
        self, line: str, position: int, closings: tuple[re.Pattern[str], ...]
    ) -> tuple[str, int]:
        if self.opening.match(line, position):
            for closing in (self.strict, *closings):
                if found := closing.match(line, position):
                    return self._bare(found[1]), found.end()
        end = line.find(self.sign, position)
        end = len(line) if end < 0 else end
        cell = line[position:end]
        alone = self.stray.match(cell)
        return (alone[1] if alone else cell), end

    def _bare(self, inner: str) -> str:
        bare = inner.replace(self.quote * 2, self.quote)
        return bare.replace(self.escape + self.quote, self.quote) if self.escape else bare


def _fixed(source: Iterable[str], cuts: tuple[int, ...]) -> Iterator[tuple[int, Cells]]:
    bounds = list(zip(cuts, (*cuts[1:], None), strict=True))
    for number, line in enumerate(source, start=1):
        at = places(line.rstrip("\n"))
        yield number, [at(start, end).strip() for start, end in bounds]


def places(line: str) -> Callable[[int, int | None], str]:
    """A function that cuts `line` by display columns: wide signs take two."""
    if line.isascii():
        return lambda start, end: line[start:end]
    spread = "".join(
        sign + "\x00" if unicodedata.east_asian_width(sign) in "WF" else sign for sign in line
    )
    return lambda start, end: spread[start:end].replace("\x00", "")
