"""SQL of what one line says: day, signed amount, direction, currency, status, words."""

from __future__ import annotations

from core.finance.imports.number_sql import amount_sql
from core.finance.imports.numbers import Style
from core.finance.imports.patterns import BALANCE_LABEL, EITHER_LABEL
from core.finance.imports.plan import Balance, Plan
from core.finance.imports.scratch import cell, text
from core.finance.imports.times import time_sql
from core.finance.imports.words import currency_code

NO_AMOUNT = "('-', '--', '—', '–', '/', 'n/a', 'N/A', 'nil', 'NIL', '.', '*')"


def facts_sql(plan: Plan) -> str:
    """A SELECT of line, kind, day, moment, signed, direction, amount, file_currency, status, and
    of the raw cells, for every line after the header.

    `kind` is record, total, balance or undirected where day and amount are there, else odd.
    `signed` is the amount as the file signs it; `amount` counts in its direction.
    """
    day, join = _day(plan)
    return f"""
    WITH told AS (
      SELECT raw.*, {day} AS day, {_moment(plan)} AS moment, {signed(plan)} AS signed,
             {direction(plan)} AS told_direction, {_currency(plan)} AS file_currency,
             {_status(plan)} AS status, {label(plan)} AS label
      FROM raw {join} WHERE line >= {plan.first_line})
    SELECT *, {_kind(plan)} AS kind, {_booked_direction(plan)} AS direction,
           {_booked_amount(plan)} AS amount
    FROM told"""  # noqa: S608


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
    tier, words = plan.amounts.tiers[index], plan.amounts.words[index]
    return amount_sql(cell(index), plan.amounts.style, tier=tier, words=words)


def signed(plan: Plan) -> str:
    """SQL of the amount as the file signs it; two columns: income less expense."""
    if plan.amounts is None:
        return "NULL::DECIMAL(18,2)"
    if plan.amounts.meaning != "pair":
        return amount_cell(plan, "amount")
    income, expense = amount_cell(plan, "income"), amount_cell(plan, "expense")
    if plan.amounts.negate_expense:
        expense = f"-({expense})"
    if plan.amounts.negate_income:
        income = f"-({income})"
    bad = " OR ".join(
        f"(({value}) IS NULL AND NOT ({_none(plan, name)}))"
        for name, value in (("income", income), ("expense", expense))
    )
    return (
        f"CASE WHEN {no_amount(plan)} OR {bad} THEN NULL ELSE "
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
    pair = plan.amounts is not None and plan.amounts.meaning == "pair"
    return " AND ".join(
        f"({_none(plan, name)})" for name in (("income", "expense") if pair else ("amount",))
    )


def _cases(index: int | None, values: dict[str, str | None] | dict[str, str], other: str) -> str:
    known = {value: word for value, word in values.items() if word is not None}
    if index is None or not known:
        return other
    branches = " ".join(f"WHEN {text(value)} THEN {text(word)}" for value, word in known.items())
    return f"CASE {cell(index)} {branches} ELSE {other} END"


def direction(plan: Plan) -> str:
    """SQL of the direction column's word; a blank cell is neutral, an unknown word null.

    Where the balance tells the direction, what it says; null where it does not.
    """
    if plan.amounts is not None and plan.amounts.meaning == "balance":
        return _by_balance(plan)
    index = plan.column("direction")
    if plan.amounts is None or plan.amounts.meaning != "column" or index is None:
        return "NULL::VARCHAR"
    blank = f"CASE WHEN {cell(index)} IS NULL THEN 'neutral' END"
    return _cases(index, plan.direction_values, blank)


def balance_cell(plan: Plan, balance: Balance) -> str:
    """SQL of the balance after the row; null when blank or unreadable."""
    style = plan.amounts.style if plan.amounts else Style(plan.decimal)
    return amount_sql(cell(balance.index), style, tier=balance.tier, words=balance.words)


def file_order(balance: Balance) -> str:
    """SQL of a window over the rows of one balance, in the order they happened."""
    group = ", ".join(cell(index) for index in balance.group) or "1"
    return f"(PARTITION BY {group} ORDER BY line {'DESC' if balance.newest_first else 'ASC'})"


def _by_balance(plan: Plan) -> str:
    if plan.balance is None:
        return "NULL::VARCHAR"
    held, amount = balance_cell(plan, plan.balance), signed(plan)
    before = f"lag({held} IGNORE NULLS) OVER {file_order(plan.balance)}"
    openings = ", ".join(str(value) for value in (0, *plan.balance.opening))
    return (
        f"CASE WHEN {before} IS NULL AND {held} - {amount} IN ({openings}) THEN 'income' "
        f"WHEN {before} IS NULL AND {held} + {amount} IN ({openings}) THEN 'expense' "
        f"WHEN {held} - {before} = {amount} THEN 'income' "
        f"WHEN {held} - {before} = -({amount}) THEN 'expense' END"
    )


def _currency(plan: Plan) -> str:
    constant = text(plan.currency) if plan.currency else "NULL::VARCHAR"
    if plan.column("currency") is not None:
        return _cases(plan.column("currency"), plan.currency_values, constant)
    index = plan.column("amount")
    if plan.amounts is None or index is None:
        return constant
    words = {word: code for word in plan.amounts.words[index] if (code := currency_code(word))}
    if len(set(words.values())) < 2:  # noqa: PLR2004
        return constant
    branches = " ".join(
        f"WHEN contains({cell(index)}, {text(word)}) THEN {text(code)}"
        for word, code in words.items()
    )
    return f"CASE {branches} ELSE {constant} END"


def _status(plan: Plan) -> str:
    return _cases(plan.column("status"), plan.status_values, "'booked'")


def label(plan: Plan) -> str:
    """The words a total's or balance's line would carry."""
    cells = [
        cell(plan.mapping.fields[name])
        for name in ("description", "counterparty")
        if name in plan.mapping.fields
    ]
    cells += [cell(index) for index in plan.texts]
    return f"coalesce({', '.join(cells)})" if cells else "NULL::VARCHAR"


def _kind(plan: Plan) -> str:
    if plan.mapping.balances_only:
        return "'odd'"
    undirected = plan.amounts is not None and plan.amounts.meaning in ("column", "balance")
    return (
        "CASE WHEN day IS NULL OR signed IS NULL THEN 'odd' "
        f"WHEN strlen(label) < 60 AND regexp_matches(label, {text(EITHER_LABEL)}) "
        f"THEN if(regexp_matches(label, {text(BALANCE_LABEL)}), 'balance', 'total') "
        + ("WHEN told_direction IS NULL THEN 'undirected' " if undirected else "")
        + "ELSE 'record' END"
    )


def _booked_direction(plan: Plan) -> str:
    meaning = plan.amounts.meaning if plan.amounts else "signed"
    if meaning in ("income", "expense"):
        return text(meaning)
    if meaning in ("column", "balance"):
        return "told_direction"
    if meaning == "reversed":
        return "if(signed > 0, 'expense', 'income')"
    return "if(signed < 0, 'expense', 'income')"


def _booked_amount(plan: Plan) -> str:
    meaning = plan.amounts.meaning if plan.amounts else "signed"
    kept = meaning in ("income", "expense") or (
        meaning == "column" and plan.amounts is not None and not plan.amounts.ignore_sign
    )
    return "signed" if kept else "abs(signed)::DECIMAL(18,2)"
