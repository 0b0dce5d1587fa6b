"""The style and the meaning of the amount cells, decided over the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.finance.imports.decide_words import name_currency
from core.finance.imports.meaning import Seen, find_meaning, told
from core.finance.imports.numbers import NumberColumn, decide_style, read_shapes
from core.finance.imports.plan import Amounts
from core.finance.imports.profile import HALF, MOST, Column
from core.finance.imports.running import Agreement
from core.finance.imports.schemas import Layout, Line, Mapping, Question
from core.finance.imports.scratch import cell
from core.finance.imports.words import currency_code
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_SHAPES = 20_000
WITHOUT_CENTS = frozenset(
    ("JPY", "KRW", "VND", "CLP", "PYG", "IDR", "ISK", "XAF", "XOF", "XPF", "UGX", "RWF", "KMF")
)
_THEIRS = re.compile(r"[\u3041-\u30fa\uac00-\ud7a3]")  # kana, hangul: yen and won have no cents
_CENTS = r"-?\d+(\.\d{1,2})?"


@dataclass(frozen=True)
class AmountFinding:
    """How amounts are read, the questions that stay, notes, and how sure."""

    amounts: Amounts
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    confidence: float


def shapes(
    connection: duckdb.DuckDBPyConnection, index: int, first_line: int
) -> list[tuple[str, int]]:
    """The shapes of a column's cells with their counts, the commonest first."""
    return connection.execute(
        f"SELECT translate({cell(index)}, '12345678', '99999999') AS shape, count(*) AS cells "  # noqa: S608
        f"FROM raw WHERE line >= {first_line} GROUP BY shape HAVING shape IS NOT NULL "
        f"ORDER BY cells DESC, shape LIMIT {MOST_SHAPES}"
    ).fetchall()


def column_numbers(
    connection: duckdb.DuckDBPyConnection, index: int, first_line: int
) -> NumberColumn:
    """What the whole column says; where it is plainly digits and cents, without its shapes."""
    one = cell(index)
    found = connection.execute(
        f"SELECT count({one}), count(*) FILTER (regexp_full_match({one}, '{_CENTS}')), "  # noqa: S608
        f"count(*) FILTER (contains({one}, '.')), count(*) FILTER (starts_with({one}, '-')), "
        f"count(*) FILTER (try_cast({one} AS DECIMAL(18,2)) > 0) "
        f"FROM raw WHERE line >= {first_line}"
    ).fetchone()
    cells, plain, dots, negative, positive = found or (0, 0, 0, 0, 0)
    if cells and plain == cells and dots:
        return NumberColumn(
            cells, cells, dots, negative=negative, positive=positive, signed=negative
        )
    return read_shapes(shapes(connection, index, first_line))


def decide_amounts(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    columns: Sequence[Column],
    layout: Layout,
    rows: Sequence[Line],
    answers: dict[str, str],
    trail: Agreement | None = None,
) -> AmountFinding:
    """Read the amount columns' shapes and settle style, sign and direction."""
    indexes = [
        mapping.fields[name] for name in ("amount", "income", "expense") if name in mapping.fields
    ]
    found = {index: column_numbers(connection, index, layout.first_line) for index in indexes}
    style = decide_style(found.values())
    if style.ask or not any(one.dot or one.comma for one in found.values()):
        others = _other_numbers(columns, set(indexes))
        style = decide_style([*found.values(), *others]) if not style.confidence > MOST else style
    questions, decimal = [], style.style.decimal
    if style.ask and not _without_cents(mapping, columns, layout, found.values()):
        questions.append(_decimal_question(decimal))
    decimal = told(answers, "decimal", (".", ","), decimal)
    seen = Seen(mapping, found, columns, layout, rows, trail)
    meaning, question = find_meaning(seen, answers)
    questions += [question] if question else []
    expense = found.get(mapping.fields.get("expense", -1))
    income = found.get(mapping.fields.get("income", -1))
    amounts = Amounts(
        type(style.style)(decimal),
        {index: one.tier for index, one in found.items()},
        {index: one.currencies for index, one in found.items()},
        meaning,
        signs=any(one.negative for one in found.values()),
        negate_expense=bool(expense and expense.negative and not expense.positive),
        negate_income=bool(income and income.negative and not income.positive),
    )
    unsure = "unsure_dot" if decimal == "." else "unsure_comma"
    fine = sum(one.fine + getattr(one, unsure) for one in found.values())
    notes = (
        (t("{count} amounts have more than two decimals and were rounded half up.", count=fine),)
        if fine
        else ()
    )
    return AmountFinding(amounts, tuple(questions), notes, style.confidence)


def _without_cents(
    mapping: Mapping,
    columns: Sequence[Column],
    layout: Layout,
    found: Iterable[NumberColumn],
) -> bool:
    """Whether the amounts are of a currency that has no cents: a sign in them parts thousands."""
    index = mapping.fields.get("currency")
    words = [*columns[index].values] if index is not None else []
    words += [word for one in found for word in one.currencies]
    codes = {code for word in words if (code := currency_code(word))}
    codes |= {code for name in layout.names if (code := name_currency(name))}
    return codes <= WITHOUT_CENTS if codes else bool(_THEIRS.search("".join(layout.names)))


def file_style(columns: Sequence[Column]) -> str:
    """The decimal sign of a file without an amount column, from its other numbers."""
    return decide_style(_other_numbers(columns, set())).style.decimal


def _other_numbers(columns: Sequence[Column], taken: set[int]) -> list[NumberColumn]:
    return [
        read_shapes((re.sub("[1-8]", "9", value), count) for value, count in column.values.items())
        for column in columns
        if column.index not in taken
        and column.numbers > MOST
        and column.dates < HALF
        and not column.is_code
    ]


def _decimal_question(suggested: str) -> Question:
    return Question(
        "decimal",
        t("Is the comma or the point in the amounts the decimal sign?"),
        (".", ","),
        suggested,
    )
