"""All indicators of one target, each leading to its numbers, its records and its course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from core.indicators import INDICATORS, definitions, scorecard
from core.indicators.formulas import in_words
from core.indicators.thresholds import NO_LIMITS, Light, company_limits, light_of
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.periods import PeriodName
from pages.ui.alert_words import figure
from pages.ui.indicator_links import INDICATORS as PAGE
from pages.ui.indicator_links import indicator_address
from pages.ui.lights import light_column
from pages.ui.list_export import table_export
from pages.ui.session import page_uow
from pages.ui.table import Column, draw_table

KEY = "indicator_standing"
OPENED = "indicator"
OVER = str(PeriodName.LAST_365_DAYS)


@dataclass(frozen=True)
class Standing:
    """An indicator's value for the target; `id` is its code."""

    id: str
    name: str
    text: str
    value: Decimal | None
    light: str
    formula: str


COLUMNS = (
    Column("name"),
    Column("text", label=N_("Value"), right=True),
    light_column(),
)
FILE = (*COLUMNS, Column("formula", label=N_("Formula")))


def indicators_section(target_type: str, target_id: int, as_of: date | None = None) -> None:
    """The table; a row opens how its value comes about."""

    def read(ctx: Ctx) -> list[Standing]:
        return standings(ctx, target_type, target_id, as_of)

    with page_uow() as ctx:
        rows = read(ctx) if ctx.actor.can("amounts.view") else []
    if not rows:
        st.caption(t("You cannot see these amounts."))
        return
    st.caption(t("Revenue, cost, margin and cash: the last 365 days. Open one for its numbers."))
    chosen = draw_table(
        rows, COLUMNS, key=f"{KEY}.table", name=t("Indicators"), parameter=OPENED
    ).open
    opened = chosen or st.query_params.get(OPENED)  # a row opened in a tab of its own
    table_export(
        "indicators", FILE, read, key=KEY, what=(target_type, target_id, as_of), small=True
    )
    if opened in INDICATORS:
        st.session_state.pop(f"{KEY}.table", None)
        address = indicator_address(
            str(opened), target_type, target_id, as_of=as_of, period=_period(str(opened))
        )
        st.switch_page(PAGE, query_params=address)


def _period(code: str) -> str | None:
    return OVER if INDICATORS[code].periodic else None


def standings(
    ctx: Ctx, target_type: str, target_id: int, as_of: date | None = None
) -> list[Standing]:
    """The indicators that have a value for it, in the order of the library."""
    found = scorecard(ctx, target_type, target_ids=[target_id], as_of=as_of, period=OVER)
    if not found:
        return []
    scores, limits = found[0], company_limits(ctx)
    rows = []
    for one in definitions():
        value = scores.values.get(one.code)
        if value is None:
            continue
        light = light_of(value, limits.get(one.code, NO_LIMITS), one.good)
        rows.append(
            Standing(
                one.code,
                one.label(),
                figure(one.code, value, scores.currency),
                value,
                "" if light is Light.NONE else str(light),
                in_words(one.code),
            )
        )
    return rows
