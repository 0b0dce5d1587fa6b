"""What a running balance settles: which side is which, what words mean, which order rows have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from core.finance.imports.decide_amounts import column_numbers
from core.finance.imports.numbers import Style, parse_amount
from core.finance.imports.patterns import EITHER_LABEL
from core.finance.imports.plan import Balance
from core.finance.imports.profile import NEARLY_ALL, Column
from core.finance.imports.running import Agreement, follow
from core.finance.imports.schemas import Layout, Line, Mapping, Question
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

_LABEL = re.compile(EITHER_LABEL)
LABEL = 200  # characters within which a line says what it is
_SIDES = re.compile(
    r"[借贷]|debit|credit|\b(dr|cr|soll|haben|debe|haber|dare|avere)\b|дебет|кредит"
)
_LEDGER = re.compile(
    r"科目|凭证字|记账凭证|序时账|明细账|日记账|总账|journal|general ledger|ledger account"
    r"|\bgl (account|code)|account (code|name)|nominal code|sachkonto|gegenkonto|cuenta contable"
)
_OWN_MONEY = re.compile(r"日记账|银行存款|库存现金|cash book|cashbook|bank ledger|bank account")
MOST_OPENINGS = 40
OVERRULES = 2
"""Rows that must contradict a word's usual meaning before the balance overrules it."""


def find_trail(
    mapping: Mapping, columns: Sequence[Column], rows: Sequence[Line]
) -> Agreement | None:
    """How the amounts stand to the balance; None without a balance that follows them."""
    names = ("amount",) if "amount" in mapping.fields else ("income", "expense")
    chosen = [columns[mapping.fields[name]] for name in names if name in mapping.fields]
    if "balance" not in mapping.fields or not chosen or len(chosen) != len(names):
        return None
    apart = tuple(
        mapping.fields[name] for name in ("account", "currency") if name in mapping.fields
    )
    groups = [(), apart, *((index,) for index in apart)]
    found = follow(rows, columns[mapping.fields["balance"]], *chosen, groups=groups)
    return found if found.proven else None


def settle_sides(mapping: Mapping, trail: Agreement | None, wanted: dict[str, str]) -> Mapping:
    """Income and expense change places where the balance shows the other side of the books."""
    swapped = "income" in mapping.fields and trail is not None and trail.sense == "opposite"
    if not swapped or wanted.keys() & {"income", "expense"}:
        return mapping
    note = t("The balance grows with what stands as debit here, so debit was read as income.")
    return replace(mapping, fields=_swapped(mapping.fields), notes=(*mapping.notes, note))


def ask_sides(
    mapping: Mapping, columns: Sequence[Column], layout: Layout, answers: dict[str, str]
) -> Mapping:
    """Ask whose side debit and credit are, where a ledger has no balance that shows it."""
    if not {"income", "expense"} <= mapping.fields.keys():
        return mapping
    pair = " ".join(columns[mapping.fields[name]].name for name in ("income", "expense"))
    about = " ".join((*layout.names, *(line.text for line in layout.preamble)))
    if not _SIDES.search(pair.lower()) or not _LEDGER.search(about.lower()):
        return mapping
    question = Question(
        "direction",
        t("Is a debit money that comes in (your own books) or goes out (the bank's view)?"),
        ("bank", "own"),
        "own" if _OWN_MONEY.search(about.lower()) else "bank",
    )
    asked = replace(mapping, questions=(*mapping.questions, question))
    if answers.get("direction", question.suggested) != "own":
        return asked
    return replace(asked, fields=_swapped(mapping.fields))


def _swapped(fields: dict[str, int]) -> dict[str, int]:
    return {**fields, "income": fields["expense"], "expense": fields["income"]}


def is_total(line: Line) -> bool:
    """Whether one of the line's cells is a total's or a balance's label."""
    return any(_LABEL.search(text.strip()[:LABEL]) for text in line.cells if text.strip())


def learn_directions(
    known: dict[str, str | None], trail: Agreement | None, index: int | None
) -> tuple[dict[str, str | None], list[str]]:
    """What words of direction mean by how the balance moved, and notes where that is unusual."""
    if trail is None or index is None:
        return known, []
    seen: dict[str, Counter[str]] = {}
    for line, change in trail.changes:
        word = line.cells[index].strip() if index < len(line.cells) else ""
        seen.setdefault(word, Counter())["income" if change > 0 else "expense"] += 1
    learned = dict(known)
    notes = []
    for word, counted in seen.items():
        direction, count = counted.most_common(1)[0]
        usual = known.get(word)
        if word not in known or usual in (direction, "neutral"):
            continue
        if count >= NEARLY_ALL * counted.total() and (usual is None or count >= OVERRULES):
            learned[word] = direction
            notes.append(_told(word, direction))
    return learned, notes


def _told(word: str, direction: str) -> str:
    if direction == "income":
        return t("“{word}” was read as income: the balance grows with it.", word=word)
    return t("“{word}” was read as expense: the balance shrinks with it.", word=word)


def find_balance(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    layout: Layout,
    style: Style,
    trail: Agreement | None,
) -> Balance | None:
    """How the balance column is read over the whole file."""
    if trail is None:
        return None
    index = mapping.fields["balance"]
    numbers = column_numbers(connection, index, layout.first_line)
    return Balance(
        index, numbers.tier, numbers.currencies, trail.newest_first, trail.group,
        _openings(layout, style),
    )  # fmt: skip


def _openings(layout: Layout, style: Style) -> tuple[Decimal, ...]:
    """Amounts above the table: one of them may be the balance before its first row."""
    found = (
        parse_amount(text, style)
        for line in layout.preamble
        for text in (*line.cells, *line.text.replace("：", ":").split(":"))
        if any(sign.isdigit() for sign in text)
    )
    return tuple(dict.fromkeys(value for value in found if value is not None))[:MOST_OPENINGS]
