"""The records of a scratch file as the company's table takes them: one SELECT, staged in bulk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.finance.imports.plan import Plan
from core.finance.imports.reader import Read
from core.finance.imports.scratch import cell, text
from data.bulk import stage_query

if TYPE_CHECKING:
    import duckdb

STAGE = "import_stage"
LONGEST = 2000
MOST_EXTRA = 40
NAMED = ("department", "project", "category")


def stage(session: Session, read: Read, *, currency: str, timezone: str) -> int:
    """Put the records into the temporary table `import_stage`; how many. `currency` is the
    company's, for files that name none; `timezone` is where their times of day are meant."""
    return stage_query(session, read.file, stage_sql(read, currency, timezone), STAGE)


def stage_sql(read: Read, currency: str, timezone: str) -> str:
    """SQL over the scratch file; times come out in UTC."""
    plan = read.plan
    named = ", ".join(f"{_text(plan, name)} AS {name}" for name in NAMED)
    return f"""SELECT parsed.line, keyed.dedup_key, keyed.former_key, parsed.day AS record_date, parsed.direction,
      parsed.amount, coalesce(parsed.currency, {text(currency)}) AS currency,
      {_moment(read, timezone)} AS occurred_at, parsed.status,
      {_text(plan, 'counterparty')} AS counterparty, {_text(plan, 'description')} AS description,
      {_text(plan, 'external_id')} AS external_id, {_extra(plan)} AS extra, {named}
    FROM parsed JOIN keyed USING (line) JOIN raw USING (line)"""  # noqa: S608


def _text(plan: Plan, name: str) -> str:
    index = plan.column(name)
    return f"left({cell(index)}, {LONGEST})" if index is not None else "NULL::VARCHAR"


def _extra(plan: Plan) -> str:
    kept = plan.extra[:MOST_EXTRA]
    if not kept:
        return "NULL::JSON"
    pairs = ", ".join(f"{text(plan.labels[index])}, left({cell(index)}, {LONGEST})" for index in kept)
    return f"json_merge_patch('{{}}', json_object({pairs}))::JSON"


def _moment(read: Read, timezone: str) -> str:
    if read.plan.days is None or not read.plan.days.timed or read.span is None:
        return "NULL::TIMESTAMP"
    branches = [
        f"WHEN parsed.day < DATE '{until}' THEN {minutes}" for until, minutes in _offsets(timezone, *read.span)
    ]
    last = _offset(timezone, read.span[1] + timedelta(days=1))
    minutes = f"CASE {' '.join(branches)} ELSE {last} END" if branches else str(last)
    return f"parsed.day + parsed.moment - to_minutes({minutes})"


def _offset(timezone: str, day: date) -> int:
    """Minutes the zone is ahead of UTC at noon of `day`."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(ZoneInfo(timezone))
    offset = noon.utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)


def _offsets(timezone: str, first: date, last: date) -> list[tuple[date, int]]:
    """(day, minutes): until that day the zone is that far ahead of UTC."""
    changes, day, known = [], first, _offset(timezone, first)
    while day <= last:
        now = _offset(timezone, day)
        if now != known:
            changes.append((day, known))
            known = now
        day += timedelta(days=1)
    return changes


def span(connection: duckdb.DuckDBPyConnection) -> tuple[date, date] | None:
    """First and last day of the records."""
    found = connection.execute("SELECT min(day), max(day) FROM parsed WHERE kind = 'record'").fetchone()
    return (found[0], found[1]) if found and found[0] else None
