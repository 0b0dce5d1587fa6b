"""A file that a spreadsheet saved again: long numbers rounded, seconds lost, zeros cut.

Its rows have other keys than before, so they are found by what is left of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.finance.imports.plan import Plan
from core.finance.imports.scratch import cell
from core.finance.imports.words import roles_of
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

LOOK = 2000  # rows
ROUNDED = r"^\d([.]\d+)?E[+]\d+$"
DIGITS = 15  # of a number that a spreadsheet keeps
_FACTS = (
    "record_date", "direction", "amount", "currency", "coalesce(counterparty, '')",
    "coalesce(description, '')", "date_trunc('minute', occurred_at)",
)  # fmt: skip


def heed_spreadsheet(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Plan:
    """The plan, with its signs of a spreadsheet: numbers that are rounded tell nothing apart."""
    sample, rounded = _rounded_number(connection, plan)
    if rounded:
        note = t(
            "A spreadsheet seems to have saved this file again: numbers such as {number} are "
            "rounded. Rows are compared by their content with what was imported before.",
            number=sample,
        )
        return replace(plan, resaved=True, number_is_own=False, notes=(*plan.notes, note))
    return replace(plan, resaved=True) if _without_seconds(connection, plan) else plan


def _sampled(
    connection: duckdb.DuckDBPyConnection, plan: Plan, index: int, facts: str
) -> tuple[Any, ...]:
    rows = (
        f"SELECT {cell(index)} AS v FROM raw WHERE line >= {plan.first_line} "  # noqa: S608
        f"AND {cell(index)} IS NOT NULL LIMIT {LOOK}"
    )
    found = connection.execute(f"SELECT count(*), {facts} FROM ({rows})").fetchone()  # noqa: S608
    return tuple(found or ())


def _rounded_number(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[str, bool]:
    test = (
        f"regexp_matches(v, '{ROUNDED}') OR (strlen(v) > {DIGITS + 1} "
        f"AND regexp_matches(v, '^[1-9][0-9]{{{DIGITS - 1}}}0+$'))"
    )
    facts = f"count(*) FILTER ({test}), min(v) FILTER ({test})"
    for index, name in enumerate(plan.labels):
        if any(role == "external_id" for role, _ in roles_of(name)):
            filled, count, sample = _sampled(connection, plan, index, facts)
            if filled and count * 2 > filled:
                return str(sample), True
    return "", False


def _without_seconds(connection: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    index = plan.column("record_date")
    if plan.days is None or not plan.days.timed or index is None:
        return False
    clock = r"\d{1,2}:\d{2}(:\d{2})?"
    facts = (
        f"count(*) FILTER (regexp_matches(v, '{clock}')), "
        r"count(*) FILTER (regexp_matches(v, ':\d{2}:\d{2}'))"
    )
    _, timed, exact = _sampled(connection, plan, index, facts)
    return bool(timed) and not exact


def same_records(source: str, account_id: int | None) -> str:
    """SQL of (line, id) of staged rows and records that agree in all but what is lost; equal ones
    are paired in their order. For DuckDB and PostgreSQL."""
    facts = ", ".join(_FACTS)
    names = "record_date, direction, amount, currency, counterparty, description, occurred_at"
    both = " AND ".join(
        f"({one}) IS NOT DISTINCT FROM ({two})" for one, two in zip(_of("s"), _of("r"), strict=True)
    )
    own = f"= {account_id}" if account_id else "IS NULL"
    return f"""SELECT s.line, r.id FROM (
      SELECT line, external_id, {names},
             row_number() OVER (PARTITION BY {facts} ORDER BY line) AS nth FROM {source}) s
    JOIN (
      SELECT id, external_id, {names},
             row_number() OVER (PARTITION BY {facts} ORDER BY import_line, id) AS nth
      FROM financial_records WHERE deleted_at IS NULL AND account_id {own}
        AND import_batch_id IS NOT NULL
        AND record_date BETWEEN (SELECT min(record_date) FROM {source} first_day)
                            AND (SELECT max(record_date) FROM {source} last_day)) r
    ON s.nth = r.nth AND {both} AND {_same_number()}"""  # noqa: S608


def _of(alias: str) -> list[str]:
    return [
        f"{alias}.record_date", f"{alias}.direction", f"{alias}.amount", f"{alias}.currency",
        f"coalesce({alias}.counterparty, '')", f"coalesce({alias}.description, '')",
        f"date_trunc('minute', {alias}.occurred_at)",
    ]  # fmt: skip


def _same_number() -> str:
    """Whether what is left of the file's number can be the record's."""
    figures = "replace(split_part(s.external_id, 'E', 1), '.', '')"
    bare = "ltrim(r.external_id, '0')"
    rounded = (
        f"(s.external_id LIKE '%E+%' AND left({bare}, length({figures}) - 1) = "
        f"left({figures}, length({figures}) - 1))"
    )
    cut = f"left({bare}, {DIGITS}) = left(s.external_id, {DIGITS})"
    return (
        "(s.external_id IS NULL OR r.external_id IS NULL "
        f"OR ltrim(s.external_id, '0') = {bare} OR {rounded} "
        f"OR (length(s.external_id) > {DIGITS} AND {cut}))"
    )
