"""What tells a record from every other: the source's own number, else content and occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell, text
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

    from core.finance.imports.stage import Home

_UNIT = "chr(31)"


def key_sql(plan: Plan, scope: str) -> str:
    """SQL of the key `staged` keeps of a line: of its content, unique within `scope` but for
    lines that repeat one another; null where the line's own number says it (see `staged_key`)."""
    by_content = f"'c' || {_content_hash(plan, scope)}"
    number = _number(plan)
    if number is None:
        return by_content
    if plan.long_cells:  # `staged` may hold but the beginning of the number
        return f"if({number} IS NULL, {by_content}, {_number_key(number, scope)})"
    return f"if({number} IS NULL, {by_content}, NULL)"


def staged_key(plan: Plan, scope: str, name: str = "dedup_key") -> str:
    """SQL of the key of a row of `staged`, which keeps in column `name` what is not its number.

    A million hashes are made but once, where they are needed.
    """
    if not _by_number(plan):
        return name
    return f"coalesce({name}, {_number_key('external_id', scope)})"


def _by_number(plan: Plan) -> bool:
    return _number(plan) is not None and not plan.long_cells


def _number_key(number: str, scope: str) -> str:
    return f"'n' || md5(concat_ws({_UNIT}, {text(scope)}, ltrim({number}, '0')))"


def _number(plan: Plan) -> str | None:
    index = plan.column("external_id")
    return cell(index) if index is not None and plan.number_is_own else None


def _content_hash(plan: Plan, scope: str) -> str:
    names = ("counterparty", "description", "external_id", "account")
    cells = [
        f"coalesce({cell(plan.mapping.fields[name])}, '')"
        for name in names
        if name in plan.mapping.fields
    ]
    facts = ("day", "coalesce(moment::VARCHAR, '')", "signed", "coalesce(file_currency, '')",
             "coalesce(direction, '')")  # fmt: skip
    return f"md5(concat_ws({_UNIT}, {text(scope)}, {', '.join([*facts, *cells])}))"


def tell_repeated_apart(connection: duckdb.DuckDBPyConnection, plan: Plan, home: Home) -> list[str]:
    """Give lines with one key keys of their own; returns notes.

    The first of several equal lines keeps the plain key, the others carry their occurrence, so
    that a file with one more of them adds exactly one. A number on lines that differ gives way
    to their content.
    """
    count = _apart(connection, plan, "dedup_key", home.scope)
    if home.former_scope:
        _apart(connection, plan, "former_key", home.former_scope)
    if not count:
        return []
    return [
        t(
            "{count} rows share their number with different rows; they are told apart by content.",
            count=count,
        )
    ]


def _some_repeated(connection: duckdb.DuckDBPyConnection, plan: Plan, key: str) -> bool:
    """Whether two records have one key; numbers are compared as they are."""
    one = f"coalesce({key}, 'n' || ltrim(external_id, '0'))" if _by_number(plan) else key
    found = connection.execute(
        f"SELECT 1 FROM staged WHERE kind = 'record' GROUP BY {one} HAVING count(*) > 1 LIMIT 1"  # noqa: S608
    )
    return found.fetchone() is not None


def _apart(connection: duckdb.DuckDBPyConnection, plan: Plan, key: str, scope: str) -> int:
    if not _some_repeated(connection, plan, key):
        return 0
    full = staged_key(plan, scope, key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT {full} AS one FROM staged "  # noqa: S608
        "WHERE kind = 'record' GROUP BY one HAVING count(*) > 1"
    )
    texts = [name for name in ("counterparty", "description") if plan.column(name) is not None]
    timed = ["occurred_at"] if plan.days and plan.days.timed else []
    facts = ["file_currency", "direction", *timed, *texts]
    words = ", ".join(f"coalesce({fact}::VARCHAR, '')" for fact in facts)
    content = f"md5(concat_ws(chr(31), one, record_date, signed, {words}))"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE apart AS
        WITH lines AS (
          SELECT line, one, starts_with(one, 'n') AS numbered, {content} AS digest
          FROM staged JOIN repeated ON ({full}) = one WHERE kind = 'record'),
        judged AS (
          SELECT *, min(digest) OVER (PARTITION BY one) <> max(digest) OVER (PARTITION BY one)
                    AND numbered AS differs FROM lines),
        based AS (SELECT *, if(differs, 'c' || digest, one) AS base FROM judged)
        SELECT line, base, differs,
               row_number() OVER (PARTITION BY base ORDER BY line) AS occurrence FROM based"""  # noqa: S608
    )
    connection.execute(
        f"UPDATE staged SET {key} = base || if(occurrence > 1, ':' || occurrence, '') "  # noqa: S608
        "FROM apart WHERE apart.line = staged.line"
    )
    differing = connection.execute("SELECT count(*) FILTER (differs) FROM apart").fetchone()
    return int(differing[0]) if differing else 0
