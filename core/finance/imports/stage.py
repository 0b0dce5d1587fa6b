"""Every line after the header into table `staged` of the scratch file, in one pass.

`staged` is what the company's table takes; `odd` are the lines that are no plain records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.finance.imports.checking import check_balance
from core.finance.imports.keys import key_sql, staged_key, tell_repeated_apart
from core.finance.imports.odd import keep_lines_above, sort_odd_lines
from core.finance.imports.parsing import facts_sql
from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text
from core.finance.imports.totals import keep_sellers, set_closing_apart
from core.finance.imports.words import currency_code

if TYPE_CHECKING:
    import duckdb

LONGEST = 2000
MOST_EXTRA = 40
NAMED = ("department", "project", "category")


@dataclass(frozen=True)
class Home:
    """Where the records go: the currency of those that name none, the company's zone, the account,
    the keys' scopes.

    `former_scope` is the scope the same file had before its account was known;
    `company_currency` is what amounts are converted to, None where it is `currency`.
    """

    currency: str
    timezone: str
    scope: str
    former_scope: str | None = None
    account_id: int | None = None
    company_currency: str | None = None

    @property
    def base_currency(self) -> str:
        """The company's currency."""
        return self.company_currency or self.currency


KINDS = ("record", "odd", "total", "balance", "undirected")
DIRECTIONS = ("income", "expense", "neutral")
STATUSES = ("booked", "pending", "closed", "cancelled")
OPTIONAL = (
    "former_key",
    "occurred_at",
    "counterparty",
    "description",
    "external_id",
    "extra",
    *NAMED,
)
"""Columns of the company's table that a file may have nothing for."""


def stage_records(connection: duckdb.DuckDBPyConnection, plan: Plan, home: Home) -> list[str]:
    """Create `staged`, `odd`, `above` and `marks`, which is empty still; returns notes.

    Words with few values are enumerations and what the file has nothing for is left out, so that
    a million rows are written quickly; `projection` gives them back.
    """
    for name, values in (("kinds", KINDS), ("directions", DIRECTIONS), ("statuses", STATUSES),
                         ("currencies", _currencies(plan))):  # fmt: skip
        connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(map(text, values))})")
    optional = "".join(
        f", {sql} AS {name}" for name, sql in _optional(connection, plan, home).items()
    )
    # Each row knows its line: rows of a large file may be written in any order, which is cheaper.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f"""CREATE TABLE staged AS
        SELECT line, kind::kinds AS kind, {key_sql(plan, home.scope)} AS dedup_key,
               day AS record_date, direction::directions AS direction, amount, signed,
               file_currency::currencies AS file_currency, status::statuses AS status {optional}
        FROM ({facts_sql(plan)})"""  # noqa: S608
    )
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("CREATE TABLE marks (line BIGINT, record_id BIGINT, changed BOOLEAN)")
    keep_sellers(connection, plan)
    set_closing_apart(connection, plan)
    notes = tell_repeated_apart(connection, plan, home)
    sort_odd_lines(connection, plan)
    keep_lines_above(connection, plan)
    return notes + check_balance(connection, plan)


def projection(plan: Plan, home: Home) -> str:
    """The select list that makes a row of `staged` what the company's table takes."""
    given = {name: name for name in _kept(plan, home)}
    if home.former_scope:
        given["former_key"] = f"{staged_key(plan, home.former_scope, 'former_key')} AS former_key"
    absent = {"occurred_at": "NULL::TIMESTAMP", "extra": "NULL::JSON"}
    optional = (
        given.get(name) or f"{absent.get(name, 'NULL::VARCHAR')} AS {name}" for name in OPTIONAL
    )
    return (
        f"line, {staged_key(plan, home.scope)} AS dedup_key, record_date, "
        "direction::VARCHAR AS direction, amount, "
        f"coalesce(file_currency::VARCHAR, {text(home.currency)}) AS currency, "
        f"status::VARCHAR AS status, {', '.join(optional)}"
    )


def _currencies(plan: Plan) -> list[str]:
    """Every currency the file may name."""
    known = {code for code in plan.currency_values.values() if code}
    known |= {plan.currency} if plan.currency else set()
    if plan.amounts:
        beside = (currency_code(word) for words in plan.amounts.words.values() for word in words)
        known |= {code for code in beside if code}
    return sorted(known) or ["CNY"]


def _kept(plan: Plan, home: Home) -> set[str]:
    kept = {name for name in OPTIONAL if plan.column(name) is not None}
    kept |= {"former_key"} if home.former_scope else set()
    kept |= {"occurred_at"} if plan.days and plan.days.timed else set()
    return kept | ({"extra"} if plan.extra else set())


def _optional(connection: duckdb.DuckDBPyConnection, plan: Plan, home: Home) -> dict[str, str]:
    """SQL of the optional columns that the file has something for."""
    kept = _kept(plan, home)
    found = {name: _text(plan, name) for name in OPTIONAL if plan.column(name) is not None}
    if home.former_scope:
        found["former_key"] = key_sql(plan, home.former_scope)
    if "occurred_at" in kept:
        found["occurred_at"] = _occurred(connection, plan, home.timezone)
    if "extra" in kept:
        found["extra"] = _extra(plan)
    return found


def _text(plan: Plan, name: str) -> str:
    index = plan.column(name)
    if index is None:
        return "NULL::VARCHAR"
    return f"left({cell(index)}, {LONGEST})" if plan.long_cells else cell(index)


def _extra(plan: Plan) -> str:
    kept = plan.extra[:MOST_EXTRA]
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
