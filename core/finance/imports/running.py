"""The running balance: it proves which columns are the amount, and what signs and words mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from core.finance.imports.numbers import Style, decide_style, parse_amount, read_shapes
from core.finance.imports.profile import MOST, NEARLY_ALL, Column
from core.finance.imports.schemas import Line

ZERO = Decimal(0)
SURE_STEPS = 3  # rows that prove an amount without signs
Value = Callable[[Line], Decimal | None]


@dataclass(frozen=True)
class Agreement:
    """How a balance's changes stand to the amounts, counted in rows that move it.

    `same` where the change is the amount, `opposite` where it is the amount's negative,
    `idle` where neither moves; `changes` are the agreeing rows with their change.
    """

    steps: int
    same: int
    opposite: int
    idle: int
    newest_first: bool
    group: tuple[int, ...]
    changes: tuple[tuple[Line, Decimal], ...]

    @property
    def proven(self) -> bool:
        """Whether the column really is the balance of these amounts."""
        moving = self.same + self.opposite
        return moving > 0 and moving + self.idle >= MOST * self.steps

    @property
    def sense(self) -> str | None:
        """same or opposite where nearly all rows say so, else both; None when not proven."""
        moving = self.same + self.opposite
        if not self.proven:
            return None
        if self.same >= MOST * moving:
            return "same"
        return "opposite" if self.opposite >= MOST * moving else "both"

    @property
    def mixed(self) -> bool:
        """Whether some amounts go with the balance and some against it."""
        return self.proven and self.same > 0 and self.opposite > 0


def style_of(columns: Iterable[Column]) -> Style:
    """The one style of some columns' numbers."""
    return decide_style(read_shapes(column.values.items()) for column in columns).style


def cell_value(column: Column, style: Style) -> Value:
    """The amount a line has in `column`."""

    def value(line: Line) -> Decimal | None:
        text = line.cells[column.index].strip() if column.index < len(line.cells) else ""
        return parse_amount(text, style) if text else None

    return value


def difference(income: Column, expense: Column, style: Style) -> Value:
    """Income less expense, whichever sign the file gives a column."""
    plus, minus = cell_value(income, style), cell_value(expense, style)

    def value(line: Line) -> Decimal | None:
        first, second = plus(line), minus(line)
        if first is None and second is None:
            return None
        spent = abs(second or ZERO) if expense.negatives else second or ZERO
        earned = abs(first or ZERO) if income.negatives == income.filled else first or ZERO
        return earned - spent

    return value


def agreement(
    rows: Sequence[Line], balance: Value, amount: Value, group: Sequence[int] = ()
) -> Agreement:
    """How the amounts stand to the changes of the balance, in the order that fits better.

    Rows are in the order of the file; `group` are columns that keep balances apart.
    """
    known = [(line, held, amount(line)) for line in rows if (held := balance(line)) is not None]
    both = [_agreement(known, group, newest_first) for newest_first in (False, True)]
    return max(both, key=lambda one: one.same + one.opposite)


Known = tuple[Line, Decimal, Decimal | None]


def _agreement(known: Sequence[Known], group: Sequence[int], newest_first: bool) -> Agreement:
    steps = same = opposite = idle = 0
    changes: list[tuple[Line, Decimal]] = []
    for line, change, amount in _changes(known, group, newest_first):
        steps += 1
        same += change == amount != ZERO
        opposite += change == -amount != ZERO
        idle += change == amount == ZERO
        if abs(change) == abs(amount) != ZERO:
            changes.append((line, change))
    return Agreement(steps, same, opposite, idle, newest_first, tuple(group), tuple(changes))


def _changes(
    known: Sequence[Known], group: Sequence[int], newest_first: bool
) -> Iterator[tuple[Line, Decimal, Decimal]]:
    """(line, change of the balance, amount) of rows whose balance before is known."""
    last: dict[tuple[str, ...], Decimal] = {}
    for line, held, amount in reversed(known) if newest_first else known:
        place = tuple(line.cells[index] for index in group if index < len(line.cells))
        before = last.get(place)
        last[place] = held
        if before is not None and amount is not None:
            yield line, held - before, amount


def follow(
    rows: Sequence[Line],
    balance: Column,
    amount: Column,
    expense: Column | None = None,
    *,
    groups: Iterable[Sequence[int]] = ((),),
) -> Agreement:
    """How one signed column, or income and expense, stand to a balance column.

    `groups` are sets of columns that may keep balances apart; the one that fits best is used.
    """
    style = style_of([balance, amount, *([expense] if expense else [])])
    value = difference(amount, expense, style) if expense else cell_value(amount, style)
    held = cell_value(balance, style)
    found = [agreement(rows, held, value, group) for group in groups]
    return max(found, key=lambda one: one.same + one.opposite)


@dataclass(frozen=True)
class Proof:
    """Amount columns that a balance column proves; `expense` None for one signed column."""

    balance: Column
    amount: Column
    expense: Column | None = None


def find_proof(
    rows: Sequence[Line], balances: Sequence[Column], amounts: Sequence[Column], *, least: int = 1
) -> Proof | None:
    """The first amount columns that move one of `balances` as they say, in `least` rows or more."""

    def proves(balance: Column, amount: Column, expense: Column | None = None) -> bool:
        found = follow(rows, balance, amount, expense)
        if found.sense == "same":
            return found.same >= least
        unsigned = expense is None and not amount.negatives
        return unsigned and found.proven and found.same + found.opposite >= max(least, SURE_STEPS)

    for balance in (column for column in balances if column.completeness >= MOST):
        others = [column for column in amounts if column.index != balance.index]
        for column in others:
            told = column.completeness * column.numbers
            if told > NEARLY_ALL and proves(balance, column):
                return Proof(balance, column)
        for income, expense in permutations(others, 2):
            if _complementary(income, expense) and proves(balance, income, expense):
                return Proof(balance, income, expense)
    return None


def _complementary(first: Column, second: Column) -> bool:
    """Hardly ever both filled, but for zeros."""
    filled = sum(
        n for column in (first, second) for text, n in column.values.items() if text.strip("0.,- ")
    )
    return filled <= 1.1 * max(first.rows, 1)


def find_total(rows: Sequence[Line], columns: Sequence[Column]) -> Column | None:
    """The column that is the sum of all the others, row by row; None where none is."""
    if len(columns) < 3:  # noqa: PLR2004
        return None
    style = style_of(columns)
    values = [cell_value(column, style) for column in columns]
    table = [[value(line) or ZERO for value in values] for line in rows]
    moving = [row for row in table if any(row)]
    for index, column in enumerate(columns):
        agree = sum(2 * row[index] == sum(row) for row in moving)
        signed = any(other.negatives for other in columns if other is not column)
        if (
            len(moving) > 1
            and agree >= NEARLY_ALL * len(moving)
            and (column.negatives or not signed)
        ):
            return column
    return None
