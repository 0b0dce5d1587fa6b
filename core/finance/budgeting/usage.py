"""What budgets have used, by month, for all of them in one statement over the records.

A record counts for a budget as `core.indicators.budgets` says: an expense of every kind but
transfer and financing, in the budget's period, in its project, else its department (a record's
own, else its project's), else the company, and in its category or one below.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)

from core.finance.record_queries import in_sums
from core.finance.states import Direction
from core.identity import scoped
from core.kit.context import Ctx
from core.kit.periods import Period
from data.schema import Budget, Category, FinancialRecord, Project

MOST_CUTS = 40
BUDGET, DEPARTMENT, COMPANY = "budget", "department", "company"
YEAR: Any = literal_column("INTERVAL '1 year'")


@dataclass(frozen=True)
class Asked:
    """Budgets to answer for one by one, and those that make up departments and the company."""

    budgets: tuple[int, ...]
    of_departments: tuple[int, ...] = ()
    of_company: tuple[int, ...] = ()
    by_category: bool = False  # for each budget too; departments and the company always are


class Used(NamedTuple):
    """What a budget, department or the company used in a month: `is_current` in the budget's
    period, else in the same days a year earlier. `first` is the earliest day in it."""

    kind: str
    target_id: int
    month: date
    category_id: int | None
    is_current: bool
    first: date
    amount: Decimal
    without_rate: int
    hidden: int


def used_by_month(
    ctx: Ctx, asked: Asked, periods: Sequence[Period], as_of: date
) -> tuple[Used, ...]:
    """The sums up to `as_of`, from a year before the budgets on. `periods` are theirs."""
    if not asked.budgets or not periods:
        return ()
    targets = _targets(asked)
    low = year_earlier(min(period.start for period in periods))
    cells = _cells(ctx, asked, Period(low, as_of), _cuts(periods, as_of))
    matched = _matched(targets, cells)
    keys = (matched.c.kind, matched.c.target_id, matched.c.month, matched.c.segment,
            matched.c.category_id, matched.c.is_current)  # fmt: skip
    statement = select(
        matched.c.kind,
        matched.c.target_id,
        matched.c.month,
        matched.c.category_id,
        matched.c.is_current,
        func.min(matched.c.first),
        func.sum(matched.c.amount),
        func.sum(matched.c.without_rate),
        func.sum(matched.c.hidden),
    ).group_by(*keys)
    return tuple(
        Used(*row[:6], row[6] or Decimal("0.00"), int(row[7]), int(row[8]))
        for row in ctx.session.execute(statement)
    )


def year_earlier(day: date) -> date:
    """The same day a year before; 28 February for a leap day."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _cuts(periods: Sequence[Period], as_of: date) -> list[date]:
    """Days, none the first of a month, at which a month's sum is to be split."""
    ends = [period.end + timedelta(days=1) for period in periods]
    starts = [period.start for period in periods]
    days = {*starts, *ends, *map(year_earlier, starts), year_earlier(as_of) + timedelta(days=1)}
    return sorted(day for day in days if day.day != 1 and day <= as_of)


def _cells(ctx: Ctx, asked: Asked, span: Period, cuts: list[date]) -> CTE:
    """Expenses by month (split at the cuts), department, project and category."""
    record = FinancialRecord
    shown = and_(scoped(ctx, "records.view", record), scoped(ctx, "amounts.view", record))
    day = record.record_date
    wanted = select(Budget.project_id).where(Budget.id.in_(asked.budgets))
    keys = (
        cast(func.date_trunc("month", day), Date).label("month"),
        _segment(day, cuts).label("segment"),
        func.coalesce(record.department_id, Project.department_id).label("home"),
        case((record.project_id.in_(wanted), record.project_id)).label("project"),
        record.category_id.label("category_id"),
    )
    whole = (
        select(
            *keys,
            func.min(day).label("first"),
            func.max(day).label("last"),
            func.sum(case((shown, record.amount_base))).label("amount"),
            func.count(case((record.amount_base.is_(None), 1))).label("without_rate"),
            func.count(case((shown, None), else_=1)).label("hidden"),
        )
        .outerjoin(Project, Project.id == record.project_id)
        .where(in_sums(), record.direction == Direction.EXPENSE.value)
        .where(day.between(span.start, span.end))
        .group_by(*(literal_column(str(place)) for place in range(1, len(keys) + 1)))
        .subquery("whole")
    )
    return select(whole, func.row_number().over().label("cell")).cte("cells")


def _segment(day: Any, cuts: list[date]) -> Any:
    if len(cuts) > MOST_CUTS:
        return day
    passed = [case((day >= cut, 1), else_=0) for cut in cuts]
    total: Any = literal(0)
    for one in passed:
        total = total + one
    return total


def _targets(asked: Asked) -> CTE:
    """What is asked about: kind, id, where its records lie, category and days."""
    home = func.coalesce(Budget.department_id, Project.department_id)
    level = case(
        (Budget.project_id.is_not(None), 2), (Budget.department_id.is_not(None), 1), else_=0
    )
    place = case((level == 2, Budget.project_id), (level == 1, Budget.department_id), else_=0)  # noqa: PLR2004
    nothing = cast(literal(0), BigInteger)
    parts = [_part(BUDGET, Budget.id, level, place, asked.budgets, by_category=asked.by_category)]
    if asked.of_departments:
        parts.append(_part(DEPARTMENT, home, literal(1), home, asked.of_departments))
    if asked.of_company:
        parts.append(_part(COMPANY, nothing, literal(0), nothing, asked.of_company))
    return union_all(*parts).cte("targets")


def _part(
    kind: str,
    target: Any,
    level: Any,
    place: Any,
    ids: Collection[int],
    *,
    by_category: bool = True,
) -> Select[Any]:
    return (
        select(
            literal(kind).label("kind"),
            target.label("target_id"),
            level.label("level"),
            place.label("place"),
            Budget.category_id.label("category_id"),
            Budget.period_start.label("start"),
            cast(Budget.period_start - YEAR, Date).label("former"),
            Budget.period_end.label("until"),
            literal(1 if by_category else 0).label("by_category"),
        )
        .outerjoin(Project, Project.id == Budget.project_id)
        .where(Budget.id.in_(ids))
    )


def _matched(targets: CTE, cells: CTE) -> Any:
    """Each cell once for each target it counts for, in its days or a year before them."""
    tree = _category_tree()
    places: tuple[tuple[int, Any], ...] = (
        (2, cells.c.project == targets.c.place),
        (1, cells.c.home == targets.c.place),
        (0, true()),
    )
    of_category = case((targets.c.by_category == 1, cells.c.category_id), else_=null())
    parts = [
        select(
            targets.c.kind,
            targets.c.target_id,
            cells.c.cell,
            cells.c.month,
            cells.c.segment,
            cells.c.first,
            cast(of_category, BigInteger).label("category_id"),
            (cells.c.first >= targets.c.start).label("is_current"),
            cells.c.amount,
            cells.c.without_rate,
            cells.c.hidden,
        )
        .join(cells, and_(targets.c.level == level, here))
        .outerjoin(
            tree,
            and_(
                tree.c.ancestor_id == targets.c.category_id,
                tree.c.category_id == cells.c.category_id,
            ),
        )
        .where(
            or_(targets.c.category_id.is_(None), tree.c.category_id.is_not(None)),
            cells.c.first >= targets.c.former,
            cells.c.last <= targets.c.until,
        )
        for level, here in places
    ]
    return select(union_all(*parts).subquery("every")).distinct().subquery("matched")


def _category_tree() -> CTE:
    """Each category with itself and everything below it; UNION ends a circle."""
    tree = select(Category.id.label("ancestor_id"), Category.id.label("category_id")).cte(
        "budget_category_tree", recursive=True
    )
    return tree.union(
        select(tree.c.ancestor_id, Category.id).join(tree, Category.parent_id == tree.c.category_id)
    )
