"""Every line after the header read into table `parsed`, all at once, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finance.imports.dates import time_sql
from core.finance.imports.number_sql import amount_sql
from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text
from core.finance.imports.words import BALANCE_LABEL, TOTAL_LABEL

if TYPE_CHECKING:
    import duckdb

NO_AMOUNT = "('-', '--', '—', '–', '/', 'n/a', 'N/A', 'nil', 'NIL', '.', '*')"


def parse_cells(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Create `parsed`: line, kind, day, moment, signed, amount, direction, currency, status.

    `kind` is record, total or balance where day and amount are there, else odd. `signed` is the
    amount as the file signs it; `amount` counts in its direction.
    """
    connection.execute(f"CREATE TABLE parsed AS {_query(plan)}")
    if plan.amounts and plan.amounts.meaning == "column":
        _ignore_repeated_sign(connection)


def _query(plan: Plan) -> str:
    day, join = _day(plan)
    return f"""
    WITH facts AS (
      SELECT line, {day} AS day, {_moment(plan)} AS moment, {_signed(plan)} AS signed,
             {_direction(plan)} AS direction, {_currency(plan)} AS currency,
             {_status(plan)} AS status, {_label(plan)} AS label
      FROM raw {join} WHERE line >= {plan.first_line})
    SELECT line, {_kind(plan)} AS kind, day, moment, signed,
           {_booked_direction(plan)} AS direction, {_booked_amount(plan)} AS amount,
           currency, status
    FROM facts"""  # noqa: S608


def _day(plan: Plan) -> tuple[str, str]:
    if plan.days is None:
        return "NULL::DATE", ""
    if plan.days.iso:
        return f"try_cast({plan.days.part} AS DATE)", ""
    return "days.day", f"LEFT JOIN days ON days.part = {plan.days.part}"


def _moment(plan: Plan) -> str:
    index = plan.column("record_date")
    if plan.days is None or not plan.days.timed or index is None:
        return "NULL::TIME"
    if plan.days.iso:
        return f"try_cast(substr({cell(index)}, 12, 8) AS TIME)"
    return f"({time_sql(cell(index))})::TIME"


def amount_cell(plan: Plan, name: str) -> str:
    """SQL of the signed value in the column of `name`; null when blank or unreadable."""
    index = plan.column(name)
    if index is None or plan.amounts is None:
        return "NULL::DECIMAL(18,2)"
    return amount_sql(
        cell(index) if plan.amounts.tiers[index] else f"c{index}",
        plan.amounts.style,
        tier=plan.amounts.tiers[index],
        words=plan.amounts.words[index],
    )


def _signed(plan: Plan) -> str:
    if plan.amounts is None:
        return "NULL::DECIMAL(18,2)"
    if plan.amounts.meaning != "pair":
        return amount_cell(plan, "amount")
    income, expense = amount_cell(plan, "income"), amount_cell(plan, "expense")
    if plan.amounts.negate_expense:
        expense = f"-({expense})"
    blank = " AND ".join(f"({_none(plan, name)})" for name in ("income", "expense"))
    bad = " OR ".join(
        f"(({value}) IS NULL AND NOT ({_none(plan, name)}))"
        for name, value in (("income", income), ("expense", expense))
    )
    return (
        f"CASE WHEN {blank} OR {bad} THEN NULL ELSE "
        f"(coalesce({income}, 0) - coalesce({expense}, 0))::DECIMAL(18,2) END"
    )


def _none(plan: Plan, name: str) -> str:
    """Whether the amount cell is blank, or holds a sign that means so."""
    index = plan.column(name)
    if index is None:
        return "true"
    return f"{cell(index)} IS NULL OR {cell(index)} IN {NO_AMOUNT}"


def no_amount(plan: Plan) -> str:
    """SQL: the row names no amount at all."""
    names = ("income", "expense") if plan.amounts and plan.amounts.meaning == "pair" else ("amount",)
    return " AND ".join(f"({_none(plan, name)})" for name in names)


def _cases(index: int | None, values: dict[str, str | None] | dict[str, str], other: str) -> str:
    known = {value: word for value, word in values.items() if word is not None}
    if index is None or not known:
        return other
    branches = " ".join(f"WHEN {text(value)} THEN {text(word)}" for value, word in known.items())
    return f"CASE {cell(index)} {branches} ELSE {other} END"


def _direction(plan: Plan) -> str:
    index = plan.column("direction")
    if plan.amounts is None or plan.amounts.meaning != "column" or index is None:
        return "NULL::VARCHAR"
    blank = f"CASE WHEN {cell(index)} IS NULL THEN 'neutral' END"
    return _cases(index, plan.direction_values, blank)


def _currency(plan: Plan) -> str:
    constant = text(plan.currency) if plan.currency else "NULL::VARCHAR"
    if plan.column("currency") is not None:
        return _cases(plan.column("currency"), plan.currency_values, constant)
    if plan.amounts and plan.column("amount") is not None:
        from core.finance.imports.words import currency_code

        index = plan.mapping.fields["amount"]
        words = {word: code for word in plan.amounts.words[index] if (code := currency_code(word))}
        if len(set(words.values())) > 1:
            branches = " ".join(
                f"WHEN contains({cell(index)}, {text(word)}) THEN {text(code)}"
                for word, code in words.items()
            )
            return f"CASE {branches} ELSE {constant} END"
    return constant


def _status(plan: Plan) -> str:
    return _cases(plan.column("status"), plan.status_values, "'booked'")


def _label(plan: Plan) -> str:
    """The words a total's or balance's line would carry; nothing where the row has a number."""
    cells = [cell(plan.mapping.fields[name]) for name in ("description", "counterparty")
             if name in plan.mapping.fields]  # fmt: skip
    cells += [cell(index) for index in plan.texts]
    if not cells:
        return "NULL::VARCHAR"
    return f"coalesce({', '.join(cells)})"


def _kind(plan: Plan) -> str:
    if plan.mapping.balances_only:
        return "'odd'"
    short = "length(label) < 40"
    return (
        "CASE WHEN day IS NULL OR signed IS NULL THEN 'odd' "
        f"WHEN {short} AND regexp_matches(label, {text(BALANCE_LABEL)}) THEN 'balance' "
        f"WHEN {short} AND regexp_matches(label, {text(TOTAL_LABEL)}) THEN 'total' ELSE 'record' END"
    )


def _booked_direction(plan: Plan) -> str:
    meaning = plan.amounts.meaning if plan.amounts else "signed"
    if meaning in ("income", "expense"):
        return text(meaning)
    if meaning == "column":
        return "direction"
    if meaning == "reversed":
        return "if(signed > 0, 'expense', 'income')"
    return "if(signed < 0, 'expense', 'income')"


def _booked_amount(plan: Plan) -> str:
    meaning = plan.amounts.meaning if plan.amounts else "signed"
    return "signed" if meaning in ("income", "expense", "column") else "abs(signed)::DECIMAL(18,2)"


def _ignore_repeated_sign(connection: duckdb.DuckDBPyConnection) -> None:
    """Where each direction has its one sign, the sign only repeats it; otherwise it is a refund."""
    rows = connection.execute(
        "SELECT direction, count(*) FILTER (signed < 0), count(*) FILTER (signed > 0) FROM parsed "
        "WHERE kind = 'record' AND direction IN ('income', 'expense') GROUP BY direction"
    ).fetchall()
    uniform = all(not (negative and positive) for _, negative, positive in rows)
    if uniform and any(negative for _, negative, _ in rows):
        connection.execute("UPDATE parsed SET amount = abs(amount)::DECIMAL(18,2) WHERE signed < 0")
