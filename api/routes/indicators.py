"""Indicators: definitions, values for a day, trends."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Reading, answer
from api.listing import ListOf
from api.resources import needs
from api.routing import new_router
from core import indicators
from core.indicators import Behind, Indicator, IndicatorValue
from core.indicators.comparison import Comparison, compared_span
from core.indicators.thresholds import LitValue, lit
from core.kit.context import Ctx
from core.kit.inputs import FIRST_DAY, LAST_DAY, MAX_ID
from core.kit.periods import PeriodName

router = new_router("indicators")
AMOUNTS = needs("amounts.view") + " Only of what one sees."
TargetId = Annotated[int | None, Query(ge=1, le=MAX_ID)]
Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]
Since = Annotated[date, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY)]
Until = Annotated[date, Query(alias="to", ge=FIRST_DAY, le=LAST_DAY)]


class IndicatorRow(BaseModel):
    """What an indicator is: `name` in the caller's language, `unit` money or ratio."""

    code: str
    name: str
    unit: str
    good: str
    target_types: list[str]
    periodic: bool


class Trend(BaseModel):
    """Values at the end of each step; `compare` holds those of the other time, if asked."""

    items: list[IndicatorValue]
    next_cursor: str | None = None
    compare: list[IndicatorValue] | None = None


@router.get("/v1/indicators", summary="List indicators", response_model=ListOf[IndicatorRow])
def list_indicators(call: Reading) -> Response:
    """Right: anybody signed in."""
    rows = call.read(lambda ctx: [indicator_row(one) for one in indicators.definitions()])
    return answer({"items": rows, "next_cursor": None}).response()


def indicator_row(one: Indicator) -> IndicatorRow:
    """The definition as REST tells it."""
    return IndicatorRow(
        code=one.code,
        name=one.label(),
        unit=one.unit,
        good=one.good,
        target_types=list(one.target_types),
        periodic=one.periodic,
    )


@router.get(
    "/v1/indicators/{code}/values",
    summary="Values of an indicator on a day, for each target one sees",
    description=AMOUNTS,
    response_model=ListOf[LitValue],
)
def list_values(
    call: Reading,
    code: str,
    target_type: str | None = None,
    target_id: TargetId = None,
    as_of: Day | None = None,
    period: PeriodName | None = None,
) -> Response:
    def read(ctx: Ctx) -> list[LitValue]:
        found = indicators.values(
            ctx,
            code,
            target_type=target_type,
            target_ids=None if target_id is None else [target_id],
            as_of=as_of,
            period=period,
        )
        return lit(ctx, code, found)

    return answer({"items": call.read(read), "next_cursor": None}).response()


@router.get(
    "/v1/indicators/{code}/records",
    summary="The records or receivables a value rests on, the weightiest first",
    description=AMOUNTS + " Of the rows those that one may see.",
    response_model=ListOf[Behind],
)
def list_rows_behind(
    call: Reading,
    code: str,
    target_type: str,
    target_id: Annotated[int, Query(ge=1, le=MAX_ID)],
    as_of: Day | None = None,
    period: PeriodName | None = None,
) -> Response:
    def read(ctx: Ctx) -> list[Behind]:
        ctx.require("amounts.view")
        return indicators.rows_behind(
            ctx, code, target_type=target_type, target_id=target_id, as_of=as_of, period=period
        )

    return answer({"items": call.read(read), "next_cursor": None}).response()


@router.get(
    "/v1/indicators/{code}/trend",
    summary="An indicator of one target over time",
    description=AMOUNTS + " Without a target the company's.",
    response_model=Trend,
)
def get_trend(
    call: Reading,
    code: str,
    since: Since,
    until: Until,
    target_type: str | None = None,
    target_id: TargetId = None,
    step: Literal["day", "week", "month"] = "month",
    compare: Comparison | None = None,
    period: PeriodName | None = None,
) -> Response:
    def series(ctx: Ctx, start: date, end: date) -> list[IndicatorValue]:
        return indicators.trend(
            ctx,
            code,
            target_type=target_type or ("company" if target_id is None else None),
            target_id=target_id or indicators.COMPANY_ID,
            start=start,
            end=end,
            step=step,
            period=period,
        )

    def read(ctx: Ctx) -> dict[str, Any]:
        other = compare and series(ctx, *compared_span(since, until, compare))
        return {"items": series(ctx, since, until), "next_cursor": None, "compare": other}

    return answer(call.read(read)).response()
