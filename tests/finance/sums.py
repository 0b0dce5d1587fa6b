"""What the overview adds up, one part at a time."""

from __future__ import annotations

from core.dashboards import figures as add
from core.dashboards.overview import category_kinds
from core.finance import (
    NO_FILTERS,
    CategorySums,
    DepartmentSums,
    MonthSums,
    ReadingFilters,
    sums_by_cell,
)
from core.kit.context import Ctx
from core.kit.periods import Period


def sums(ctx: Ctx, period: Period, filters: ReadingFilters = NO_FILTERS) -> add.Figures:
    return add.figures(sums_by_cell(ctx, period, (), filters), category_kinds(ctx))


def sums_by_month(ctx: Ctx, period: Period) -> tuple[MonthSums, ...]:
    return add.by_month(sums_by_cell(ctx, period, ()))


def sums_by_category(ctx: Ctx, period: Period) -> tuple[CategorySums, ...]:
    return add.by_category(sums_by_cell(ctx, period, ()), category_kinds(ctx))


def sums_by_department(ctx: Ctx, period: Period) -> tuple[DepartmentSums, ...]:
    return add.by_department(sums_by_cell(ctx, period, ()))
