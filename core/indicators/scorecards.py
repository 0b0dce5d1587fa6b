"""All indicators of many targets at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.indicators.ahead import read_projects
from core.indicators.library import INDICATORS
from core.indicators.queries import question
from core.indicators.schemas import Indicator, Question, Scores, Target, TargetType
from core.kit.collecting import not_collecting
from core.kit.context import Ctx


def scorecard(
    ctx: Ctx,
    target_type: str,
    *,
    target_ids: Collection[int] | None = None,
    as_of: date | None = None,
    period: str | None = None,
) -> list[Scores]:
    """The values of all indicators for every target the actor may see; indicators that need the
    same sums share them. Raises as `values` does."""
    ctx.require("amounts.view")
    kind = TargetType(target_type)
    wanted = [one for one in INDICATORS.values() if kind in one.target_types]
    known: dict[Any, Any] = {}
    asked = {
        one.periodic: replace(
            question(ctx, one, kind, target_ids=target_ids, as_of=as_of, period=period), found=known
        )
        for one in {one.periodic: one for one in wanted}.values()
    }
    with not_collecting():
        return _read(ctx, kind, wanted, asked)


def _read(
    ctx: Ctx, kind: TargetType, wanted: Sequence[Indicator], asked: Mapping[bool, Question]
) -> list[Scores]:
    if kind is TargetType.PROJECT:
        read_projects(ctx, asked[True])
    rows: dict[Any, list[tuple[Any, dict[str, Decimal | None]]]] = {}
    found: dict[int, Scores] = {}
    for indicator in wanted:
        own = asked[indicator.periodic]
        source = (indicator.load, indicator.periodic)
        if source not in rows:
            rows[source] = [(row, _values(found, row)) for row in indicator.load(ctx, own)]
        code, value = indicator.code, indicator.value
        for row, values in rows[source]:
            values[code] = value(own, row)
    return list(found.values())


def _values(found: dict[int, Scores], row: Target) -> dict[str, Decimal | None]:
    """Where the values of a row's target stand."""
    known = found.get(row.target_id)
    if known is None:
        known = found[row.target_id] = Scores(row.target_id, row.target_name, row.currency)
    return known.values
