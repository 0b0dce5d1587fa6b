"""A record with more cells than usual, put together again by what its columns hold.

Banks that do not quote write "Smith, John" or 1,234.50 into files parted by commas.
"""

from __future__ import annotations

import re

from core.finance.imports.cells import is_date, is_number, is_partial_date
from core.finance.imports.schemas import Dialect

MOST_EXTRA = 4
OTHERS = (",", ";", "\t", "|")
_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,2})?")
_HEAD = re.compile(r"[-+(]?[^\d\s,]{0,3}\d{1,3}(?:,\d{3})*")


def mend(cells: list[str], dialect: Dialect) -> list[str]:
    """`cells` with as many as usual, where there is one plain way to it; else as they are."""
    kinds = dialect.kinds
    if len(cells) == 1:
        return _other_delimiter(cells[0], kinds) or cells
    extra = len(cells) - len(kinds)
    if extra <= 0 or extra > MOST_EXTRA or not any(cell.strip() for cell in cells[len(kinds) :]):
        return cells
    cost, row = _joined(cells, kinds, dialect.delimiter)
    if row is None or not fits(row, kinds) or (cost and fits(cells[: len(kinds)], kinds)):
        return cells
    return row


def fits(cells: list[str], kinds: str) -> bool:
    """Whether each cell is what its column holds, a day and a number among them."""
    told = [(cell.strip(), kind) for cell, kind in zip(cells, kinds, strict=False)]
    seen = {kind for cell, kind in told if cell}
    return {"d", "n"} <= seen and all(_is(cell, kind) for cell, kind in told)


def _is(cell: str, kind: str) -> bool:
    bare = cell.strip()
    if not bare or kind not in "dn":
        return True
    return is_number(bare) if kind == "n" else is_date(bare) or is_partial_date(bare)


def _other_delimiter(line: str, kinds: str) -> list[str] | None:
    """A single line that another delimiter parts as all others are."""
    for sign in OTHERS:
        cells = [cell.strip().strip('"') for cell in line.split(sign)]
        if len(cells) == len(kinds) and fits(cells, kinds):
            return cells
    return None


def _joined(cells: list[str], kinds: str, delimiter: str) -> tuple[int, list[str] | None]:
    """The least far-fetched way to join neighbours so that each cell is what its column holds."""
    extra = len(cells) - len(kinds)
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}  # cells used -> cost, columns so far
    for column, kind in enumerate(kinds):
        after: dict[int, tuple[int, list[str]]] = {}
        for used, (cost, row) in best.items():
            for end in range(used + 1, min(column + extra + 1, len(cells)) + 1):
                one = _one(cells[used:end], kind, delimiter)
                if one is None or not _is(one[1], kind):
                    continue
                option = (cost + one[0], [*row, one[1]])
                if end not in after or option < after[end]:
                    after[end] = option
        best = after
    return best.get(len(cells), (0, None))


def _one(group: list[str], kind: str, delimiter: str) -> tuple[int, str] | None:
    """Neighbours as one cell and how far-fetched that is; None where they cannot be one."""
    if len(group) == 1:
        return 0, group[0]
    filled = [cell for cell in group if cell.strip()]
    if len(filled) <= 1:
        return 1, "".join(filled)
    if kind == "t":
        spaced = all(cell.startswith(" ") for cell in group[1:])
        return (2 if spaced else 3 * (len(group) - 1)), delimiter.join(group)
    grouped = (
        kind == "n"
        and delimiter == ","
        and _HEAD.fullmatch(group[0].strip())
        and all(_GROUP.fullmatch(cell.strip()) for cell in group[1:])
    )
    return (0, delimiter.join(group)) if grouped else None
