"""What looks like a header: names of columns, on one line or on several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.finance.imports.cells import is_date, is_number, is_partial_date
from core.finance.imports.schemas import Line
from core.finance.imports.words import JOINT, currency_code, hinted_role, roles_of

LONGEST_NAME = 60
DATES = frozenset({"transaction_date", "posting_date", "value_date"})
MONEY = frozenset({"amount", "posted_amount", "income", "expense"})
ENOUGH = 4  # two known names
_RULE = re.compile(r"[-=_*~.:|+ ]+")
MOST_JOINED = 2


def is_row(line: Line, dated: Callable[[str], bool] = is_date) -> bool:
    """Whether a line holds a day and a number beside it."""
    days = [index for index, cell in enumerate(line.cells) if dated(cell)]
    return bool(days) and any(
        index != days[0] and is_number(cell) for index, cell in enumerate(line.cells)
    )


def known_names(line: Line) -> int:
    """How surely a line names columns: two for each known name, one for a hint; numbers and days
    in a line speak against it."""
    cells = [cell for cell in line.cells if any(sign.isalnum() for sign in cell)]
    against = sum(is_date(cell) or is_number(cell) for cell in cells)
    if against * 3 > len(cells):
        return 0
    known = sum(bool(roles_of(cell)) for cell in cells)
    hinted = sum(
        1
        for cell in cells
        if len(cell) <= LONGEST_NAME and not roles_of(cell) and hinted_role(cell)
    )
    return known * 2 + hinted - against


def heads_table(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line in the midst of a file heads a table of its own: known names, and a day and
    a number under those that promise them."""
    if known_names(line) < ENOUGH:
        return False
    dated = _under(line, below, DATES, lambda cell: is_date(cell) or is_partial_date(cell))
    return dated and _under(line, below, MONEY, is_number)


def heads_summary(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line heads figures without days, of which nothing is a record: sums of accounts."""
    return (
        known_names(line) >= ENOUGH
        and is_names(line)
        and bool(below)
        and any(is_number(cell) for cell in below[0].cells)
        and not any(is_row(one, _any_day) for one in below)
    )


def _any_day(cell: str) -> bool:
    return is_date(cell) or is_partial_date(cell)


def _under(
    line: Line, below: Sequence[Line], roles: frozenset[str], test: Callable[[str], bool]
) -> bool:
    return any(
        index < len(row.cells) and test(row.cells[index].strip())
        for index, name in enumerate(line.cells)
        if name.strip() and roles & {role for role, _ in _roles(name)}
        for row in below
    )


def _roles(name: str) -> tuple[tuple[str, int], ...]:
    known = roles_of(name)
    hint = hinted_role(name) if not known and len(name) <= LONGEST_NAME else None
    return ((hint, 0),) if hint else known


def whole_header(lines: Sequence[Line], header: int, first: int) -> tuple[tuple[str, ...], int]:
    """Names joined over the lines the header takes, and the index after its last line.

    `header` is its surest line, `first` the first row of the table.
    """
    main = lines[header]
    above: list[Line] = []
    below: list[Line] = []
    at = header - 1
    if at >= 0 and main.number - lines[at].number == 1 and _spans(lines[at], main):
        above.append(lines[at])
    end = header + 1
    while end < first and len(below) < MOST_JOINED and _goes_on(lines[end], lines[end - 1], main):
        below.append(lines[end])
        end += 1
    parts = [_stretched(line, main) for line in above]
    parts.append(_stretched(main, below[0]) if below else main.cells)
    parts += [line.cells for line in below]
    return tuple(_join(parts, index) for index in range(max(map(len, parts)))), end


def _join(parts: Sequence[Sequence[str]], index: int) -> str:
    words: list[str] = []
    for cells in parts:
        word = cells[index].strip().strip("\ufeff") if index < len(cells) else ""
        if word and word not in words and not _RULE.fullmatch(word):
            words.append(word)
    return JOINT.join(words)


def is_names(line: Line) -> bool:
    """Whether all a line holds are short words."""
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return bool(cells) and all(
        len(cell) <= LONGEST_NAME and not any(sign.isdigit() for sign in cell) for cell in cells
    )


def _goes_on(line: Line, before: Line, main: Line) -> bool:
    """Whether the line right under a header's is one more of it: names, units or a rule."""
    if line.number - before.number != 1 or not is_names(line) or len(line.cells) > len(main.cells):
        return False
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    if all(_RULE.fullmatch(cell) for cell in cells):
        return len(cells) > 1
    if line.filled > 1:
        return True
    return any(currency_code(cell.strip("()（）[]")) for cell in cells)


def _spans(line: Line, main: Line) -> bool:
    """Whether the line right above a header holds names over several of its columns, or the same
    names in another language; lines of a key and its value do not."""
    if not is_names(line) or line.filled < 2 or len(line.cells) > len(main.cells):  # noqa: PLR2004
        return False
    filled = [index for index, cell in enumerate(line.cells) if cell.strip()]
    if max(filled) < len(main.cells) / 2 or filled == [0, 1]:
        return False
    names = [cell.strip() for cell in main.cells]
    completes = any(not names[index] for index in filled)
    repeats = len(set(filter(None, names))) < len(list(filter(None, names)))
    return completes or repeats or len(filled) >= main.filled * 0.8 or 0 not in filled


def _stretched(line: Line, under: Line) -> tuple[str, ...]:
    """A name holds for the columns to its right as well that only the line under it names."""
    cells, last = [], ""
    for index in range(max(len(line.cells), len(under.cells))):
        own = line.cells[index].strip() if index < len(line.cells) else ""
        named = index < len(under.cells) and under.cells[index].strip()
        last = own or (last if named else "")
        cells.append(last)
    return tuple(cells)
