"""What tells a record from every other: the source's own number, else content and occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

_PART = "chr(31)"


def make_keys(
    connection: duckdb.DuckDBPyConnection, plan: Plan, scope: str, former: str | None = None
) -> list[str]:
    """Create `keyed` (line, dedup_key, former_key) for every record; returns notes.

    `scope` is the account, or the source's layout: keys are unique inside it. `former` is the
    scope the same file had before its account was known. The first of several equal lines has
    the plain key, the others carry their occurrence, so that a file with one more of them adds
    exactly one.
    """
    notes = _keys(connection, plan, scope, "keyed")
    if former is None:
        connection.execute("ALTER TABLE keyed ADD COLUMN former_key VARCHAR")
        return notes
    connection.execute("ALTER TABLE keyed RENAME TO keyed_now")
    _keys(connection, plan, former, "keyed_before")
    connection.execute(
        "CREATE TABLE keyed AS SELECT line, keyed_now.dedup_key, keyed_before.dedup_key AS former_key "
        "FROM keyed_now JOIN keyed_before USING (line)"
    )
    return notes


def _keys(
    connection: duckdb.DuckDBPyConnection, plan: Plan, scope: str, table: str
) -> list[str]:
    number = _number(plan)
    content = f"concat_ws({_PART}, {text(scope)}, {_content(plan)})"
    by_content = f"'c' || md5({content})"
    by_number = f"'n' || md5(concat_ws({_PART}, {text(scope)}, {number}))"
    first = by_content if number is None else f"if({number} IS NULL, {by_content}, {by_number})"
    connection.execute(
        f"CREATE TABLE {table} AS SELECT line, {first} AS dedup_key "  # noqa: S608
        "FROM parsed JOIN raw USING (line) WHERE kind = 'record'"
    )
    connection.execute(
        f"CREATE TEMP TABLE repeated AS SELECT dedup_key AS one FROM {table} "  # noqa: S608
        "GROUP BY one HAVING count(*) > 1"
    )
    return _tell_repeated_apart(connection, content, number, table)


def _number(plan: Plan) -> str | None:
    index = plan.column("external_id")
    return cell(index) if index is not None and plan.number_is_own else None


def _content(plan: Plan) -> str:
    names = ("counterparty", "description", "external_id", "account")
    cells = [f"coalesce({cell(plan.mapping.fields[name])}, '')" for name in names if name in plan.mapping.fields]
    facts = ["parsed.day", "coalesce(parsed.moment::VARCHAR, '')", "parsed.signed",
             "coalesce(parsed.currency, '')", "parsed.direction"]  # fmt: skip
    return ", ".join(facts + cells)


def _tell_repeated_apart(
    connection: duckdb.DuckDBPyConnection, content: str, number: str | None, table: str
) -> list[str]:
    """Number equal lines; a number on lines that differ gives way to their content."""
    connection.execute(
        f"""CREATE TEMP TABLE apart AS
        WITH lines AS (
          SELECT k.line, one, 'c' || md5({content}) AS digest,
                 {number or 'NULL::VARCHAR'} IS NOT NULL AS numbered
          FROM {table} k JOIN repeated ON k.dedup_key = one
          JOIN parsed ON parsed.line = k.line JOIN raw ON raw.line = k.line),
        judged AS (
          SELECT *, min(digest) OVER (PARTITION BY one) <> max(digest) OVER (PARTITION BY one) AS differs
          FROM lines),
        based AS (SELECT *, if(numbered AND differs, digest, one) AS base FROM judged)
        SELECT line, base, numbered AND differs AS fell_back,
               row_number() OVER (PARTITION BY base ORDER BY line) AS occurrence FROM based"""  # noqa: S608
    )
    connection.execute(
        f"UPDATE {table} SET dedup_key = base || if(occurrence > 1, ':' || occurrence, '') "  # noqa: S608
        f"FROM apart WHERE apart.line = {table}.line"
    )
    found = connection.execute("SELECT count(*) FILTER (fell_back) FROM apart").fetchone()
    connection.execute("DROP TABLE repeated")
    connection.execute("DROP TABLE apart")
    count = found[0] if found else 0
    if not count:
        return []
    return [t("{count} rows share their number with different rows; they are told apart by content.", count=count)]
