"""Where amber and red begin: the limits of indicators, their history, and the way back."""

from __future__ import annotations

from starlette.responses import Response

from api.calls import Editing, Posting, Reading, answer
from api.listing import ListOf
from api.resources import needs
from api.routes.indicators import IndicatorRow, indicator_row
from api.routing import new_router
from core.indicators.formulas import formula_of, in_words
from core.indicators.library import definition
from core.indicators.schemas import Indicator
from core.indicators.thresholds import (
    Limits,
    LimitsChange,
    LimitsRow,
    limits_history,
    limits_of,
    restore_limits,
    set_limits,
)
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.inputs import Id, Input

router = new_router("indicators")
PATH = "/v1/indicators/{code}/thresholds"
EDITS = needs("rules.edit") + " For the whole company; or `settings.admin`."


class IndicatorDetail(IndicatorRow):
    """An indicator with its formula, in the caller's language, and its limits."""

    formula: str
    note: str
    empty: str
    thresholds: LimitsRow


class RestoreIn(Input):
    """The change to take back."""

    change_id: Id


@router.get(
    "/v1/indicators/{code}",
    summary="Read one indicator: formula, null rules, limits",
    description=needs("anybody signed in"),
    response_model=IndicatorDetail,
)
def get_indicator(call: Reading, code: str) -> Response:
    return answer(call.read(lambda ctx: _detail(ctx, definition(code)))).response()


def _detail(ctx: Ctx, one: Indicator) -> IndicatorDetail:
    formula = formula_of(one.code)
    return IndicatorDetail(
        **dict(indicator_row(one)),
        formula=in_words(one.code),
        note=t(formula.note),
        empty=t(formula.empty),
        thresholds=limits_of(ctx, one.code),
    )


@router.get(
    PATH,
    summary="Where amber and red begin for an indicator, or a sign of a project's light",
    description=needs("anybody signed in"),
    response_model=LimitsRow,
)
def get_thresholds(call: Reading, code: str) -> Response:
    return answer(call.read(lambda ctx: limits_of(ctx, code))).response()


@router.put(
    PATH,
    summary="Say where amber and red begin; null: never",
    description=EDITS,
    response_model=LimitsRow,
)
def put_thresholds(call: Editing, code: str, body: Limits) -> Response:
    return call.change(lambda ctx: set_limits(ctx, code, body))


@router.get(
    f"{PATH}/history",
    summary="Changes of the limits, the latest first",
    description=needs("anybody signed in"),
    response_model=ListOf[LimitsChange],
)
def list_changes(call: Reading, code: str) -> Response:
    rows = call.read(lambda ctx: list(limits_history(ctx, code)))
    return answer({"items": rows, "next_cursor": None}).response()


@router.post(
    f"{PATH}/restore",
    summary="Set the limits back to what they were before a change",
    description=EDITS,
    response_model=LimitsRow,
)
def restore(call: Posting, code: str, body: RestoreIn) -> Response:
    return call.change(lambda ctx: restore_limits(ctx, code, body.change_id))
