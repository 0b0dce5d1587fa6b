"""Every booked row against the balance column: agreement is said, breaks are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finance.imports.number_sql import amount_sql
from core.finance.imports.parsing import balance_cell, file_order
from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_NAMED = 5
BELIEVED = 0.8
"""Share of rows that must agree for the column to be a balance worth checking against."""


def check_balance(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """Notes on how the records of `staged` stand to the balance after them."""
    if plan.balance is None or plan.amounts is None:
        return []
    connection.execute(f"CREATE OR REPLACE TEMP TABLE breaks AS {_breaks(plan)}")
    steps, broken = connection.execute(
        "SELECT count(*), count(*) FILTER (broken) FROM breaks"
    ).fetchone() or (0, 0)
    if not steps:
        return []
    if not broken:
        return [
            t(
                "The balance column agrees with every row that can be checked ({count}).",
                count=steps,
            )
        ]
    if broken > (1 - BELIEVED) * steps:
        return [t("The balance column does not follow the amounts; it proves nothing here.")]
    return _named(connection, broken)


def _named(connection: duckdb.DuckDBPyConnection, broken: int) -> list[str]:
    rows = connection.execute(
        "SELECT line, change, effect, change - effect FROM breaks WHERE broken "  # noqa: S608
        f"ORDER BY line LIMIT {MOST_NAMED}"
    ).fetchall()
    notes = [
        t(
            "Line {line}: the balance changes by {change}, the row says {effect}: "
            "a difference of {difference}.",
            line=line, change=change, effect=effect, difference=difference,
        )
        for line, change, effect, difference in rows
    ]  # fmt: skip
    more = broken - len(rows)
    return notes + ([t("The balance breaks at {count} more rows.", count=more)] if more else [])


def _breaks(plan: Plan) -> str:
    """SQL of (line, change, effect, broken) of each row whose balance before is known.

    Rows without a balance count with the next that has one; a fee may be in the balance alone;
    what is not booked may have moved it or not; transfers move it either way.
    """
    assert plan.balance is not None
    window = file_order(plan.balance)
    group = "".join(f", {cell(index)}" for index in plan.balance.group)
    return f"""
    WITH rows AS (
      SELECT line, signed, direction = 'neutral' AS neutral, status <> 'booked' AS open,
             {balance_cell(plan, plan.balance)} AS held, {_fee(plan)} AS fee {group},
             CASE WHEN status <> 'booked' OR direction = 'neutral' THEN 0
                  WHEN direction = 'income' THEN amount ELSE -amount END AS effect
      FROM staged JOIN raw USING (line) WHERE kind = 'record'),
    summed AS (SELECT *, sum(effect) OVER {window} AS gone FROM rows),
    steps AS (
      SELECT *, held - lag(held) OVER {window} AS change,
             held - gone - lag(held - gone) OVER {window} AS off
      FROM summed WHERE held IS NOT NULL)
    SELECT line, change, effect,
           NOT (change = effect OR off = 0 OR abs(change - effect) = abs(coalesce(fee, 0))
                OR (open AND change IN (0, signed, -signed))
                OR (neutral AND abs(change) = abs(signed))) AS broken
    FROM steps WHERE change IS NOT NULL"""  # noqa: S608


def _fee(plan: Plan) -> str:
    index = plan.column("fee")
    if index is None or plan.amounts is None:
        return "NULL::DECIMAL(18,2)"
    return amount_sql(cell(index), plan.amounts.style, tier=2)
