"""Facts of many targets on many days, read at once: only what changed from day to day travels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select

from core.indicators.schemas import Question
from core.kit.cache import ContentCache
from core.kit.context import Ctx
from core.kit.rows import plain_rows
from core.kit.versions import days_table
from core.projects import PLAN_TABLES

Fact = TypeVar("Fact")
MOST_DAYS, MOST_ROWS = 3, 2000  # up to here all rows cost less than finding those that differ
MOST_KEPT = 31  # days; over more than these a reading is not remembered
PLANS = ContentCache(*PLAN_TABLES, size=8)


def frame_of_plans(
    ctx: Ctx,
    question: Question,
    days: Sequence[date],
    make: Callable[[Any], Fact],
    statement: Callable[[Question, Any], Select[Any]],
) -> list[Mapping[int, Fact]]:
    """`frame` of what plans alone decide, remembered until a plan changes. `statement` is made of
    the question and a `days_table`; `make` says which reading it is."""

    def read() -> list[Mapping[int, Fact]]:
        asked = statement(question, days_table(days))
        return frame(ctx, asked, days, make, targets=question.target_ids)

    if len(days) > MOST_KEPT:
        return read()
    return PLANS.get(ctx, (make, _asked(question), *days), read)


def _asked(question: Question) -> Hashable:
    """Equal for questions about the same targets."""
    condition = question.targets.compile()
    return str(condition), repr(condition.params), question.base, question.target_ids


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
