"""The lines that are not plainly records: what they are, and why they are left out or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finance.imports.parsing import amount_cell, no_amount
from core.finance.imports.patterns import BALANCE_START, TOTAL_START
from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text

if TYPE_CHECKING:
    import duckdb

FULL_ENOUGH = 0.6  # of the cells a record usually fills


def sort_odd_lines(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Create `odd`: line, kind (rejected or ignored), reason, text."""
    some = connection.execute("SELECT 1 FROM staged WHERE kind <> 'record' LIMIT 1").fetchone()
    usual = _usual_cells(connection, plan) if some else 0.0
    limit = "" if some else " LIMIT 0"  # the file need not be read again
    connection.execute(f"CREATE TABLE odd AS {_query(plan, usual)}{limit}")


def keep_lines_above(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Table `above` (line, reason, text) of what stands before the rows: no records."""
    filled = _cells(plan)
    header = plan.header_line or "NULL"
    some = plan.first_line > (2 if plan.header_line == 1 else 1)  # else the file need not be read
    connection.execute(
        f"CREATE OR REPLACE TABLE above AS SELECT line, CASE WHEN len({filled}) = 0 THEN 'blank' "  # noqa: S608
        f"WHEN line > {header} THEN 'header' ELSE 'preamble' END AS reason, "
        f"left(array_to_string({filled}, ' | '), 200) AS text FROM raw "
        f"WHERE line < {plan.first_line} AND line IS DISTINCT FROM {header} AND {some}"
    )


def _cells(plan: Plan) -> str:
    listed = ", ".join(f"c{index}" for index in range(plan.width))
    return f"list_filter([{listed}], lambda x: x IS NOT NULL)"


def _usual_cells(connection: duckdb.DuckDBPyConnection, plan: Plan) -> float:
    """How many cells a record fills, in the middle of a sample of them."""
    found = connection.execute(
        f"SELECT median(len({_cells(plan)})) FROM raw JOIN "  # noqa: S608
        "(SELECT line FROM staged WHERE kind = 'record' LIMIT 2000) USING (line)"
    ).fetchone()
    return float(found[0]) if found and found[0] else 2.0


def _query(plan: Plan, usual: float) -> str:
    date_index = plan.column("record_date")
    date_cell = cell(date_index) if date_index is not None else "NULL::VARCHAR"
    label = plan.labels[date_index] if date_index is not None else ""
    has_amount = f"NOT ({no_amount(plan)})" if plan.amounts else "false"
    return f"""
    WITH told AS (
      SELECT raw.line, staged.kind AS first_kind, record_date AS day, signed,
             {date_cell} AS date_text, {has_amount} AS has_amount, {_cells(plan)} AS cells
      FROM staged JOIN raw USING (line) WHERE staged.kind <> 'record'),
    judged AS (
      SELECT *, date_text IS NOT NULL AS has_date, len(cells) AS filled,
             {_some(TOTAL_START)} AS is_total, {_some(BALANCE_START)} AS is_balance
      FROM told),
    named AS (SELECT *, {_reason(plan, usual, label)} AS reason FROM judged)
    SELECT line, if(reason IN ('date', 'amount', 'both', 'undated', 'direction'),
                    'rejected', 'ignored') AS kind,
           reason, left(array_to_string(cells, ' | '), 200) AS text
    FROM named"""  # noqa: S608


def _some(pattern: str) -> str:
    return f"len(list_filter(cells, lambda x: regexp_matches(x, {text(pattern)}))) > 0"


def _reason(plan: Plan, usual: float, label: str) -> str:
    full = usual * FULL_ENOUGH
    balances = "WHEN filled > 0 THEN 'balance'" if plan.mapping.balances_only else ""
    return f"""CASE WHEN filled = 0 THEN 'blank' {balances}
      WHEN first_kind = 'undirected' THEN 'direction'
      WHEN first_kind <> 'odd' THEN first_kind
      WHEN date_text = {text(label)} THEN 'header'
      WHEN len(list_filter(cells, lambda x: regexp_matches(x, '[^-=_*~+|.# ]'))) = 0 THEN 'note'
      WHEN is_balance THEN 'balance'
      WHEN is_total THEN 'total'
      WHEN day IS NOT NULL AND NOT has_amount THEN 'no_amount'
      WHEN day IS NOT NULL THEN 'amount'
      WHEN signed IS NOT NULL AND has_date THEN 'date'
      WHEN signed IS NOT NULL AND filled >= greatest({full}, 2) THEN 'undated'
      WHEN signed IS NOT NULL THEN 'total'
      WHEN has_date AND has_amount AND filled >= greatest({full}, 3) THEN 'both'
      ELSE 'note' END"""


def amount_values(plan: Plan) -> list[tuple[int, str]]:
    """(column, SQL of its value) of each amount column, to say which cell is at fault."""
    return [
        (plan.mapping.fields[name], amount_cell(plan, name))
        for name in ("amount", "income", "expense")
        if name in plan.mapping.fields
    ]
