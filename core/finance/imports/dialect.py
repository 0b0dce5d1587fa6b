"""How cells are parted: every plausible way is tried, the one that makes the best table wins.

A table is good when its records are equally wide and its columns hold the same kind of thing all
the way down: days under days, numbers under numbers.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from core.finance.imports import errors
from core.finance.imports.cells import is_date, is_number
from core.finance.imports.delimiters import candidates, find_joints, grown, long_candidates, spaced
from core.finance.imports.fixed_width import find_cuts
from core.finance.imports.headers import is_row
from core.finance.imports.records import CURLY, LONGEST_RECORD, records
from core.finance.imports.schemas import UNIT, Dialect, Line

HEAD = 1 << 18
HEAD_LINES = 1500
MOST_COLUMNS = 1000
FEW = 3
JUDGED, NEAR = 300, 60
MOST, HALF = 0.8, 0.5
LONGER = 0.03  # for a delimiter of several signs where each is part of one
HEADED = 0.05  # for a header as wide as the records
EQUAL = 0.02  # difference of scores below which two readings are equally good
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*\n', re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One way to read a file's head, and how good a table it makes."""

    dialect: Dialect
    lines: list[Line]
    score: float
    typed: float


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


def sheet_dialect(head: str) -> tuple[Dialect, list[Line]]:
    """A workbook's sheet: its cells are known."""
    lines = parse(head, Dialect(UNIT, "", 1.0))[:HEAD_LINES]
    return Dialect(UNIT, "", 1.0), lines


def find_dialect(head: str) -> tuple[Dialect, list[Line]]:
    """The dialect that makes the most consistent table of `head`, and its records.

    Raises Invalid when a line has more columns than a table can have.
    """
    return find_dialects(head)[0]


def find_dialects(head: str, wanted: str | None = None) -> list[tuple[Dialect, list[Line]]]:
    """As `find_dialect`, the best first, with others that are as good and read something else.

    `wanted` is the delimiter a person chose.
    """
    tried = sorted(_readings(head, wanted), key=lambda reading: -reading.score)
    best = tried[0]
    widest = max((len(line.cells) for line in best.lines), default=0)
    if widest > MOST_COLUMNS:
        raise errors.too_many_columns(widest, MOST_COLUMNS)
    second = tried[1].score if len(tried) > 1 else 0.0
    sure = min(1.0, 0.5 + (best.score - second) / 2) if best.score else 0.3
    others = [other for other in tried[1:] if _as_good(other, best)]
    return [
        (replace(reading.dialect, confidence=round(sure, 2)), reading.lines[:HEAD_LINES])
        for reading in (best, *others)
    ]


def _as_good(other: Reading, best: Reading) -> bool:
    return (
        best.typed > HALF
        and other.typed >= best.typed
        and best.score - other.score < EQUAL
        and _values(other) != _values(best)
    )


def _values(reading: Reading) -> list[list[str]]:
    """What the typed columns hold."""
    kinds = reading.dialect.kinds
    return [
        [cell.strip() for cell, kind in zip(line.cells, kinds, strict=False) if kind in "dn"]
        for line in reading.lines
        if len(line.cells) == len(kinds)
    ]


def _readings(head: str, wanted: str | None) -> Iterator[Reading]:
    sample = [line for line in head.split("\n")[:2000] if line.strip()][:JUDGED]
    told = _SEPARATOR_LINE.match(head)
    if told and not wanted:
        yield _with_quotes(head, told[1], bonus=1.0)
    found = []
    for delimiter in [wanted] if wanted else candidates(sample):
        reading = _with_quotes(head, delimiter)
        found.append(reading)
        yield reading
    best = max((reading.typed for reading in found), default=0.0)
    if not wanted:
        sign = max(found, key=lambda reading: reading.score).dialect.delimiter
        for longer in (grown(sign, sample), *spaced(sign, sample)):
            if longer:
                yield _with_quotes(head, longer, bonus=LONGER * (" " not in longer))
    if wanted or best > HALF:
        return
    for delimiter in long_candidates(sample):
        found.append(_with_quotes(head, delimiter))
        yield found[-1]
    if max((reading.typed for reading in found), default=0.0) > HALF:
        return
    if (reading := _with_quotes(head, " ", bonus=-0.3)).typed > MOST:
        yield reading
    if cuts := find_cuts(sample):
        reading = _judged(head, Dialect(" ", "", 0.0, cuts=cuts), bonus=-0.2)
        if reading.typed > HALF:
            yield reading


def _with_quotes(head: str, delimiter: str, *, bonus: float = 0.0) -> Reading:
    """The best of the ways quotes can be meant beside this delimiter."""
    mark = re.escape(delimiter)
    plain = Dialect(delimiter, '"', 0.0, guard=_guard(head, delimiter))
    ways = [replace(plain, quote=quote) for quote in _quotes(head, mark)]
    if re.search(_gap(delimiter), head, re.MULTILINE):
        ways.append(replace(plain, skip_space=True))
    quote = re.escape(ways[0].quote) if ways[0].quote != CURLY else '"'
    if re.search(rf"\\{quote}(?!\s*(?:{mark}|\n))|\\\\{quote}", head):
        ways.append(replace(plain, quote=ways[0].quote, escape="\\"))
    elif re.search(rf"\\{mark}", head):
        ways.append(replace(plain, quote="", escape="\\"))
    readings = [_judged(head, dialect, bonus=bonus) for dialect in ways]
    best = max(readings, key=lambda reading: (round(reading.score, 3), -_loose_quotes(reading)))
    if best.dialect.quote and _swallows(best.lines):
        return _judged(head, replace(plain, quote=""), bonus=bonus)
    return best


def _quotes(head: str, mark: str) -> list[str]:
    """The signs that may quote cells: the usual one, and others that enclose many cells."""
    found = []
    for quote, pattern in (("'", r"'[^'\n]*'"), (CURLY, r"“[^”\n]*”")):
        if quote[0] in head:
            cells = re.findall(rf"(?:^|{mark}){pattern}(?={mark}|$)", head, re.MULTILINE)
            found += [quote] * (len(cells) > FEW)
    usual = re.search(rf'(?:^|{mark})[ \t]*"[^\n]*?"[ \t]*(?={mark}|$)', head, re.MULTILINE)
    return ['"', *found] if usual or not found else found


def _guard(head: str, delimiter: str) -> str:
    """The sign that stands before nearly every filled cell; none in usual files."""
    if "`" not in head:
        return ""
    mark = re.escape(delimiter)
    cells = len(re.findall(rf"(?:^|{mark})(?=[^\n{mark}])", head, re.MULTILINE))
    guarded = len(re.findall(rf"(?:^|{mark})`", head, re.MULTILINE))
    return "`" if guarded > cells * HALF else ""


def _gap(delimiter: str) -> str:
    """A delimiter, blanks, and the quote that opens a cell all the same."""
    blanks = " " if delimiter == "\t" else " \t"
    return rf'(?:^|{re.escape(delimiter)})[{blanks}]+"'


def _swallows(lines: list[Line]) -> bool:
    """Whether a quote that is never closed swallows lines."""
    return any(cell.count("\n") >= LONGEST_RECORD for line in lines for cell in line.cells)


def _loose_quotes(reading: Reading) -> int:
    """How many cells still begin with a quote or hold an escape."""
    sign = reading.dialect.quote
    loose = ("\\" + sign, "\\" + reading.dialect.delimiter)
    return sum(
        cell.lstrip().startswith(sign or '"') or any(one in cell for one in loose)
        for line in reading.lines[:JUDGED]
        for cell in line.cells
    )


def _judged(head: str, dialect: Dialect, *, bonus: float = 0.0) -> Reading:
    lines = _head_lines(head, dialect)
    width, kinds = _shape(_spread([line for line in lines if line.filled]))
    if width < 2:  # noqa: PLR2004
        return Reading(dialect, lines, 0.0, 0.0)
    joints = find_joints(lines, width) if dialect.delimiter == "," else ()
    if joints:
        dialect = replace(dialect, joints=joints, kinds="t" * (width - len(joints)))
        lines = _head_lines(head, dialect)
        width, kinds = _shape(_spread([line for line in lines if line.filled]))
    mended = replace(dialect, kinds=kinds)
    if dialect.quote or any(len(line.cells) not in (0, width) for line in lines):
        lines = _head_lines(head, mended)
    filled = [line for line in lines if line.filled]
    first = next((index for index, line in enumerate(filled) if is_row(line)), 0)
    judged = _spread(filled[first:])
    usual = sum(len(line.cells) == width for line in judged) / len(judged)
    typed = sum(_typed(line, kinds) for line in judged) / len(judged)
    held = width - kinds.count("e")
    bonus += HEADED * (first > 0 and len(filled[first - 1].cells) == width)
    score = usual + 2 * typed + min(held, 10) / 100 + (bonus if typed or bonus < 0 else 0.0)
    return Reading(mended, lines, score, typed)


def _head_lines(head: str, dialect: Dialect) -> list[Line]:
    return list(islice(records(io.StringIO(head, newline="\n"), dialect), HEAD_LINES))


def _shape(lines: list[Line]) -> tuple[int, str]:
    """How many cells a record has and what they hold, by the lines with a day and a number if
    there are any, else by all."""
    held = [line for line in lines if is_row(line)]
    width = _usual_width(held) or _usual_width(lines)
    wide = [line for line in held or lines if len(line.cells) == width]
    return width, _kinds(wide, width) if width else ""


def _spread(lines: list[Line]) -> list[Line]:
    """The lines judged: the first ones, and some from all over the rest."""
    rest = lines[NEAR:]
    step = max(1, len(rest) // (JUDGED - NEAR))
    return lines[:NEAR] + rest[::step]


def _usual_width(lines: list[Line]) -> int:
    widths = Counter(len(line.cells) for line in lines if len(line.cells) > 1)
    return widths.most_common(1)[0][0] if widths else 0


def _kinds(lines: list[Line], width: int) -> str:
    """What each column holds: d(ates), n(umbers), t(ext), e for nothing."""
    found = []
    for index in range(width):
        cells = [bare for line in lines if (bare := line.cells[index].strip())]
        if not any(sign.isalnum() for cell in cells for sign in cell):
            found.append("e")
        elif sum(map(is_date, cells)) > len(cells) * HALF:
            found.append("d")
        else:
            found.append("n" if sum(map(is_number, cells)) > len(cells) * HALF else "t")
    return "".join(found)


def _typed(line: Line, kinds: str) -> float:
    """How well a line is a record of the columns: a day and a number where they belong."""
    days = numbers = wrong = 0
    for cell, kind in zip(line.cells, kinds, strict=False):
        bare = cell.strip()
        if not bare or kind not in "dn":
            continue
        right = is_date(bare) if kind == "d" else is_number(bare)
        wrong += not right
        days += right and kind == "d"
        numbers += right and kind == "n"
    if not (days and numbers):
        return 0.0
    return (days + numbers) / (days + numbers + wrong)
