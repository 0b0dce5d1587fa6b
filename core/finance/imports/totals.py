"""Lines that say no more than “Total”: totals where they add up, else a seller of that name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from core.finance.imports.parsing import label
from core.finance.imports.plan import Plan

if TYPE_CHECKING:
    import duckdb

MOST = 2000  # lines called a total that are looked at one by one
LEAST, DAY_AND_AMOUNT = 5, 2
_PLAIN = r"(?i)^\s*totale?s?\s*$"


def keep_sellers(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Dated lines of `staged` that are called “Total” and are the sum of nothing are records."""
    named = connection.execute("SELECT line FROM staged WHERE kind = 'total'").fetchall()
    if not named or len(named) > MOST:
        return
    lines = ", ".join(str(line) for (line,) in named)
    found = connection.execute(
        f"SELECT line, signed FROM staged JOIN raw USING (line) WHERE line IN ({lines}) "  # noqa: S608
        f"AND regexp_matches({label(plan)}, '{_PLAIN}') ORDER BY line"
    ).fetchall()
    after = 0
    for line, value in found:
        if _adds_up(connection, line, value, after):
            after = line
        else:
            connection.execute(f"UPDATE staged SET kind = 'record' WHERE line = {line}")  # noqa: S608


def set_closing_apart(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Without a header to name it: the last line is a balance where it lacks every text that all
    records have and has what none of them has."""
    found = connection.execute(
        "SELECT count(*), max(line) FROM staged WHERE kind = 'record'"
    ).fetchone()
    if plan.header_line is not None or not found or not LEAST <= found[0] <= MOST:
        return
    others = ", ".join(f"count(c{index})" for index in range(plan.width))
    mine = ", ".join(f"c{index} IS NOT NULL" for index in range(plan.width))
    counted = connection.execute(
        f"SELECT {others} FROM raw JOIN staged USING (line) "  # noqa: S608
        f"WHERE kind = 'record' AND line < {found[1]}"
    ).fetchone()
    last = connection.execute(f"SELECT {mine} FROM raw WHERE line = {found[1]}").fetchone()  # noqa: S608
    if counted is None or last is None:
        return
    always = [filled for count, filled in zip(counted, last, strict=True) if count == found[0] - 1]
    never = [filled for count, filled in zip(counted, last, strict=True) if count == 0]
    if not all(always) and any(never) and sum(always) <= DAY_AND_AMOUNT:
        connection.execute(f"UPDATE staged SET kind = 'balance' WHERE line = {found[1]}")  # noqa: S608


def _adds_up(connection: duckdb.DuckDBPyConnection, line: int, value: Decimal, after: int) -> bool:
    """Whether the value is a sum of the file, of what stands above, or above since a total."""
    parts = ("true", f"line < {line}", f"line < {line} AND line > {after}")
    sums = ", ".join(
        f"sum(signed) FILTER ({part}{sign})"
        for part in parts
        for sign in ("", " AND signed > 0", " AND signed < 0")
    )
    row = connection.execute(f"SELECT {sums} FROM staged WHERE kind = 'record'").fetchone()  # noqa: S608
    return abs(value) in {abs(one) for one in row or () if one is not None}
