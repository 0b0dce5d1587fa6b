"""What the overview adds up from cells: figures, months, parts, changes, the month's end."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.finance import CategoryKind, CategorySums, Cell, DepartmentSums, MonthSums
from core.kit.money import ratio, to_cents
from core.kit.periods import Period, month_start

ZERO = Decimal("0.00")
FORECAST_MONTHS = 3
REVENUE = frozenset({CategoryKind.REVENUE, CategoryKind.UNCATEGORISED})
COST = frozenset({CategoryKind.COST_OF_SALES, CategoryKind.UNCATEGORISED})
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Kind:
    """A category's names and kind."""

    name_zh: str | None
    name_en: str | None
    kind: CategoryKind


UNCATEGORISED = Kind(None, None, CategoryKind.UNCATEGORISED)
Kinds = Mapping[int | None, Kind]


@dataclass(frozen=True)
class Figures:
    """The figures of one span of days in company currency. `income` and `expense` are cash in and
    out; `revenue` and `cost` (of sales) hold what has no category yet, `unsorted` of them."""

    income: Decimal
    expense: Decimal
    revenue: Decimal
    cost: Decimal
    unsorted: Decimal
    records: int
    without_rate: int
    hidden: int

    @property
    def net(self) -> Decimal:
        """Cash in less cash out."""
        return self.income - self.expense

    @property
    def gross_margin(self) -> Decimal | None:
        """(revenue - cost) ÷ revenue; None without revenue."""
        return ratio(self.revenue - self.cost, self.revenue)

    @property
    def unsorted_share(self) -> Decimal | None:
        """How much of revenue and cost has no category; None without either."""
        return ratio(self.unsorted, self.revenue + self.cost)


def figures(cells: Iterable[Cell], kinds: Kinds) -> Figures:
    """The figures of the cells."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    records = without_rate = hidden = 0
    for cell in cells:
        kind = kinds.get(cell.category_id, UNCATEGORISED).kind
        sums["income"] += cell.income
        sums["expense"] += cell.expense
        sums["revenue"] += cell.income if kind in REVENUE else ZERO
        sums["cost"] += cell.expense if kind in COST else ZERO
        if kind is CategoryKind.UNCATEGORISED:
            sums["unsorted"] += cell.income + cell.expense
        records += cell.records
        without_rate += cell.without_rate
        hidden += cell.hidden
    names = ("income", "expense", "revenue", "cost", "unsorted")
    income, expense, revenue, cost, unsorted = (sums[name] for name in names)
    return Figures(income, expense, revenue, cost, unsorted, records, without_rate, hidden)


def inside(cells: Iterable[Cell], span: int) -> list[Cell]:
    """The cells whose days are in the span of that number."""
    return [cell for cell in cells if cell.spans[span]]


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, dict[str, object]]:
    """Key -> the sums of its cells, as the rows of `core.finance` name them."""
    found: dict[Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell)
    return {
        name: {
            "income": sum((cell.income for cell in group), ZERO),
            "expense": sum((cell.expense for cell in group), ZERO),
            "records": sum(cell.records for cell in group),
            "without_rate": sum(cell.without_rate for cell in group),
            "hidden": sum(cell.hidden for cell in group),
        }
        for name, group in found.items()
    }


def by_month(cells: Iterable[Cell]) -> tuple[MonthSums, ...]:
    """The sums of each month with records, in order of time."""
    found = _grouped(cells, lambda cell: cell.month)
    return tuple(MonthSums.model_validate({"month": m, **found[m]}) for m in sorted(found))


def by_category(cells: Iterable[Cell], kinds: Kinds) -> tuple[CategorySums, ...]:
    """The sums of each category, the largest turnover first."""
    rows = []
    for category_id, sums in _grouped(cells, lambda cell: cell.category_id).items():
        known = kinds.get(category_id, UNCATEGORISED)
        names = {"name_zh": known.name_zh, "name_en": known.name_en, "kind": known.kind}
        rows.append(CategorySums.model_validate({"category_id": category_id, **names, **sums}))
    return tuple(sorted(rows, key=lambda row: (-_turnover(row), row.category_id or 0)))


def by_department(cells: Iterable[Cell]) -> tuple[DepartmentSums, ...]:
    """The sums of each department, the largest turnover first."""
    found = _grouped(cells, lambda cell: cell.department_id)
    rows = [DepartmentSums.model_validate({"department_id": k, **v}) for k, v in found.items()]
    return tuple(sorted(rows, key=lambda row: (-_turnover(row), row.department_id or 0)))


def _turnover(row: CategorySums | DepartmentSums) -> Decimal:
    return abs(row.income) + abs(row.expense)


@dataclass(frozen=True)
class Change:
    """A category whose income or expense moved against the comparison."""

    category_id: int | None
    name_zh: str | None
    name_en: str | None
    direction: str
    now: Decimal
    before: Decimal

    @property
    def by(self) -> Decimal:
        """How much more (or less) it is."""
        return self.now - self.before


def changes(
    now: Sequence[CategorySums], before: Sequence[CategorySums], *, limit: int
) -> tuple[Change, ...]:
    """What moved most, the largest first."""
    found = []
    for side in ("income", "expense"):
        old = {row.category_id: row for row in before}
        names = old | {row.category_id: row for row in now}
        new = {row.category_id: getattr(row, side) for row in now}
        for category_id, row in names.items():
            was = getattr(old[category_id], side) if category_id in old else ZERO
            is_now = new.get(category_id, ZERO)
            found.append(Change(category_id, row.name_zh, row.name_en, side, is_now, was))
    moved = [change for change in found if change.by]
    return tuple(sorted(moved, key=lambda change: -abs(change.by))[:limit])


@dataclass(frozen=True)
class Forecast:
    """The current month to its end: what is booked up to `as_of`, and what the same days of the
    last `months` months brought on average after that day."""

    month: date
    as_of: date
    months: int
    income_so_far: Decimal
    expense_so_far: Decimal
    income: Decimal
    expense: Decimal

    @property
    def net(self) -> Decimal:
        """Forecast cash in less forecast cash out at the month's end."""
        return self.income - self.expense


def rest_of_months(as_of: date) -> tuple[Period, ...]:
    """The days after the day of `as_of` in each of the last months."""
    found = []
    for back in range(1, FORECAST_MONTHS + 1):
        start = month_start(as_of, back=back)
        last = calendar.monthrange(start.year, start.month)[1]
        if as_of.day < last:
            found.append(Period(start.replace(day=as_of.day + 1), start.replace(day=last)))
    return tuple(found)


def forecast(cells: Sequence[Cell], as_of: date, rest: int) -> Forecast | None:
    """Where the month of `as_of` will end; None on its last day or without a month to learn from.

    `rest` is the span that holds `rest_of_months(as_of)`.
    """
    this = as_of.replace(day=1)
    earlier = {month_start(as_of, back=back) for back in range(1, FORECAST_MONTHS + 1)}
    months = len({cell.month for cell in cells} & earlier)
    if not months or as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]:
        return None
    here = [cell for cell in cells if cell.month == this]
    after = inside(cells, rest)

    def total(listed: Iterable[Cell], side: str) -> Decimal:
        return sum((getattr(cell, side) for cell in listed), ZERO)

    income, expense = total(here, "income"), total(here, "expense")
    return Forecast(
        this, as_of, months, income, expense,
        to_cents(income + total(after, "income") / months),
        to_cents(expense + total(after, "expense") / months),
    )  # fmt: skip
