"""What each column of a sample of rows holds, cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from core.finance.imports import numbers
from core.finance.imports.cells import is_bare_day, is_date, is_number, is_partial_date, shape
from core.finance.imports.patterns import PLAIN_STATUS
from core.finance.imports.schemas import Line
from core.finance.imports.words import currency_code, direction_words, fold, fold_name

SOME, HALF, MOST, NEARLY_ALL = 0.3, 0.5, 0.8, 0.9
"""Shares of cells."""
LONGEST_STATUS = 24
CODE_LENGTH = 7  # digits from which a whole number is rather a number of something than money


@dataclass(frozen=True)
class Column:
    """One column's name and what its sampled cells are; shares are of the filled cells."""

    index: int
    name: str
    rows: int
    filled: int
    dates: float
    partial_dates: float
    bare_days: float
    numbers: float
    integers: float
    negatives: int
    currencies: float
    directions: float
    statuses: float
    letters: float
    length: float
    values: Counter[str] = field(repr=False)

    @property
    def completeness(self) -> float:
        """Share of rows in which the cell is filled."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def distinct(self) -> float:
        """Distinct values per filled cell."""
        return len(self.values) / self.filled if self.filled else 0.0

    @property
    def is_text(self) -> bool:
        """Mostly words."""
        return self.filled > 0 and self.numbers < HALF and self.dates < HALF

    @property
    def is_amount(self) -> bool:
        """Mostly numbers that could be money."""
        return self.filled > 0 and self.numbers > HALF and not self.is_code

    @property
    def may_be_amount(self) -> bool:
        """Enough numbers for a column whose name says that it holds amounts."""
        return self.numbers >= SOME and not self.is_code

    @property
    def is_code(self) -> bool:
        """Unsigned whole numbers long enough to be numbers of accounts or transactions."""
        return (
            self.integers > NEARLY_ALL
            and not self.negatives
            and sum(len(value) for value in self.values) / max(len(self.values), 1) > CODE_LENGTH
        )


def direction_of(cell: str) -> str | None:
    """income, expense or neutral when the cell is a direction's word."""
    plain = cell.strip()
    if not plain:
        return None
    known = direction_words()
    found = known.get(plain) or known.get(fold(plain)) or known.get(fold_name(plain))
    return found or _of_parts(plain)


def _of_parts(plain: str) -> str | None:
    """One direction said twice: "借 Dr", "收入（In）"."""
    parts = [part for part in re.split(r"[\s/()（）\[\]|]+", plain) if part]
    found = {direction_words().get(part) or direction_words().get(fold(part)) for part in parts}
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


@cache
def says_status(cell: str) -> bool:
    """Whether the cell is plainly a transaction's status, one that is booked or not."""
    plain = cell.lower()
    return len(cell) < LONGEST_STATUS and bool(re.search(PLAIN_STATUS, plain))


def profile(rows: Sequence[Line], names: Sequence[str], width: int) -> list[Column]:
    """A Column for each of `width` positions, from rows that hold more than one cell."""
    useful = [line for line in rows if line.filled > 1]
    return [
        _column(index, names[index] if index < len(names) else "", useful) for index in range(width)
    ]


def _column(index: int, name: str, rows: Sequence[Line]) -> Column:
    cells = [line.cells[index].strip() for line in rows if index < len(line.cells)]
    filled = [cell for cell in cells if cell]
    count = max(len(filled), 1)
    values = Counter(filled)
    shapes = Counter(map(shape, filled))

    def share(test: Callable[[str], bool], seen: Counter[str] = shapes) -> float:
        return sum(n for value, n in seen.items() if test(value)) / count

    return Column(
        index, name, len(rows), len(filled),
        share(is_date, values), share(is_partial_date, values), share(is_bare_day, values),
        share(is_number),
        share(lambda cell: cell.isdecimal()),
        sum(n for value, n in shapes.items() if _negative(value)),
        share(lambda cell: currency_code(cell) is not None),
        share(lambda cell: direction_of(cell) is not None),
        share(says_status),
        share(lambda cell: any(sign.isalpha() for sign in cell)),
        sum(map(len, filled)) / count,
        values,
    )  # fmt: skip


def _negative(cell: str) -> bool:
    parts = numbers.take_apart(cell) if is_number(cell) else None
    return parts is not None and parts.negative
