"""All indicators of many targets at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from core.indicators.ahead import read_projects
from core.indicators.library import INDICATORS
from core.indicators.queries import question
from core.indicators.schemas import Rows, Scores, TargetType
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
        for one in wanted
    }
    if kind is TargetType.PROJECT:
        read_projects(ctx, asked[True])
    rows: dict[Any, Rows] = {}
    found: dict[int, Scores] = {}
    for indicator in wanted:
        own = asked[indicator.periodic]
        source = (indicator.load, indicator.periodic)
        if source not in rows:
            rows[source] = indicator.load(ctx, own)
            for row in rows[source]:
                if row.target_id not in found:
                    found[row.target_id] = Scores(row.target_id, row.target_name, row.currency)
        code, value = indicator.code, indicator.value
        for row in rows[source]:
            found[row.target_id].values[code] = value(own, row)
    return list(found.values())
