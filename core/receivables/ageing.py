"""How long what is owed has been due, per customer, in company currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, or_, select, type_coerce

from core.company import company
from core.finance import names_of, rate_on, subtree
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.money import to_cents
from core.receivables.queries import countable_receivables
from core.receivables.sums import NOTHING, company_day, open_on
from data.schema import Receivable

BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90")


@dataclass(frozen=True)
class ReceivableFilters:
    """What a reading is narrowed to; `department_id` counts with all below it."""

    department_id: int | None = None
    project_id: int | None = None
    customer_id: int | None = None


NO_FILTERS = ReceivableFilters()


class AgeingRow(Row):
    """Open amounts in company currency by how long they have been due. None: all of it lacks a
    rate; `without_rate` of the `receivables` are in no amount."""

    customer_id: int | None
    customer: str | None
    not_due: Decimal | None
    days_1_30: Decimal | None
    days_31_60: Decimal | None
    days_61_90: Decimal | None
    days_over_90: Decimal | None
    overdue: Decimal | None
    total: Decimal | None
    receivables: int
    without_rate: int


class Ageing(Row):
    """The ageing on a day: each customer, the most overdue first, and all together."""

    as_of: date
    currency: str
    items: tuple[AgeingRow, ...]
    total: AgeingRow


@dataclass
class _Sums:
    """A row in the making."""

    customer_id: int | None = None
    receivables: int = 0
    without_rate: int = 0
    amounts: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(BUCKETS, NOTHING))

    def add(self, bucket: str, amount: Decimal | None, receivables: int) -> None:
        """Count a bucket in; without an amount there was no rate."""
        self.receivables += receivables
        if amount is None:
            self.without_rate += receivables
        else:
            self.amounts[bucket] += amount

    def row(self, name: str | None) -> AgeingRow:
        """The frozen row."""
        nothing_known = self.receivables > 0 and self.receivables == self.without_rate
        late = sum((self.amounts[bucket] for bucket in BUCKETS[1:]), NOTHING)
        known: dict[str, Decimal] = {
            **self.amounts,
            "overdue": late,
            "total": late + self.amounts["not_due"],
        }
        return AgeingRow(
            customer_id=self.customer_id,
            customer=name,
            receivables=self.receivables,
            without_rate=self.without_rate,
            **(dict.fromkeys(known) if nothing_known else known),
        )


def receivables_ageing(
    ctx: Ctx, as_of: date | None = None, filters: ReceivableFilters = NO_FILTERS
) -> Ageing:
    """The ageing on a day, by default today. Raises NotPermitted."""
    day = company_day(ctx, as_of)
    everything, customers = _Sums(), dict[int | None, _Sums]()
    rates = Rates(ctx, day)
    for one in ctx.session.execute(_grouped(ctx, day, filters)):
        amount = rates.in_base(one.amount, one.currency)
        sums = customers.setdefault(one.customer_id, _Sums(one.customer_id))
        for found in (sums, everything):
            found.add(one.bucket, amount, one.receivables)
    names = names_of(ctx, "customer_id", customers)
    rows = [sums.row(names.get(found or 0)) for found, sums in customers.items()]
    rows.sort(key=lambda row: (-(row.overdue or 0), -(row.total or 0), row.customer_id or 0))
    return Ageing(as_of=day, currency=rates.base, items=tuple(rows), total=everything.row(None))


class Rates:
    """Rates of one day, each looked up once."""

    def __init__(self, ctx: Ctx, day: date) -> None:
        self.ctx, self.day, self.base = ctx, day, company(ctx).currency
        self._known: dict[str, Decimal | None] = {}

    def in_base(self, amount: Decimal, currency: str) -> Decimal | None:
        """`amount` in company currency; None without a rate."""
        if currency not in self._known:
            self._known[currency] = rate_on(self.ctx, currency, self.day)
        rate = self._known[currency]
        return None if rate is None else to_cents(amount * rate)


def narrowed(filters: ReceivableFilters) -> Iterable[Any]:
    """The conditions of the filters."""
    if filters.department_id is not None:
        yield Receivable.department_id.in_(subtree(filters.department_id))
    if filters.project_id is not None:
        yield Receivable.project_id == filters.project_id
    if filters.customer_id is not None:
        yield Receivable.customer_id == filters.customer_id


def issued_by(day: date | ColumnElement[Any]) -> Any:
    """Receivables there were on that day, as far as one knows when they were issued."""
    return or_(Receivable.issued_on.is_(None), Receivable.issued_on <= day)


def _grouped(ctx: Ctx, day: date, filters: ReceivableFilters) -> Any:
    late = type_coerce(day - Receivable.due_date, Integer)
    bucket = case(
        (late <= 0, BUCKETS[0]),
        (late <= 30, BUCKETS[1]),  # noqa: PLR2004
        (late <= 60, BUCKETS[2]),  # noqa: PLR2004
        (late <= 90, BUCKETS[3]),  # noqa: PLR2004
        else_=BUCKETS[4],
    )
    owed = (
        countable_receivables(ctx)
        .with_only_columns(
            Receivable.customer_id,
            Receivable.currency,
            bucket.label("bucket"),
            open_on(day).label("left"),
        )
        .where(issued_by(day), *narrowed(filters))
        .subquery("owed")
    )
    keys = (owed.c.customer_id, owed.c.currency, owed.c.bucket)
    return (
        select(*keys, func.sum(owed.c.left).label("amount"), func.count().label("receivables"))
        .where(owed.c.left > 0)
        .group_by(*keys)
    )
