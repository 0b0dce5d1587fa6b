"""What was decided about a file: everything the SQL of the cells needs, with its questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from core.finance.imports.dates import MonthHint, Order, Stamp
from core.finance.imports.numbers import Style
from core.finance.imports.schemas import Mapping, Question

Meaning = Literal["signed", "reversed", "income", "expense", "column", "pair", "balance"]


@dataclass(frozen=True)
class Amounts:
    """How the amount cells are read; `tiers` and `words` per column as `amount_sql` takes them."""

    style: Style
    tiers: dict[int, int]
    words: dict[int, tuple[str, ...]]
    meaning: Meaning
    negate_expense: bool = False
    negate_income: bool = False
    ignore_sign: bool = False
    signs: bool = False


@dataclass(frozen=True)
class Balance:
    """The column that holds the balance after each row, and how its cells are read.

    `group` are columns that keep several balances apart, `opening` amounts named above the
    table that may be the balance before its first row.
    """

    index: int
    tier: int
    words: tuple[str, ...]
    newest_first: bool
    group: tuple[int, ...] = ()
    opening: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Days:
    """How the day's cell is read; `bare` where six digits are a day, `stamp` what other bare
    numbers count."""

    order: Order
    hint: MonthHint | None
    part: str
    iso: bool
    timed: bool
    last_of_month: bool = False
    bare: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True)
class Plan:
    """All decisions about one file."""

    mapping: Mapping
    labels: tuple[str, ...]
    first_line: int
    header_line: int | None
    width: int
    decimal: str
    amounts: Amounts | None
    days: Days | None
    balance: Balance | None = None
    currency: str | None = None
    currency_values: dict[str, str | None] = field(default_factory=dict)
    direction_values: dict[str, str | None] = field(default_factory=dict)
    status_values: dict[str, str] = field(default_factory=dict)
    extra: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    number_is_own: bool = True
    resaved: bool = False
    long_cells: bool = False
    scope: str = ""
    account_hints: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    sure: dict[str, float] = field(default_factory=dict)
    template: tuple[str, str] | None = None
    usual_currency: str | None = None

    def column(self, name: str) -> int | None:
        """The 0-based column of a field."""
        return self.mapping.fields.get(name)
