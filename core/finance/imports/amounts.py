"""Which column is the amount, or which two are; by name, by sign, by the running balance."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from core.finance.imports.cells import is_number
from core.finance.imports.profile import HALF, MOST, NEARLY_ALL, Column
from core.finance.imports.running import Proof, find_proof, find_total
from core.finance.imports.schemas import Question
from core.kit.i18n import t

if TYPE_CHECKING:
    from core.finance.imports.columns import Choice

_AMOUNTS = ("amount", "income", "expense")
SOME_ROWS = 4
ENOUGH_STEPS = 3  # rows of a balance that are enough to overrule a name
_EXCLUDED = ("balance", "fee", "tax", "original_amount", "original_currency")
_CONFLICT = ("external_id", "account", "category", "counterparty", "status", "currency")


def choose_amounts(choice: Choice, answers: dict[str, str]) -> None:
    """Fill `amount`, or `income` and `expense`, in the choice; ask where several would do."""
    if choice.fields.keys() & {"amount", "income", "expense"}:
        return
    amount = None if "amount" in choice.without else _named_amount(choice)
    pair = None if choice.without >= {"income", "expense"} else _named_pair(choice)
    if pair and (amount is None or not _better_than_pair(amount, pair)):
        choice.fields["income"], choice.fields["expense"] = pair[0].index, pair[1].index
    elif amount is not None and not _half(choice, amount, answers):
        choice.fields["amount"] = amount.index
    elif amount is not None:
        pass
    else:
        _by_content(choice, answers)
    _heed_balance(choice)


def _heed_balance(choice: Choice) -> None:
    """Where a named balance contradicts the columns chosen by name and proves others: those."""
    balances = [c for c in choice.named("balance") if c.is_amount]
    chosen = [choice.fields[name] for name in _AMOUNTS if name in choice.fields]
    if not balances or not chosen or any(choice.follows(balance) for balance in balances):
        return
    others = [
        c for c in choice.columns
        if c.is_amount and not choice.is_named(c, "balance", *_CONFLICT) and not _is_counter(c)
    ]  # fmt: skip
    proof = find_proof(choice.rows, balances, others, least=ENOUGH_STEPS)
    if proof:
        for name in _AMOUNTS:
            choice.fields.pop(name, None)
        choice.fields.update(_fields(proof))


def _fields(proof: Proof) -> dict[str, int]:
    if proof.expense is None:
        return {"amount": proof.amount.index, "balance": proof.balance.index}
    return {"income": proof.amount.index, "expense": proof.expense.index,
            "balance": proof.balance.index}  # fmt: skip


def _named_amount(choice: Choice) -> Column | None:
    found = _net_of_all(choice) or _gross_or_net(choice)
    posted = [c for c in choice.named("posted_amount") if c.may_be_amount]
    plain = [
        c for c in choice.named("amount") if c.may_be_amount and not choice.is_named(c, *_EXCLUDED)
    ]
    plain = [c for c in plain if not _never_changes(c)] or plain
    named = [
        c for c in choice.named("direction", "income", "expense") if c.is_amount and c.negatives
    ]
    if found:
        return found
    if posted and (not plain or posted[0].completeness >= plain[0].completeness):
        return posted[0]
    both = plain or [c for c in named if choice.is_named(c, "direction")]
    full = [c for c in both if c.completeness >= both[0].completeness - 0.3]
    strict = [c for c in full if min(choice.rank[c.index].values()) < 1000]  # noqa: PLR2004
    return next(iter(strict or full), None)


def _never_changes(column: Column) -> bool:
    """One whole number all the way down is a code of something."""
    return column.rows >= SOME_ROWS and column.integers >= 1 and len(column.values) == 1


def _net_of_all(choice: Choice) -> Column | None:
    """The net where it is always there and the amount before fees only now and then."""
    net = [c for c in choice.named("net") if c.is_amount and _told(c) >= NEARLY_ALL]
    others = [c for c in choice.named("amount", "gross") if c.may_be_amount]
    return net[0] if net and others and all(_told(c) < MOST for c in others) else None


def _told(column: Column) -> float:
    """Share of rows that have a number there."""
    return column.completeness * column.numbers


def _gross_or_net(choice: Choice) -> Column | None:
    """Gross where a fee stands between gross and net, net where it is a tax."""
    gross = [c for c in choice.named("gross") if c.is_amount]
    net = [c for c in choice.named("net") if c.is_amount]
    if not gross:
        named = [c for c in choice.named("amount") if not _never_changes(c)]
        return None if not net or named else net[0]
    taxed = any(column.is_amount for column in choice.named("tax"))
    charged = any(column.is_amount for column in choice.named("fee"))
    return net[0] if taxed and net and not charged else gross[0]


def _named_pair(choice: Choice) -> tuple[Column, Column] | None:
    def fits(role: str) -> list[Column]:
        return [c for c in choice.named(role) if c.may_be_amount or not c.filled]

    income, expense = fits("income"), fits("expense")
    for first in income:
        for second in expense:
            if first.index != second.index and (first.filled or second.filled):
                return first, second
    return None


def _better_than_pair(amount: Column, pair: tuple[Column, Column]) -> bool:
    """One signed column that is always filled beats two, which then repeat it."""
    shared = sum(column.completeness for column in pair)
    same = all(len(column.values) <= 1 and column.filled != 1 for column in pair)
    constant = same and len(amount.values) > 1
    return amount.completeness > NEARLY_ALL and (amount.negatives > 0 or constant or shared < HALF)


def _by_content(choice: Choice, answers: dict[str, str]) -> None:
    from core.finance.imports.columns import label

    money = [c for c in choice.free() if c.is_amount and not choice.is_named(c, *_CONFLICT)]
    balances = [c for c in money if choice.is_named(c, "balance")]
    rest = [c for c in money if not choice.is_named(c, *_EXCLUDED) and not _is_counter(c)]
    if not rest:
        choice.balances_only = bool(balances)
        choice.confidence *= 0.6
        return
    choice.confidence *= 0.85
    proof = find_proof(choice.rows, balances, rest)
    proof = proof or find_proof(choice.rows, rest, rest, least=2)
    if proof:
        choice.fields.update(_fields(proof))
        return
    if _sides_by_content(choice, rest, answers):
        return
    ranked = sorted(rest, key=lambda c: -_likeness(c))
    choice.fields["amount"] = ranked[0].index
    total = find_total(choice.rows, rest)
    if total:
        choice.fields["amount"] = total.index
        return
    rivals = [
        c
        for c in ranked
        if _likeness(c) >= _likeness(ranked[0]) - 0.3 and c.values != ranked[0].values
    ]
    if rivals:
        names = [label(choice.columns, c.index) for c in (ranked[0], *rivals)]
        chosen = answers.get("amount", names[0])
        if chosen in names:
            choice.fields["amount"] = (ranked[0], *rivals)[names.index(chosen)].index
        choice.questions.append(
            Question("amount", t("Which column is the amount?"), tuple(names), names[0])
        )


def _half(choice: Choice, amount: Column, answers: dict[str, str]) -> bool:
    """Whether the amount is but one side: another column has the numbers of all other rows."""
    if _told(amount) >= MOST:
        return False
    others = [
        c for c in choice.free()
        if c.index != amount.index and c.may_be_amount
        and not choice.is_named(c, *_EXCLUDED, *_CONFLICT) and _exclusive(choice, amount, c)
    ]  # fmt: skip
    return bool(others) and _sides_by_content(choice, [amount, others[0]], answers)


def _sides_by_content(choice: Choice, rest: list[Column], answers: dict[str, str]) -> bool:
    """Two columns of which each row fills exactly one are money in and out; which is which, a
    step of the balance says or a person."""
    from core.finance.imports.columns import label

    pair = next((two for two in combinations(rest, 2) if _exclusive(choice, *two)), None)
    if pair is None:
        return False
    others = [c for c in choice.free() if c not in pair and c.is_amount]
    proof = find_proof(choice.rows, others, pair)
    if proof:
        choice.fields.update(_fields(proof))
        return True
    names = tuple(label(choice.columns, column.index) for column in pair)
    chosen = answers.get("income", names[1])
    into = pair[names.index(chosen)] if chosen in names else pair[1]
    out = pair[0] if into is pair[1] else pair[1]
    choice.fields.update({"income": into.index, "expense": out.index})
    words = t("Which column is the money that comes in?")
    choice.questions.append(Question("income", words, names, names[1]))
    return True


def _exclusive(choice: Choice, first: Column, second: Column) -> bool:
    """Whether each row fills exactly one of the two, and both are filled somewhere."""
    filled = [
        sum(is_number(line.cells[c.index]) for c in (first, second) if c.index < len(line.cells))
        for line in choice.rows
        if line.filled > 1
    ]
    return bool(first.filled and second.filled and filled) and set(filled) == {1}


def _is_counter(column: Column) -> bool:
    """Row numbers, ones, years: whole numbers that are no money."""
    whole = column.integers >= 1 and not column.negatives
    longest = max((len(value) for value in column.values), default=0)
    return whole and (len(column.values) == 1 or column.distinct == 1.0) and longest <= 2  # noqa: PLR2004


def _likeness(column: Column) -> float:
    """How much a column looks like the amount: filled, signed, with decimals."""
    decimals = 1 - column.integers
    return (
        2 * column.completeness
        + 0.8 * bool(column.negatives)
        + 0.5 * decimals
        - 0.001 * column.index
    )
