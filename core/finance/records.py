"""Changing financial records: by hand, with the former row kept, and many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, literal, select, update

from core.audit import change_row, changes_of, check_version, create_row, record
from core.company import company
from core.finance.changes import (
    RECORDS_CHANGED,
    emit_records_changed,
    forget_loaded,
    span_of,
    touched,
)
from core.finance.exchange_rates import base_amount
from core.finance.links import check_links
from core.finance.record_queries import seen
from core.finance.schemas import FinancialRecordIn, FinancialRecordPatch, FinancialRecordRow
from core.finance.states import CategorySource
from core.identity import load_editable, place, require_place, scoped
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound
from core.kit.events import emit
from core.kit.i18n import N_
from data.schema import FinancialRecord, FinancialRecordVersion
from data.schema.finance import RecordColumns

RIGHTS = ("records.view", "records.edit")
PLACE = ("department_id", "project_id")
CONVERTED_FROM = ("amount", "currency", "record_date")
KEPT = tuple(
    name for name in (*vars(RecordColumns), "created_by", "created_at") if not name.startswith("_")
)
MAX_AT_ONCE = 5_000


def create_record(ctx: Ctx, wanted: FinancialRecordIn) -> FinancialRecordRow:
    """Add a record, in company currency unless said otherwise. Raises Invalid, NotPermitted."""
    ctx.require("records.edit")
    values = wanted.model_dump()
    check_links(ctx, values)
    values["department_id"] = place(ctx, "records.edit", wanted.department_id, wanted.project_id)
    values["currency"] = wanted.currency or company(ctx).currency
    values["amount_base"] = base_amount(ctx, wanted.amount, values["currency"], wanted.record_date)
    values["category_source"] = _by_person(wanted.category_id)
    row = create_row(ctx, FinancialRecord(**values), "financial_record")
    emit_records_changed(ctx, [touched(row)])
    return seen(ctx, row)


def update_record(
    ctx: Ctx,
    record_id: int,
    patch: FinancialRecordPatch,
    *,
    expected_version: int | None = None,
) -> FinancialRecordRow:
    """Change a record; the former row is kept. Raises NotFound, NotPermitted, Invalid, Stale."""
    row = load_editable(
        ctx, FinancialRecord, record_id, RIGHTS, FinancialRecord.deleted_at.is_(None)
    )
    check_version(row, expected_version)
    values = changes_of(row, patch.model_dump(exclude_unset=True))
    if not values:
        return seen(ctx, row)
    check_links(ctx, values, row)
    if any(name in values for name in PLACE):
        require_place(
            ctx, "records.edit", *(values.get(name, getattr(row, name)) for name in PLACE)
        )
    if any(name in values for name in CONVERTED_FROM):
        values["amount_base"] = base_amount(
            ctx, *(values.get(name, getattr(row, name)) for name in CONVERTED_FROM)
        )
    if "category_id" in values:
        values["category_source"] = _by_person(values["category_id"])
        values["categorisation_rule_id"] = None
    before = touched(row)
    keep_former(ctx, row)
    change_row(ctx, row, "financial_record", values)
    emit_records_changed(ctx, [before, touched(row)])
    return seen(ctx, row)


def _by_person(category_id: int | None) -> str | None:
    """What decided a category that a person sets, or takes away."""
    return None if category_id is None else CategorySource.PERSON.value


def keep_former(ctx: Ctx, row: FinancialRecord) -> None:
    """Append the record as it stands to its former versions."""
    ctx.session.add(
        FinancialRecordVersion(
            **{name: getattr(row, name) for name in KEPT},
            record_id=row.id,
            version=row.version,
            replaced_at=ctx.now,
            replaced_by=ctx.actor.user_id,
        )
    )


def delete_record(ctx: Ctx, record_id: int, *, expected_version: int | None = None) -> None:
    """Put a record into the bin. Raises NotFound, NotPermitted, Stale."""
    row = load_editable(
        ctx, FinancialRecord, record_id, RIGHTS, FinancialRecord.deleted_at.is_(None)
    )
    change_row(
        ctx,
        row,
        "financial_record",
        {"deleted_at": ctx.now},
        expected_version=expected_version,
        action="deleted",
    )
    emit_records_changed(ctx, [touched(row)])


def restore_record(ctx: Ctx, record_id: int) -> FinancialRecordRow:
    """Take a record out of the bin. Raises Conflict when it has been imported again since."""
    row = load_editable(
        ctx, FinancialRecord, record_id, RIGHTS, FinancialRecord.deleted_at.is_not(None)
    )
    twin = select(FinancialRecord.id).where(
        FinancialRecord.dedup_key == row.dedup_key, FinancialRecord.deleted_at.is_(None)
    )
    if row.dedup_key is not None and ctx.session.scalar(twin) is not None:
        raise Conflict(
            "record.imported_again", N_("The same record has been imported again since.")
        )
    change_row(ctx, row, "financial_record", {"deleted_at": None}, action="restored")
    emit_records_changed(ctx, [touched(row)])
    return seen(ctx, row)


def set_category(ctx: Ctx, record_ids: Iterable[int], category_id: int | None) -> int:
    """Give many records a category (None: take it away), all or none; how many changed.

    Raises NotFound when one cannot be seen or changed, Invalid for an unknown category or more
    than 5,000 at once.
    """
    ctx.require("records.edit")
    check_links(ctx, {"category_id": category_id})
    ids = sorted(set(record_ids))
    _check_all_editable(ctx, ids)
    category = FinancialRecord.category_id
    changing = [FinancialRecord.id.in_(ids), category.is_distinct_from(category_id)]
    changed = list(ctx.session.scalars(select(FinancialRecord.id).where(*changing)))
    if not changed:
        return 0
    concerned = FinancialRecord.id.in_(changed)
    keep_many(ctx, concerned)
    ctx.session.execute(
        update(FinancialRecord)
        .where(concerned)
        .values(
            category_id=category_id,
            category_source=_by_person(category_id),
            categorisation_rule_id=None,
            version=FinancialRecord.version + 1,
            updated_at=ctx.now,
        )
        .execution_options(synchronize_session=False)
    )
    forget_loaded(ctx)
    after = {"category_id": category_id, "record_ids": changed}
    record(ctx, "financial_record.categorised", "financial_record", None, after=after)
    emit(ctx, RECORDS_CHANGED, span_of(ctx, concerned) or {})
    return len(changed)


def _check_all_editable(ctx: Ctx, ids: list[int]) -> None:
    if len(ids) > MAX_AT_ONCE:
        raise Invalid(
            "record.too_many", N_("Choose at most {most} records at once."), most=MAX_AT_ONCE
        )
    found = select(FinancialRecord.id).where(
        FinancialRecord.id.in_(ids),
        FinancialRecord.deleted_at.is_(None),
        scoped(ctx, "records.view", FinancialRecord),
        scoped(ctx, "records.edit", FinancialRecord),
    )
    if len(ctx.session.scalars(found).all()) != len(ids):
        raise NotFound


def keep_many(ctx: Ctx, concerned: Any) -> None:
    """As `keep_former`, for all records that match, without loading them."""
    former = {
        **{name: getattr(FinancialRecord, name) for name in KEPT},
        "record_id": FinancialRecord.id,
        "version": FinancialRecord.version,
        "replaced_at": literal(ctx.now, FinancialRecordVersion.replaced_at.type),
        "replaced_by": literal(ctx.actor.user_id, FinancialRecordVersion.replaced_by.type),
    }
    ctx.session.execute(
        insert(FinancialRecordVersion).from_select(
            list(former), select(*former.values()).where(concerned)
        )
    )
