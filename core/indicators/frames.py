"""Facts of many targets on many days, read at once: only what changed from day to day travels, and
of projects what changed since it was read last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select

from core.indicators.schemas import Question
from core.indicators.targets import asked_projects
from core.kit.context import Ctx
from core.kit.rows import plain_rows
from core.kit.versions import days_table
from core.projects import PlanMemory
from data.schema import Project

Fact = TypeVar("Fact")
MOST_DAYS, MOST_ROWS = 3, 2000  # up to here all rows cost less than finding those that differ
MOST_KEPT = 31  # days; over more than these a reading is not remembered
PLANS = PlanMemory[tuple[Any, ...]](size=24_000)


def frame_of_plans(
    ctx: Ctx,
    question: Question,
    days: Sequence[date],
    make: Callable[[Any], Fact],
    statement: Callable[[Question, Any], Select[Any]],
) -> Sequence[Mapping[int, Fact]]:
    """`frame` of what only the plans of projects decide: read again are those whose plan changed.
    `statement` is made of a question and a `days_table`; `make` says which reading it is."""

    def of(asked: Question) -> list[Mapping[int, Fact]]:
        rows = statement(asked, days_table(days))
        return frame(ctx, rows, days, make, targets=asked.target_ids)

    if len(days) > MOST_KEPT:
        return of(question)
    ids = ctx.session.scalars(asked_projects(question).order_by(Project.id)).all()

    def read(missing: Collection[int]) -> dict[int, tuple[Fact, ...]]:
        some = 2 * len(missing) < len(ids)
        found = of(replace(question, target_ids=frozenset(missing)) if some else question)
        return {key: tuple(known[key] for known in found) for key in found[-1]}

    found = PLANS.get(ctx, make, days, ids, read)
    by_day = zip(*found.values(), strict=True) if found else ((),) * len(days)
    return [dict(zip(found, facts, strict=True)) for facts in by_day]


def frame(
    ctx: Ctx,
    statement: Select[Any],
    days: Sequence[date],
    make: Callable[[Any], Fact],
    *,
    targets: Collection[int] | None,
) -> list[Mapping[int, Fact]]:
    """For each of `days`, ascending, every target's facts by its id, in the order of ids.

    `statement` answers a row for each day and target: `day`, `id`, and the facts. Of many days
    and `targets` (None: all) only the rows that differ from those of the day before are read.
    """
    changed: dict[date, list[Any]] = {}
    few = targets is not None and len(targets) * len(days) <= MOST_ROWS
    whole = few or len(days) <= MOST_DAYS
    for row in plain_rows(ctx, statement if whole else _changes(statement)):
        changed.setdefault(row[0], []).append(row)
    known: dict[int, Fact] = {}
    found: list[Mapping[int, Fact]] = []
    for day in days:
        merged = known | {row[1]: make(row) for row in changed.get(day, ())}
        known = {key: merged[key] for key in sorted(merged)}
        found.append(known)
    return found


def _changes(statement: Select[Any]) -> Select[Any]:
    """The rows whose facts are not those of the target's day before."""
    every = statement.subquery("every")
    day, key, *facts = every.c
    before: dict[str, Any] = {"partition_by": key, "order_by": day}
    differs = [
        fact.is_distinct_from(func.lag(fact).over(**before)).label(f"differs_{place}")
        for place, fact in enumerate(facts)
    ]
    first = func.lag(key).over(**before).is_(None).label("is_first")
    marked = select(*every.c, first, *differs).subquery("marked")
    flags = [marked.c.is_first, *(marked.c[one.key] for one in differs)]
    return select(*(marked.c[one.key] for one in every.c)).where(or_(*flags))
