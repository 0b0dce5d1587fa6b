"""How departments perform: the figures of each, judged by the company's limits, in tree order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.company import company
from core.indicators import TargetType, definition, scorecard
from core.indicators.schemas import Scores
from core.indicators.thresholds import (
    NO_LIMITS,
    Light,
    Limits,
    badness,
    company_limits,
    light_of,
)
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import today
from core.kit.viewer import Viewer
from data.schema import Department

DEPARTMENT_FIGURES = (
    "revenue",
    "cost",
    "gross_margin",
    "budget_execution_rate",
    "project_completion_rate",
    "customer_satisfaction",
)
"""Codes of the indicators shown, in their order."""


class DepartmentFigure(Row):
    """A figure and its light; `value` None where the formula has none."""

    value: Decimal | None
    light: Light


class DepartmentPerformance(Row):
    """A department with its own figures, without those below it. `depth`: how many departments
    stand above it, of those the reader sees; `light` is the worst of its figures."""

    id: int
    name: str
    depth: int
    manager_id: int | None
    currency: str
    light: Light
    figures: Mapping[str, DepartmentFigure]


def department_performance(
    ctx: Ctx, *, as_of: date | None = None, period: str | None = None
) -> list[DepartmentPerformance]:
    """The departments whose amounts the actor sees, each below the one it belongs to, by name;
    remembered until data changes.

    Raises NotPermitted without the right to amounts, Invalid for an unknown period.
    """
    ctx.require("amounts.view")
    day = as_of or today(ctx.now, company(ctx).timezone)
    return list(_read(ctx, Viewer(ctx.actor), day, period))


@versioned(size=64)
def _read(
    ctx: Ctx, viewer: Viewer, day: date, period: str | None
) -> tuple[DepartmentPerformance, ...]:
    scores = scorecard(ctx, TargetType.DEPARTMENT, as_of=day, period=period)
    limits = company_limits(ctx)
    rows = ctx.session.execute(
        select(Department.id, Department.parent_id, Department.manager_id).where(
            Department.id.in_([one.target_id for one in scores])
        )
    ).all()
    parents = {row.id: row.parent_id for row in rows}
    managers = {row.id: row.manager_id for row in rows}
    return tuple(
        _judged(one, depth, managers.get(one.target_id), limits)
        for one, depth in _in_tree_order(scores, parents)
    )


def _judged(
    one: Scores, depth: int, manager_id: int | None, limits: Mapping[str, Limits]
) -> DepartmentPerformance:
    figures = {}
    for code in DEPARTMENT_FIGURES:
        value = one.values.get(code)
        light = light_of(value, limits.get(code, NO_LIMITS), definition(code).good)
        figures[code] = DepartmentFigure(value=value, light=light)
    return DepartmentPerformance(
        id=one.target_id,
        name=one.target_name,
        depth=depth,
        manager_id=manager_id,
        currency=one.currency,
        light=min((figure.light for figure in figures.values()), key=badness),
        figures=figures,
    )


def _in_tree_order(
    scores: Sequence[Scores], parents: Mapping[int, int | None]
) -> Iterator[tuple[Scores, int]]:
    """Each with its depth; whose parent is hidden stands at the top, and so does a circle."""
    below: dict[int | None, list[Scores]] = defaultdict(list)
    for one in sorted(scores, key=lambda one: (one.target_name, one.target_id)):
        parent = parents.get(one.target_id)
        below[parent if parent in parents else None].append(one)
    placed: set[int] = set()

    def walk(at: Sequence[Scores], depth: int) -> Iterator[tuple[Scores, int]]:
        for one in at:
            if one.target_id not in placed:
                placed.add(one.target_id)
                yield one, depth
                yield from walk(below[one.target_id], depth + 1)

    yield from walk(below[None], 0)
    yield from walk(scores, 0)
