"""Which column is what: by name in many languages, checked against what stands under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.finance.imports import errors
from core.finance.imports.amounts import choose_amounts
from core.finance.imports.profile import MOST, NEARLY_ALL, Column
from core.finance.imports.running import follow
from core.finance.imports.schemas import Line, Mapping, Question
from core.finance.imports.words import hinted_role, roles_of

FIELDS = (
    "record_date", "amount", "income", "expense", "direction", "currency", "status",
    "counterparty", "description", "external_id", "account", "category", "department",
    "project", "balance", "fee", "posted_date",
)  # fmt: skip
"""What `--map field=column` may name; `--map field=` says that no column holds it."""

ENOUGH = 0.5
MOST_BALANCES = 50  # accounts or currencies of one file
FIRST_NUMBER = 10
_TRADED = re.compile(r"交易|transaction|trade")
CLEARLY, LONG_TEXT = 0.3, 30  # by how much a text tells more than another; letters that count
HINT = 1000  # the rank of a role that only a word inside the name points to


@dataclass
class Choice:
    """Columns given out so far, with the questions and notes that came up."""

    columns: Sequence[Column]
    rank: dict[int, dict[str, int]]
    rows: Sequence[Line] = ()
    fields: dict[str, int] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    confidence: float = 1.0
    balances_only: bool = False
    without: frozenset[str] = frozenset()

    def free(self) -> list[Column]:
        """Columns nobody has taken."""
        taken = set(self.fields.values())
        return [column for column in self.columns if column.index not in taken]

    def named(self, *roles: str) -> list[Column]:
        """Free columns whose name fits one of `roles`, the surest first, then as they stand."""
        found = [
            (min(rank for role, rank in self.rank[column.index].items() if role in roles),
             column.index, column)
            for column in self.free() if self.is_named(column, *roles)
        ]  # fmt: skip
        return [column for _, _, column in sorted(found, key=lambda item: item[:2])]

    def follows(self, balance: Column, least: int = 1) -> bool:
        """Whether the amounts chosen so far move that balance, with or against their sign, in
        `least` rows or more."""
        pair = "income" in self.fields or "expense" in self.fields
        names = ("income", "expense") if pair else ("amount",)
        chosen = [self.columns[self.fields[name]] for name in names if name in self.fields]
        found = follow(self.rows, balance, *chosen, groups=self.groups()) if chosen else None
        return found is not None and found.proven and found.same + found.opposite >= least

    def groups(self) -> list[tuple[int, ...]]:
        """Columns that may keep several balances apart."""
        apart = [
            column.index for column in self.columns
            if self.is_named(column, "account", "currency")
            and 1 < len(column.values) <= MOST_BALANCES
        ]  # fmt: skip
        return [(), tuple(apart), *((index,) for index in apart)] if apart else [()]

    def is_named(self, column: Column, *roles: str) -> bool:
        """Whether the column's name fits one of `roles`."""
        return any(role in self.rank[column.index] for role in roles)


def map_columns(
    columns: Sequence[Column],
    rows: Sequence[Line],
    wanted: dict[str, str],
    answers: dict[str, str],
) -> Mapping:
    """Give columns to fields. `wanted` (field -> column name or position from 1, empty for none)
    comes first.

    Raises Invalid for a field or column that does not exist.
    """
    without = frozenset(name for name, column in wanted.items() if not column.strip())
    ranks = {column.index: _ranks(column) for column in columns}
    choice = Choice(columns, ranks, rows, without=without)
    for name, column in wanted.items():
        found = _find(columns, name, column)
        if found is not None:
            choice.fields[name] = found
    if "record_date" not in choice.fields:
        _choose_date(choice)
    choose_amounts(choice, answers)
    _choose_currency(choice)
    _choose_direction(choice)
    _choose_texts(choice)
    fields = {name: index for name, index in choice.fields.items() if name not in without}
    return Mapping(
        fields, tuple(choice.questions), tuple(choice.notes),
        round(choice.confidence, 2), choice.balances_only,
    )  # fmt: skip


def label(columns: Sequence[Column], index: int) -> str:
    """The name a person knows the column by: its header, else its position from 1."""
    name = columns[index].name.strip()
    if not name:
        return str(index + 1)
    same = [column.index for column in columns if column.name.strip() == name]
    return name if same[0] == index else f"{name} ({same.index(index) + 1})"


def _ranks(column: Column) -> dict[str, int]:
    ranks = dict(roles_of(column.name)) if column.name else {}
    hint = hinted_role(column.name) if column.name and not ranks else None
    return {hint: HINT} if hint else ranks


def _find(columns: Sequence[Column], name: str, column: str) -> int | None:
    if name not in FIELDS:
        raise errors.unknown_field(name)
    if not column.strip():
        return None
    for other in columns:
        if column.strip() in (label(columns, other.index), other.name.strip()):
            return other.index
    if column.strip().isdecimal() and 0 < int(column) <= len(columns):
        return int(column) - 1
    raise errors.unknown_column(column)


def _choose_date(choice: Choice) -> None:
    """The transaction's day before the posting's, unless only the other is always filled."""
    pools = (
        [
            c
            for c in choice.named("transaction_date", "posting_date")
            if _may_be_day(c) >= ENOUGH and _sure(choice, c)
        ],
        [c for c in choice.named("transaction_date", "posting_date") if _may_be_day(c) >= ENOUGH],
        [c for c in choice.free() if c.dates >= ENOUGH and not choice.is_named(c, "value_date")],
        [c for c in choice.free() if c.dates >= ENOUGH],
        choice.named("transaction_date", "posting_date", "value_date"),
        [c for c in choice.free() if _dated(c) >= NEARLY_ALL],
    )
    pool = next((found for found in pools if found), [])
    if not pool:
        choice.confidence *= 0.5
        return
    fullest = max(column.completeness for column in pool)
    complete = [column for column in pool if column.completeness >= fullest - 0.02]
    has_balance = any(choice.is_named(column, "balance") for column in choice.columns)
    complete.sort(
        key=lambda c: (
            not has_balance and not choice.is_named(c, "transaction_date"),
            0 if has_balance else choice.rank[c.index].get("transaction_date", HINT),
            c.index,
        )
    )
    best = complete[0]
    choice.fields["record_date"] = best.index
    choice.confidence *= 1.0 if choice.rank[best.index] else 0.9
    other = [c for c in choice.named("posting_date") if c.index != best.index and c.dates >= ENOUGH]
    if other:
        choice.fields.setdefault("posted_date", other[0].index)


def _sure(choice: Choice, column: Column) -> bool:
    return min(choice.rank[column.index].values(), default=HINT) < HINT


def _dated(column: Column) -> float:
    return column.dates + column.partial_dates


def _may_be_day(column: Column) -> float:
    """Share of days where the name says that the column holds them."""
    return _dated(column) + column.bare_days


def _choose_currency(choice: Choice) -> None:
    if "currency" in choice.fields:
        return
    anchor = choice.fields.get("amount", choice.fields.get("income", 0))
    fits = [c for c in choice.free() if c.filled and c.currencies >= MOST]
    named = [c for c in fits if choice.is_named(c, "currency")]
    others = [c for c in fits if not choice.is_named(c, "original_currency", "direction")]
    several = any(choice.is_named(c, "original_amount", "posted_amount") for c in choice.columns)
    only = [
        c for c in fits
        if not several and (_TRADED.search(c.name.lower()) or len(c.values) == 1)
    ]  # fmt: skip
    near = [c for c in others if not c.name.strip() or abs(c.index - anchor) == 1]
    pool = named or near or only
    if pool:
        best = min(pool, key=lambda c: (abs(c.index - anchor - 0.5), c.index < anchor))
        choice.fields["currency"] = best.index


def _choose_direction(choice: Choice) -> None:
    """Words of direction beside one amount column; where amounts have no sign, any such column."""
    if "direction" in choice.fields or "amount" not in choice.fields:
        return
    unsigned = not choice.columns[choice.fields["amount"]].negatives
    fits = [c for c in choice.named("direction") if c.directions >= 0.6]  # noqa: PLR2004
    if not fits and unsigned:
        fits = [
            c for c in choice.free()
            if c.filled and c.directions >= NEARLY_ALL and len(c.values) <= 4  # noqa: PLR2004
            and c.completeness >= MOST and not choice.is_named(c, "status", "currency", "account")
            and not set(c.values) <= {"-", "/", "+"}
        ]  # fmt: skip
    if fits:
        choice.fields["direction"] = fits[0].index


def _choose_texts(choice: Choice) -> None:
    for name in ("status", "counterparty", "description", "balance", "fee", "account",
                 "category", "department", "project"):  # fmt: skip
        found = [c for c in choice.named(name) if c.filled]
        if name in ("balance", "fee"):
            found = [c for c in found if c.numbers >= ENOUGH]
            found.sort(key=lambda c: name == "balance" and not choice.follows(c))
        elif name in ("counterparty", "description", "status"):
            found = [c for c in found if c.letters > 0.1]  # noqa: PLR2004
        if name == "description":
            most = max(map(_tells, found), default=0.0)
            found.sort(key=lambda c: _tells(c) < most - CLEARLY)
        if found and name not in choice.fields:
            choice.fields[name] = found[0].index
    if "status" not in choice.fields:
        found = [c for c in choice.free() if c.statuses >= MOST and c.letters > ENOUGH]
        choice.fields |= {"status": found[0].index} if found else {}
    if "balance" not in choice.fields:
        found = [c for c in choice.free() if c.is_amount and c.completeness > ENOUGH]
        proven = [c.index for c in found[:6] if choice.follows(c, least=2)]
        choice.fields |= {"balance": proven[0]} if proven else {}
    _choose_number(choice)
    if "description" not in choice.fields and "counterparty" not in choice.fields:
        texts = [c for c in choice.free() if c.is_text and c.letters > ENOUGH]
        if texts:
            best = max(
                texts, key=lambda c: (min(c.length, 40) * c.completeness * c.distinct, -c.index)
            )
            choice.fields["description"] = best.index


def _tells(column: Column) -> float:
    """How much a text says of its record: hardly ever the same, rarely missing, not too short."""
    return column.distinct * column.completeness + min(column.length, LONG_TEXT) / 100


def _choose_number(choice: Choice) -> None:
    """The source's own number: named so, filled, and hardly ever the same twice."""
    if "external_id" in choice.fields:
        return
    for column in choice.named("external_id"):
        real = sum(n for value, n in column.values.items() if any(s.isdigit() for s in value))
        if real and column.distinct > NEARLY_ALL and column.completeness > ENOUGH:
            if _is_row_number(column):
                continue
            choice.fields["external_id"] = column.index
            return


def _is_row_number(column: Column) -> bool:
    """Small whole numbers without gaps: they count lines and say nothing about the record."""
    if column.integers < 1:
        return False
    numbers = sorted(int(value) for value in column.values)
    return numbers[0] <= FIRST_NUMBER and numbers[-1] - numbers[0] <= 2 * column.rows
