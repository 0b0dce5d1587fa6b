"""From a loaded file to a plan: mapping, style, order, words, with the questions they leave."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from core.finance.imports import decide_words as words
from core.finance.imports import errors
from core.finance.imports.columns import label, map_columns
from core.finance.imports.corrections import Correction
from core.finance.imports.dates import Order
from core.finance.imports.decide_amounts import AmountFinding, decide_amounts, file_style
from core.finance.imports.decide_balance import (
    ask_sides,
    find_balance,
    find_trail,
    is_total,
    learn_directions,
    settle_sides,
)
from core.finance.imports.decide_days import DayFinding, decide_days
from core.finance.imports.decide_keys import kept_columns, own_numbers
from core.finance.imports.known import Known, not_the_layout
from core.finance.imports.own_templates import Recognised, recognise_own
from core.finance.imports.plan import Plan
from core.finance.imports.profile import HALF, MOST, Column, profile
from core.finance.imports.reading import spread
from core.finance.imports.resaved import heed_spreadsheet
from core.finance.imports.running import Agreement
from core.finance.imports.schemas import Layout, Line, Mapping, Question, TableFile
from core.finance.imports.sources import Source, recognise
from core.finance.imports.words import fold
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

SAMPLE = 300
SPREAD = 200
REJECT_NAMES = frozenset({"line", "reason", "行号", "原因"})
"""Columns that a file of rejected rows has after the source's own."""


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the file: the day, the locale, what a person or template says."""

    today: date
    locale: str = "zh_CN"
    mapping: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    templates: dict[str, Known] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    named: Known | Source | None = None
    built_in: bool = True

    def template_for(self, signature: str, names: Sequence[str]) -> Recognised:
        """The template asked for, else a person's own of that layout or one much like it, else
        one built in."""
        if isinstance(self.named, Source):
            return Recognised(self.named.known(names))
        if own := self.named or self.templates.get(signature):
            return Recognised(own)
        built_in = recognise(names) if self.built_in else None
        like = recognise_own(self.templates.values(), names, self.answers)
        if like.known and not (like.questions and built_in):
            return like
        return replace(like, known=built_in, questions=() if built_in else like.questions)

    def completed(self, known: Known | None) -> Surroundings:
        """With what the template says; what a person says now goes first.

        Answers of a built-in template only count where something is asked: see `decide`.
        """
        if known is None:
            return self
        told = known.answers if known.source == "own" else {}
        return replace(
            self,
            mapping={**known.columns, **self.mapping},
            answers={**told, **self.answers},
        )


def decide(connection: duckdb.DuckDBPyConnection, table: TableFile, around: Surroundings) -> Plan:
    """Everything the cells need to be read. Raises Invalid for a wrong map or answer."""
    layout = table.layout
    scope = signature(layout.names, table.width, table.dialect.delimiter)
    recognised = around.template_for(scope, layout.names)
    known = recognised.known
    rows = [line for line in table.head if line.number >= layout.first_line][:SAMPLE]
    last = rows[-1].number if rows else layout.first_line
    head, rows = rows, rows + spread(connection, table.width, last, SPREAD)
    columns = profile(rows, layout.names, table.width)
    if known and not known.fits(columns):
        if around.named is not None:
            raise not_the_layout(known.name)
        known = None
    around = around.completed(known)
    head = [line for line in head if not is_total(line)]
    mapping = map_columns(columns, head, around.mapping, around.answers)
    trail = find_trail(mapping, columns, head)
    mapping = settle_sides(mapping, trail, around.mapping)
    if trail is None:
        mapping = ask_sides(mapping, columns, layout, around.answers)
    seen = _Seen(connection, table, mapping, columns, rows, trail)
    days, amounts = _findings(seen, around)
    if known:
        open_ones = _questions(mapping, days, amounts)
        if settled := known.settled(open_ones, around.answers):
            around = replace(around, answers={**settled, **around.answers})
            days, amounts = _findings(seen, around)
        amounts = known.settle(amounts, around.answers, trail)
    answers = around.answers
    questions = (*recognised.questions, *_questions(mapping, days, amounts))
    check_answers(questions, answers)
    plan = _assemble(connection, table, columns, mapping, days, amounts, answers, questions)
    plan = replace(plan, notes=(*recognised.notes, *plan.notes))
    if known:
        plan = known.complete(plan)
        plan = replace(plan, confidence=_confidence(plan.sure))
    return heed_spreadsheet(connection, _with_balance(connection, plan, layout, trail))


@dataclass(frozen=True)
class _Seen:
    """What days and amounts are decided upon."""

    connection: duckdb.DuckDBPyConnection
    table: TableFile
    mapping: Mapping
    columns: Sequence[Column]
    rows: Sequence[Line]
    trail: Agreement | None


def _findings(seen: _Seen, around: Surroundings) -> tuple[DayFinding | None, AmountFinding | None]:
    days = amounts = None
    mapping, columns, layout, answers = (
        seen.mapping,
        seen.columns,
        seen.table.layout,
        around.answers,
    )
    if "record_date" in mapping.fields:
        seen.connection.execute("DROP TABLE IF EXISTS days")
        days = decide_days(seen.connection, mapping, columns, layout, answers, around.today,
                           _preferred(around.locale, columns))  # fmt: skip
    if mapping.fields.keys() & {"amount", "income", "expense"}:
        amounts = decide_amounts(seen.connection, mapping, columns, layout, seen.rows, answers,
                                 seen.trail)  # fmt: skip
    return days, amounts


def _with_balance(
    connection: duckdb.DuckDBPyConnection, plan: Plan, layout: Layout, trail: Agreement | None
) -> Plan:
    """The plan with what the running balance adds to it."""
    if plan.amounts is None or trail is None:
        return plan
    index = plan.column("direction")
    told, notes = learn_directions(plan.direction_values, trail, index)
    balance = find_balance(connection, plan.mapping, layout, plan.amounts.style, trail)
    return replace(plan, balance=balance, direction_values=told, notes=(*plan.notes, *notes))


def _preferred(locale: str, columns: Sequence[Column]) -> Order:
    """Dollars and an American reader write the month first."""
    dollars = any(
        column.currencies > MOST and set(map(str.upper, column.values)) <= {"USD", "US$", "$"}
        for column in columns
        if column.filled
    ) or any(value.lstrip("+-( ").startswith("$") for column in columns for value in column.values)
    return "MDY" if dollars or locale.startswith("en_US") else "DMY"


def _questions(
    mapping: Mapping, days: DayFinding | None, amounts: AmountFinding | None
) -> tuple[Question, ...]:
    return (
        *mapping.questions,
        *(days.questions if days else ()),
        *(amounts.questions if amounts else ()),
    )


def check_answers(questions: Sequence[Question], answers: dict[str, str]) -> None:
    """Raises Invalid for an answer that is none of its question's options."""
    for question in questions:
        given = answers.get(question.id)
        if given is not None and given not in question.options:
            raise errors.wrong_answer(question.id, given)


def _assemble(
    connection: duckdb.DuckDBPyConnection,
    table: TableFile,
    columns: Sequence[Column],
    mapping: Mapping,
    days: DayFinding | None,
    amounts: AmountFinding | None,
    answers: dict[str, str],
    questions: tuple[Question, ...],
) -> Plan:
    layout = table.layout

    def found(name: str) -> list[str]:
        return words.values(connection, mapping.fields.get(name), layout.first_line)

    status = mapping.fields.get("status")
    own, own_note = own_numbers(connection, mapping, layout.first_line)
    notes = [*mapping.notes, *(days.notes if days else ()), *(amounts.notes if amounts else ())]
    notes += [own_note] if own_note else []
    notes += _missing(mapping)
    if mapping.balances_only:
        notes.append(t("The only amounts in this file are balances; there is nothing to book."))
    return Plan(
        mapping=mapping,
        labels=tuple(label(columns, column.index) for column in columns),
        first_line=layout.first_line,
        header_line=layout.header_line,
        width=table.width,
        decimal=amounts.amounts.style.decimal if amounts else file_style(columns),
        amounts=amounts.amounts if amounts else None,
        days=days.days if days else None,
        currency=words.constant_currency(
            mapping, columns, layout, amounts.amounts if amounts else None
        )
        or words.currency_apart(connection, mapping, layout.first_line),
        currency_values=words.currency_values(found("currency")),
        direction_values=words.direction_values(found("direction")),
        status_values=words.status_values(found("status"), columns[status].name)
        if status is not None
        else {},
        extra=kept_columns(columns, mapping),
        texts=tuple(
            c.index
            for c in columns
            if c.is_text
            and c.letters > HALF
            and not c.currencies
            and c.index not in mapping.fields.values()
        )[:6],
        number_is_own=own,
        long_cells=table.spooled.longest_line > 2000,  # noqa: PLR2004
        scope=signature(layout.names, table.width, table.dialect.delimiter),
        account_hints=tuple(words.account_hints(layout, found("account"))),
        questions=tuple(q for q in questions if q.id not in answers),
        notes=tuple(notes),
        confidence=_confidence(sure := _sure(table, mapping, days, amounts)),
        sure=sure,
    )


def _missing(mapping: Mapping) -> list[str]:
    """Without these nothing can be booked."""
    notes = [t("No column with dates was found.")] if "record_date" not in mapping.fields else []
    if not mapping.fields.keys() & {"amount", "income", "expense"} and not mapping.balances_only:
        notes.append(t("No column with amounts was found."))
    return notes


def _sure(
    table: TableFile, mapping: Mapping, days: DayFinding | None, amounts: AmountFinding | None
) -> dict[str, float]:
    """How sure each finding is, from 0 to 1."""
    return {
        "encoding": table.spooled.confidence,
        "delimiter": table.dialect.confidence,
        "header_line": table.layout.confidence,
        "columns": mapping.confidence,
        "date_order": days.confidence if days else 0.3,
        "decimal": amounts.confidence if amounts else 0.3,
    }


def _confidence(sure: dict[str, float]) -> float:
    """How sure the reading is as a whole."""
    total = 1.0
    for part in sure.values():
        total *= 0.5 + 0.5 * part
    return round(total, 2)


def signature(names: Sequence[str], width: int, delimiter: str) -> str:
    """What tells one source's layout from another's: its header's names, else its shape."""
    known = [fold(name) for name in names]
    while known and known[-1] in REJECT_NAMES:
        known.pop()
    words_ = "\x1f".join(known) if any(known) else f"{width}{delimiter}"
    return hashlib.md5(words_.encode(), usedforsecurity=False).hexdigest()
