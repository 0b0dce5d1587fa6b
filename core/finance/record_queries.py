"""Reading financial records: scoped, amounts masked, fast over a million rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select

from core.finance.schemas import FinancialRecordRow, RecordTotal, RecordVersionRow
from core.finance.states import COUNTED_STATUSES, UNCOUNTED_KINDS, CategoryKind, Direction
from core.identity import (
    amount_filters,
    amounts_shown,
    load_visible,
    scoped,
    visible_amount,
    with_shown,
    with_visible_amounts,
)
from core.kit.context import Ctx
from core.kit.listing import (
    Filter,
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    contains,
    equals,
    filtered,
    list_page,
    parse_bool,
    parse_date,
    parse_id,
)
from data.schema import Category, Department, FinancialRecord, FinancialRecordVersion, Project


def home_department() -> ColumnElement[Any]:
    """The one department a record is shown under: its own, else that of its project."""
    of_project = (
        select(Project.department_id)
        .where(Project.id == FinancialRecord.project_id)
        .scalar_subquery()
    )
    return func.coalesce(FinancialRecord.department_id, of_project)


def in_departments(ids: Any) -> ColumnElement[bool]:
    """Records that count in any of these departments: their own, and of their projects."""
    projects = select(Project.id).where(Project.department_id.in_(ids))
    return or_(FinancialRecord.department_id.in_(ids), FinancialRecord.project_id.in_(projects))


def subtree(department_id: int) -> Select[Any]:
    """Ids of the department and of all below it."""
    tree = select(Department.id).where(Department.id == department_id).cte(recursive=True)
    below = select(Department.id).join(tree, Department.parent_id == tree.c.id)
    return select(tree.union(below).c.id)


def category_subtree(category_id: int) -> Select[Any]:
    """Ids of the category and of all below it."""
    tree = select(Category.id).where(Category.id == category_id).cte(recursive=True)
    below = select(Category.id).join(tree, Category.parent_id == tree.c.id)
    return select(tree.union(below).c.id)


def of_kinds(kinds: list[str]) -> ColumnElement[bool]:
    """Records whose category is of one of the kinds; without a category: uncategorised."""
    ids = select(Category.id).where(Category.kind.in_(kinds))
    wanted = FinancialRecord.category_id.in_(ids)
    if CategoryKind.UNCATEGORISED in kinds:
        return or_(wanted, FinancialRecord.category_id.is_(None))
    return wanted


def counted(model: Any = FinancialRecord) -> ColumnElement[bool]:
    """Records that count in figures: not in the bin, and booked (not pending, not cancelled)."""
    return and_(model.deleted_at.is_(None), model.status.in_(COUNTED_STATUSES))


def in_sums() -> ColumnElement[bool]:
    """Records that sums of income and expense hold: counted, not neutral, not merely moved."""
    moved = of_kinds([kind.value for kind in UNCOUNTED_KINDS])
    return and_(
        counted(),
        FinancialRecord.direction != Direction.NEUTRAL.value,
        not_(func.coalesce(moved, False)),
    )


RECORD_LIST = ListSpec(
    key=FinancialRecord.id,
    sorts={
        "id": FinancialRecord.id,
        "record_date": FinancialRecord.record_date,
        "amount": FinancialRecord.amount,
        "amount_base": FinancialRecord.amount_base,
        "counterparty": FinancialRecord.counterparty,
        "created_at": FinancialRecord.created_at,
    },
    default_sort="-record_date",
    filters={
        "record_date": equals(FinancialRecord.record_date, parse_date),
        "date_from": at_least(FinancialRecord.record_date, parse_date),
        "date_to": at_most(FinancialRecord.record_date, parse_date),
        "direction": equals(FinancialRecord.direction),
        "status": equals(FinancialRecord.status),
        "currency": equals(FinancialRecord.currency, str.upper),
        "category_id": equals(FinancialRecord.category_id, int),
        "category_kind": Filter(lambda text: text.split(","), of_kinds),
        "in_category": Filter(
            parse_id, lambda value: FinancialRecord.category_id.in_(category_subtree(value))
        ),
        "department_id": equals(FinancialRecord.department_id, int),
        "home_department": Filter(
            lambda text: None if text == "none" else parse_id(text),
            lambda value: (
                home_department().is_(None) if value is None else home_department() == value
            ),
        ),
        "in_department": Filter(parse_id, lambda value: in_departments(subtree(value))),
        "project_id": equals(FinancialRecord.project_id, int),
        "customer_id": equals(FinancialRecord.customer_id, int),
        "account_id": equals(FinancialRecord.account_id, int),
        "import_batch_id": equals(FinancialRecord.import_batch_id),
        "counterparty": contains(FinancialRecord.counterparty),
        "external_id": equals(FinancialRecord.external_id),
        "in_sums": Filter(parse_bool, lambda value: in_sums() if value else not_(in_sums())),
        **amount_filters("amount", FinancialRecord.amount),
    },
    search=(
        FinancialRecord.counterparty,
        FinancialRecord.description,
        FinancialRecord.external_id,
    ),
)


def visible_records(ctx: Ctx, *, in_bin: bool = False) -> Select[Any]:
    """The records the actor may see (those in the bin when asked). Raises NotPermitted."""
    ctx.require("records.view")
    binned = FinancialRecord.deleted_at
    return select(FinancialRecord).where(
        scoped(ctx, "records.view", FinancialRecord),
        binned.is_not(None) if in_bin else binned.is_(None),
    )


def record_list_spec(ctx: Ctx) -> ListSpec:
    """`RECORD_LIST` with the amounts masked for the actor."""
    return with_visible_amounts(ctx, RECORD_LIST, FinancialRecord, "amount", "amount_base")


def list_records(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False, in_bin: bool = False
) -> Page[FinancialRecordRow]:
    """Financial records, the newest first; amounts None where the actor may not see them."""
    return list_page(
        ctx,
        with_shown(ctx, visible_records(ctx, in_bin=in_bin), FinancialRecord),
        record_list_spec(ctx),
        query,
        lambda row: to_row(row.FinancialRecord, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_record(ctx: Ctx, record_id: int) -> FinancialRecordRow:
    """One record, in the bin or not. Raises NotFound."""
    return seen(ctx, load_visible(ctx, FinancialRecord, record_id, "records.view"))


def seen(ctx: Ctx, record: FinancialRecord) -> FinancialRecordRow:
    """The row of a record as the actor may see it."""
    return to_row(record, shown=amounts_shown(ctx, FinancialRecord, record.id))


def to_row(record: FinancialRecord, *, shown: bool) -> FinancialRecordRow:
    """The frozen row; without amounts and what the source said of them unless `shown`."""
    row = FinancialRecordRow.model_validate(record)
    if shown:
        return row
    return row.model_copy(update={"amount": None, "amount_base": None, "extra": None})


def record_versions(ctx: Ctx, record_id: int) -> tuple[RecordVersionRow, ...]:
    """What the record said before each edit, the latest first. Raises NotFound."""
    load_visible(ctx, FinancialRecord, record_id, "records.view")
    shown = amounts_shown(ctx, FinancialRecord, record_id)
    former = ctx.session.scalars(
        select(FinancialRecordVersion)
        .where(FinancialRecordVersion.record_id == record_id)
        .order_by(FinancialRecordVersion.version.desc(), FinancialRecordVersion.id.desc())
    )
    rows = tuple(RecordVersionRow.model_validate(row) for row in former)
    if shown:
        return rows
    hidden = {"amount": None, "amount_base": None, "extra": None}
    return tuple(row.model_copy(update=hidden) for row in rows)


def record_totals(ctx: Ctx, query: ListQuery) -> tuple[RecordTotal, ...]:
    """Sums of everything the list shows, per direction and currency; never across currencies."""
    shown = scoped(ctx, "amounts.view", FinancialRecord)
    amount = visible_amount(ctx, FinancialRecord, FinancialRecord.amount)
    base = visible_amount(ctx, FinancialRecord, FinancialRecord.amount_base)
    unrated = and_(shown, FinancialRecord.amount_base.is_(None))
    statement: Any = visible_records(ctx).with_only_columns(
        FinancialRecord.direction,
        FinancialRecord.currency,
        func.count().label("records"),
        func.coalesce(func.sum(amount), Decimal(0)).label("amount"),
        func.coalesce(func.sum(base), Decimal(0)).label("amount_base"),
        func.count(case((unrated, 1))).label("without_rate"),
        func.count(case((shown, None), else_=1)).label("hidden"),
    )
    places = (FinancialRecord.direction, FinancialRecord.currency)
    sums = filtered(statement, record_list_spec(ctx), query).group_by(*places).order_by(*places)
    return tuple(RecordTotal.model_validate(row) for row in ctx.session.execute(sums))
