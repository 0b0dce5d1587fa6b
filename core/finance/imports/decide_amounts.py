"""The style and the meaning of the amount cells, decided over the whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from core.finance.imports import errors
from core.finance.imports.numbers import NumberColumn, decide_style, read_shapes
from core.finance.imports.plan import Amounts, Meaning
from core.finance.imports.profile import HALF, MOST, Column
from core.finance.imports.schemas import Layout, Line, Mapping, Question
from core.finance.imports.scratch import cell
from core.finance.imports.words import fold
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_SHAPES = 20_000
FEW_NEGATIVES = 0.1
_CENTS = r"-?\d+(\.\d{1,2})?"

_SPENDING = re.compile(
    r"supplier|vendor|merchant|payee|invoice|expens|spend|spent|\bcost|purchas|procure|directorate"
    r"|供应商|采购|费用|支出|付款|商户|消费|利用|卡|card|order|beneficiary|שם בית העסק|lieferant"
    r"|fournisseur"
)
_EARNING = re.compile(
    r"customer|client|sales|revenue|payout|charge id|客户|销售|收款|收入|kunde|captured"
    r"|statement descriptor"
)
_CARD = re.compile(
    r"信用卡|贷记卡|credit ?card|mastercard|visa|amex|クレジット|カード|分期|kreditkarte"
)
_BACK = re.compile(
    r"还款|退款|refund|repay|payment.{0,12}(received|thank)|thank you|autopay|チャージ|ﾁｬｰｼﾞ|入金"
    r"|credit card payment|payment received|gutschrift|erstattung"
)


MEANINGS = ("signed", "reversed", "income", "expense")
"""What an amount's sign may mean where one column says it all."""


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


def _numbers(connection: duckdb.DuckDBPyConnection, index: int, first_line: int) -> NumberColumn:
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
) -> AmountFinding:
    """Read the amount columns' shapes and settle style, sign and direction."""
    indexes = [
        mapping.fields[name] for name in ("amount", "income", "expense") if name in mapping.fields
    ]
    found = {index: _numbers(connection, index, layout.first_line) for index in indexes}
    style = decide_style(found.values())
    if style.ask or not any(one.dot or one.comma for one in found.values()):
        others = _other_numbers(columns, set(indexes))
        style = decide_style([*found.values(), *others]) if not style.confidence > MOST else style
    questions, decimal = [], style.style.decimal
    if style.ask:
        questions.append(_decimal_question(decimal))
    decimal = told(answers, "decimal", (".", ","), decimal)
    meaning, question = _meaning(mapping, found, columns, layout, rows, answers)
    questions += [question] if question else []
    expense = found.get(mapping.fields.get("expense", -1))
    amounts = Amounts(
        type(style.style)(decimal),
        {index: one.tier for index, one in found.items()},
        {index: one.currencies for index, one in found.items()},
        meaning,
        signs=any(one.negative for one in found.values()),
        negate_expense=bool(expense and expense.negative and not expense.positive),
    )
    unsure = "unsure_dot" if decimal == "." else "unsure_comma"
    fine = sum(one.fine + getattr(one, unsure) for one in found.values())
    notes = (
        (t("{count} amounts have more than two decimals and were rounded half up.", count=fine),)
        if fine
        else ()
    )
    return AmountFinding(amounts, tuple(questions), notes, style.confidence)


def told(answers: dict[str, str], name: str, options: Sequence[str], found: str) -> str:
    """What a person says of a finding, asked or not, else what was found. Raises Invalid."""
    given = answers.get(name)
    if given is not None and given not in options:
        raise errors.wrong_answer(name, given)
    return given or found


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


def _meaning(
    mapping: Mapping,
    found: dict[int, NumberColumn],
    columns: Sequence[Column],
    layout: Layout,
    rows: Sequence[Line],
    answers: dict[str, str],
) -> tuple[Meaning, Question | None]:
    if "amount" not in mapping.fields:
        return "pair", None
    if "direction" in mapping.fields:
        return "column", None
    one = found[mapping.fields["amount"]]
    spends, earns = _leanings(layout, columns)
    options: tuple[str, ...] = ()
    if not one.negative and not one.signed and not one.sides:
        options = ("expense", "income") if spends >= earns else ("income", "expense")
    elif one.sides:
        return cast(Meaning, told(answers, "direction", MEANINGS, "signed")), None
    elif _card_like(layout, rows, mapping):
        options = ("reversed", "signed")
    elif _mostly_spending(one, spends, earns, columns):
        options = ("expense", "signed")
    if not options:
        return cast(Meaning, told(answers, "direction", MEANINGS, "signed")), None
    words = t("What do positive amounts in this file mean?")
    chosen = answers.get("direction", options[0])
    return cast(Meaning, chosen), Question("direction", words, _ordered(options), options[0])


def _ordered(options: tuple[str, ...]) -> tuple[str, ...]:
    known = ("expense", "income", "signed", "reversed")
    return tuple(sorted(options, key=known.index))


def _leanings(layout: Layout, columns: Sequence[Column]) -> tuple[int, int]:
    names = [fold(name) for name in layout.names] + [fold(line.text) for line in layout.preamble]
    few = [fold(v) for c in columns if 0 < len(c.values) <= 3 for v in c.values]  # noqa: PLR2004
    words = names + few
    return (
        sum(bool(_SPENDING.search(word)) for word in words),
        sum(bool(_EARNING.search(word)) for word in words),
    )


def _card_like(layout: Layout, rows: Sequence[Line], mapping: Mapping) -> bool:
    """Repayments and refunds are what stands negative: then positive means spending."""
    amount = mapping.fields["amount"]
    negative = [line for line in rows if _is_minus(line, amount)]
    positive = [line for line in rows if amount < len(line.cells) and line.cells[amount].strip()
                and not _is_minus(line, amount)]  # fmt: skip
    back = sum(bool(_BACK.search(line.text.lower())) for line in negative)
    forth = sum(bool(_BACK.search(line.text.lower())) for line in positive)
    marked = any(
        _CARD.search(word.lower()) for word in (*layout.names, *(p.text for p in layout.preamble))
    )
    enough = back * 2 >= len(negative) if negative else False
    return enough and (forth * 4 <= len(positive)) and (marked or back == len(negative) or back > 1)


def _is_minus(line: Line, index: int) -> bool:
    value = line.cells[index].strip() if index < len(line.cells) else ""
    return value.lstrip("¥￥$€£ ").startswith(("-", "−", "(")) or value.endswith("-")


def _mostly_spending(one: NumberColumn, spends: int, earns: int, columns: Sequence[Column]) -> bool:
    balanced = any("balance" in name for name in (fold(column.name) for column in columns))
    return (
        not balanced
        and spends > earns + 1
        and one.signed == one.negative
        and one.negative <= FEW_NEGATIVES * one.numbers
    )
