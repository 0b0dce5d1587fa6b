"""What a rule holds for among the records in the books, before it is saved."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, literal_column, or_, select, text

from core.finance.categorisation.matching import condition
from core.finance.categorisation.queries import get_rule
from core.finance.categorisation.schemas import (
    RESULTS,
    MatchedRecord,
    MatchedSum,
    RuleIn,
    RuleRow,
    RuleTest,
)
from core.finance.categorisation.texts import normal_sql
from core.finance.record_queries import visible_records
from core.finance.states import CategorySource
from core.identity import visible_amount
from core.kit.context import Ctx
from data.schema import FinancialRecord

SAMPLE = 20
LISTED = (
    "id", "record_date", "direction", "currency", "counterparty", "description", "category_id",
    "category_source", "department_id", "project_id", "customer_id", "account_id",
    "import_batch_id", "version",
)  # fmt: skip


def test_rule(ctx: Ctx, rule: RuleIn | int) -> RuleTest:
    """What a rule, saved or not, holds for among the records the actor sees, whatever other rules
    say of them. Raises NotFound, NotPermitted."""
    ctx.require("records.view")
    asked = get_rule(ctx, rule) if isinstance(rule, int) else rule
    found = _matched(ctx, asked)
    groups = _groups(ctx, found, asked)
    conflicts = sum(one.conflicts for one in groups)
    return RuleTest(
        matched=sum(one.records for one in groups),
        changes=sum(one.changes for one in groups),
        conflicts=conflicts,
        chosen=sum(one.chosen for one in groups),
        sums=tuple(MatchedSum.model_validate(one) for one in groups),
        sample=_sample(ctx, found),
        conflicting=_sample(ctx, found, _conflict(found, asked)) if conflicts else (),
    )


def by_person(row: Any) -> ColumnElement[bool]:
    """Whether a person chose the row's category. Before that was kept, those of records made by
    hand or changed since their import count as chosen."""
    known = row.category_source == CategorySource.PERSON.value
    unknown = row.category_source.is_(None)
    touched = or_(row.import_batch_id.is_(None), row.version > 1)
    return and_(row.category_id.is_not(None), or_(known, and_(unknown, touched)))


def _matched(ctx: Ctx, rule: RuleIn | RuleRow) -> Subquery:
    """The records a rule holds for; amounts as the actor may see them, in conditions too."""
    record, dialect = FinancialRecord, ctx.session.get_bind().dialect.name
    amount = visible_amount(ctx, record, record.amount).label("amount")
    listed = [getattr(record, name) for name in LISTED]
    plain = visible_records(ctx).with_only_columns(*listed, amount).subquery("plain")
    texts = {"said_who": "counterparty", "said_what": "description"}
    made = select(
        plain,
        *(literal_column(normal_sql(f"plain.{name}", dialect)).label(said)
          for said, name in texts.items()),
    ).subquery("made")  # fmt: skip
    said: Any = literal_column("concat_ws(chr(31), said_who, said_what)").label("said")
    whole = select(made, said).subquery("whole")
    return select(whole).where(text(condition(rule))).subquery("found")


def _conflict(found: Subquery, rule: RuleIn | RuleRow) -> ColumnElement[bool]:
    if rule.category_id is None:
        return literal_column("false")
    return and_(found.c.category_id.is_not(None), found.c.category_id != rule.category_id)


def _groups(ctx: Ctx, found: Subquery, rule: RuleIn | RuleRow) -> list[Any]:
    row = found.c
    lacking = [row[name].is_(None) for name in RESULTS if getattr(rule, name) is not None]
    conflict = _conflict(found, rule)
    places = row.direction, row.currency
    wanted = select(
        *places,
        func.count().label("records"),
        func.coalesce(func.sum(row.amount), 0).label("amount"),
        func.count().filter(or_(*lacking)).label("changes"),
        func.count().filter(conflict).label("conflicts"),
        func.count().filter(and_(conflict, by_person(row))).label("chosen"),
    )
    return list(ctx.session.execute(wanted.group_by(*places).order_by(*places)).all())


def _sample(
    ctx: Ctx, found: Subquery, *conditions: ColumnElement[bool]
) -> tuple[MatchedRecord, ...]:
    row = found.c
    columns = [row[name] for name in MatchedRecord.model_fields]
    latest = select(*columns).where(*conditions).order_by(row.record_date.desc(), row.id.desc())
    rows = ctx.session.execute(latest.limit(SAMPLE))
    return tuple(MatchedRecord.model_validate(one) for one in rows)
