"""Every line after the header into table `staged` of the scratch file, in one pass.

`staged` is what the company's table takes; `odd` are the lines that are no plain records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.finance.imports.keys import key_sql, tell_repeated_apart
from core.finance.imports.odd import sort_odd_lines
from core.finance.imports.parsing import facts_sql
from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text

if TYPE_CHECKING:
    import duckdb

LONGEST = 2000
MOST_EXTRA = 40
NAMED = ("department", "project", "category")


@dataclass(frozen=True)
class Home:
    """Where the records go: the company's currency and zone, the account, the keys' scopes.

    `former_scope` is the scope the same file had before its account was known.
    """

    currency: str
    timezone: str
    scope: str
    former_scope: str | None = None
    account_id: int | None = None


def stage_records(connection: duckdb.DuckDBPyConnection, plan: Plan, home: Home) -> list[str]:
    """Create `staged` and `odd`; returns notes."""
    former = key_sql(plan, home.former_scope) if home.former_scope else "NULL::VARCHAR"
    words = ", ".join(
        f"{_text(plan, name)} AS {name}"
        for name in ("counterparty", "description", "external_id", *NAMED)
    )
    connection.execute(
        f"""CREATE TABLE staged AS
        SELECT line, kind, {key_sql(plan, home.scope)} AS dedup_key, {former} AS former_key,
               day AS record_date, direction, amount, signed, file_currency,
               coalesce(file_currency, {text(home.currency)}) AS currency,
               {_occurred(connection, plan, home.timezone)} AS occurred_at, status, {words},
               {_extra(plan)} AS extra
        FROM ({facts_sql(plan)})"""  # noqa: S608
    )
    notes = tell_repeated_apart(connection, plan, home)
    sort_odd_lines(connection, plan)
    return notes


def _text(plan: Plan, name: str) -> str:
    index = plan.column(name)
    if index is None:
        return "NULL::VARCHAR"
    return f"left({cell(index)}, {LONGEST})" if plan.long_cells else cell(index)


def _extra(plan: Plan) -> str:
    kept = plan.extra[:MOST_EXTRA]
    if not kept:
        return "NULL::JSON"
    pairs = ", ".join(
        f"{text(plan.labels[index])}, left({cell(index)}, {LONGEST})" for index in kept
    )
    return f"json_merge_patch('{{}}', json_object({pairs}))::JSON"


def _occurred(connection: duckdb.DuckDBPyConnection, plan: Plan, timezone: str) -> str:
    """SQL of the moment in UTC, null for a day without time."""
    span = _span(connection, plan) if plan.days and plan.days.timed else None
    if span is None:
        return "NULL::TIMESTAMP"
    branches = " ".join(
        f"WHEN day < DATE '{until}' THEN {minutes}" for until, minutes in _offsets(timezone, *span)
    )
    last = _offset(timezone, span[1])
    minutes = f"CASE {branches} ELSE {last} END" if branches else str(last)
    return f"day + moment - to_minutes({minutes})"


def _span(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[date, date] | None:
    if plan.days is None:
        return None
    source = "SELECT day FROM days"
    if plan.days.iso:
        day = f"try_cast({plan.days.part} AS DATE) AS day"
        source = f"SELECT {day} FROM raw WHERE line >= {plan.first_line}"  # noqa: S608
    found = connection.execute(f"SELECT min(day), max(day) FROM ({source})").fetchone()  # noqa: S608
    return (found[0], found[1]) if found and found[0] else None


def _offset(timezone: str, day: date) -> int:
    """Minutes the zone is ahead of UTC at noon of `day`."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(ZoneInfo(timezone))
    return int((noon.utcoffset() or timedelta()).total_seconds() // 60)


def _offsets(timezone: str, first: date, last: date) -> list[tuple[date, int]]:
    """(day, minutes): until that day the zone is that far ahead of UTC."""
    changes: list[tuple[date, int]] = []
    day, known = first, _offset(timezone, first)
    while day < last:
        day += timedelta(days=1)
        if (now := _offset(timezone, day)) != known:
            changes.append((day, known))
            known = now
    return changes
