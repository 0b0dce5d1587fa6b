"""Rules applied to records that are in the books: first what would change, then the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

from sqlalchemy import TableClause, column, func, select, table
from sqlalchemy import text as sql

from core.audit import record
from core.finance.categorisation.errors import require_rule_maker
from core.finance.categorisation.matching import decided
from core.finance.categorisation.queries import active_rules
from core.finance.categorisation.schemas import (
    RESULTS,
    HistoryIn,
    HistoryRecord,
    HistoryResult,
    MatchedRecord,
    RuleCount,
    RuleRow,
)
from core.finance.changes import RECORDS_CHANGED, forget_loaded, span_of
from core.finance.records import keep_many
from core.identity import visible_amount
from core.kit.context import Ctx
from core.kit.events import emit
from data.schema import FinancialRecord

SAMPLE = 20
_MACHINE = "category_source IN ('file', 'rule', 'keyword')"
_READ = (
    "id", "counterparty", "description", "amount", "direction", "currency", "account_id",
    "category_source", "categorisation_rule_id", *RESULTS,
)  # fmt: skip


def preview_history(ctx: Ctx, wanted: HistoryIn | None = None) -> HistoryResult:
    """What applying the rules in use to all records would change. Raises NotPermitted."""
    require_rule_maker(ctx)
    with _changes(ctx, wanted or HistoryIn()) as changes:
        return _result(ctx, changes)


def apply_to_history(ctx: Ctx, wanted: HistoryIn | None = None) -> HistoryResult:
    """Apply the rules in use to all records, keeping the former rows; what changed.

    One audit entry names the rules and numbers; each record's former version says what it was.
    Raises NotPermitted.
    """
    require_rule_maker(ctx)
    with _changes(ctx, wanted or HistoryIn()) as changes:
        result = _result(ctx, changes)
        if result.records:
            _write(ctx, changes)
            told = {str(one.rule_id): one.records for one in result.rules}
            after = {"records": result.records, "by_rule": told}
            record(ctx, "financial_record.rules_applied", "financial_record", None, after=after)
    return result


@contextmanager
def _changes(ctx: Ctx, wanted: HistoryIn) -> Iterator[TableClause]:
    """A temporary table of the records that change, with what they get."""
    rules = active_rules(ctx)
    name = f"categorised_{token_hex(6)}"
    made = _query(rules, wanted, ctx.session.get_bind().dialect.name)
    ctx.session.execute(sql(f"CREATE TEMP TABLE {name} AS {made}"))
    yield table(name, column("id"), column("rule"), *(column(f"new_{one}") for one in RESULTS))
    ctx.session.execute(sql(f"DROP TABLE {name}"))


def _query(rules: tuple[RuleRow, ...], wanted: HistoryIn, dialect: str) -> str:
    said = {name for name in RESULTS if any(getattr(rule, name) for rule in rules)}
    open_ones = [f"{name} IS NULL" for name in RESULTS if name in said]
    again = [_MACHINE] if wanted.redecide and "category_id" in said else []
    asked = " OR ".join([*open_ones, *again]) or "false"
    relation = (
        f"(SELECT {', '.join(_READ)} FROM financial_records "  # noqa: S608
        f"WHERE deleted_at IS NULL AND ({asked}))"
    )
    new = {name: _new(name, wanted) for name in RESULTS}
    changed = {name: f"{value} IS DISTINCT FROM {name}" for name, value in new.items()}
    rule = " ".join(f"WHEN {changed[name]} THEN rule_of_{name}" for name in RESULTS)
    values = ", ".join(f"{value} AS new_{name}" for name, value in new.items())
    return (
        f"SELECT id, CASE {rule} END AS rule, {changed['category_id']} AS recategorised, {values} "  # noqa: S608
        f"FROM {decided(relation, rules, dialect)} d WHERE {' OR '.join(changed.values())}"
    )


def _new(name: str, wanted: HistoryIn) -> str:
    """SQL of a column's new value."""
    ruled = f"ruled_{name}"
    if wanted.rule_ids:
        ids = ", ".join(map(str, wanted.rule_ids))
        ruled = f"CASE WHEN rule_of_{name} IN ({ids}) THEN {ruled} END"
    if name == "category_id" and wanted.redecide:
        return (
            f"CASE WHEN {name} IS NULL OR {_MACHINE} THEN coalesce({ruled}, {name}) ELSE {name} END"
        )
    return f"coalesce({name}, {ruled})"


def _result(ctx: Ctx, changes: TableClause) -> HistoryResult:
    by_rule = select(changes.c.rule, func.count()).group_by(changes.c.rule)
    counts = tuple(
        RuleCount(rule_id=rule, records=count)
        for rule, count in ctx.session.execute(by_rule.order_by(func.count().desc()))
    )
    return HistoryResult(
        records=sum(one.records for one in counts), rules=counts, sample=_sample(ctx, changes)
    )


def _sample(ctx: Ctx, changes: TableClause) -> tuple[HistoryRecord, ...]:
    row = FinancialRecord
    plain = [name for name in MatchedRecord.model_fields if name != "amount"]
    wanted = (
        select(
            *(getattr(row, name) for name in plain),
            visible_amount(ctx, row, row.amount).label("amount"),
            changes.c.rule.label("rule_id"),
            *(changes.c[f"new_{name}"] for name in RESULTS),
        )
        .join(changes, changes.c.id == row.id)
        .order_by(row.record_date.desc(), row.id.desc())
        .limit(SAMPLE)
    )
    return tuple(HistoryRecord.model_validate(one) for one in ctx.session.execute(wanted))


def _write(ctx: Ctx, changes: TableClause) -> None:
    concerned = FinancialRecord.id.in_(select(changes.c.id))
    before = span_of(ctx, concerned)
    keep_many(ctx, concerned)
    sets = ", ".join(f"{name} = n.new_{name}" for name in RESULTS)
    ctx.session.execute(
        sql(
            f"""UPDATE financial_records SET {sets},
              category_source = CASE WHEN n.recategorised THEN 'rule'
                ELSE financial_records.category_source END,
              categorisation_rule_id = CASE WHEN n.recategorised THEN n.rule
                ELSE coalesce(financial_records.categorisation_rule_id, n.rule) END,
              version = financial_records.version + 1, updated_at = :now
            FROM {changes.name} n WHERE financial_records.id = n.id"""  # noqa: S608
        ),
        {"now": ctx.now.replace(tzinfo=None)},
    )
    forget_loaded(ctx)
    emit(ctx, RECORDS_CHANGED, _both(before, span_of(ctx, concerned)))


def _both(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """The days and places of the records before and after."""
    first, then = before or {}, after or {}
    places = {
        name: sorted({*first.get(name, ()), *then.get(name, ())})
        for name in ("department_ids", "project_ids")
    }
    return {**first, **then, **places}
