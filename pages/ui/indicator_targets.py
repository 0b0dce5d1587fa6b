"""The value of an indicator for a chosen target and day, its course, and those of all targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from core.indicators import TARGET_NAMES, TargetType, values
from core.indicators.schemas import Indicator
from core.indicators.thresholds import Light, LitValue, badness, lit
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.periods import PeriodName
from pages.ui.alert_fields import PERIOD_NAMES
from pages.ui.choices import translated
from pages.ui.filters import choice_box
from pages.ui.indicator_trend import trend_section
from pages.ui.indicator_value import value_section
from pages.ui.indicator_words import value_text
from pages.ui.lights import LIGHT_WORDS, light_column
from pages.ui.list_export import table_export
from pages.ui.notices import empty_state
from pages.ui.period import day_box, day_of, day_text
from pages.ui.session import page_uow
from pages.ui.table import Column, draw_table
from pages.ui.url import filters_in_url, write_filters

PAGE = "indicators"
SHOWN = 50


@dataclass(frozen=True)
class Row:
    """A target in the table of all."""

    of: LitValue
    text: str

    @property
    def id(self) -> int:
        """The target's own."""
        return self.of.target_id


ALL = (
    Column("name", value=lambda row: row.of.target_name),
    Column("value", value=lambda row: row.text, label=N_("Value"), right=True),
    light_column(value=lambda row: row.of.light),
)
FILE = (
    Column("target_name", label=N_("Name")),
    Column("value", "number", label=N_("Value")),
    Column("unit", label=N_("Unit")),
    Column("light", label=N_("Light"), texts=LIGHT_WORDS),
    Column("as_of", "day", label=N_("Day")),
)


def question_bar(indicator: Indicator) -> tuple[str, date, str | None]:
    """Of what, on which day and over which period; all stand in the address."""
    kinds = {str(one): t(TARGET_NAMES[one]) for one in indicator.target_types}
    first = next(iter(kinds))
    periods = translated(PERIOD_NAMES)
    usual = str(PeriodName.MONTH_TO_DATE)
    filters_in_url(
        PAGE,
        {
            "target_type": lambda text: text if text in kinds else first,
            "as_of": day_of,
            "period": lambda text: text if text in periods else usual,
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.question"):
        several = len(kinds) > 1
        kind = choice_box(PAGE, "target_type", t("Computed for"), kinds) if several else first
        day = day_box(PAGE, t("Day"))
        period = choice_box(PAGE, "period", t("Period"), periods) if indicator.periodic else None
    if kind != (st.query_params.get("target_type") or first):
        st.query_params.pop("target", None)  # the same number is something else now
    write_filters(
        PAGE,
        {
            "target_type": "" if kind == first else kind,
            "as_of": day_text(day),
            "period": "" if period in (None, usual) else str(period),
        },
    )
    return kind, day, period


def value_now(indicator: Indicator, kind: str, day: date, period: str | None) -> None:
    """The value of the chosen target, its course, and the values of all."""

    def read(ctx: Ctx) -> list[LitValue]:
        rows = values(ctx, indicator.code, target_type=kind, as_of=day, period=period)
        return sorted(lit(ctx, indicator.code, rows), key=lambda one: weight(indicator, one))

    with page_uow() as ctx:
        found = read(ctx)
    if not found:
        empty_state(t("There is nothing to compute it for"), t("Nothing of this kind exists yet."))
        return
    value = chosen_target(found)
    value_section(indicator.code, value, period)
    if kind != TargetType.FINANCIAL_RECORD:
        st.subheader(t("Course"), anchor=False)
        trend_section(indicator.code, kind, value.target_id, day, period)
    if len(found) > 1:
        all_values(indicator, found, read)


def weight(indicator: Indicator, one: LitValue) -> tuple[int, Decimal, str]:
    """The worst first: by light, then by value; without a value last."""
    if one.value is None:
        return len(Light), Decimal(0), one.target_name
    return badness(one.light), one.value if indicator.good == "up" else -one.value, ""


def chosen_target(found: Sequence[LitValue]) -> LitValue:
    """The target of the address, by default the worst one."""
    names = {str(one.target_id): one.target_name for one in found}
    if len(found) == 1:
        return found[0]
    first = next(iter(names))
    filters_in_url(f"{PAGE}.of", {"target": lambda text: text if text in names else first})
    target = st.selectbox(
        t("Target"),
        list(names),
        key=f"{PAGE}.of.target",
        format_func=lambda key: names.get(key, key),
    )
    write_filters(f"{PAGE}.of", {"target": "" if target == first else str(target)})
    return next(one for one in found if str(one.target_id) == target)


def all_values(
    indicator: Indicator, found: Sequence[LitValue], read: Callable[[Ctx], Sequence[LitValue]]
) -> None:
    """All targets, the worst first; a row opens its value."""
    judged = any(one.light is not Light.NONE for one in found)
    title = t("All of them, the worst first") if judged else t("All of them")
    st.subheader(title, anchor=False)
    rows = [Row(one, value_text(indicator.code, one)) for one in found]
    key = f"{PAGE}.all"
    opened = draw_table(rows[:SHOWN], ALL, key=key, name=indicator.label(), parameter="target").open
    if len(rows) > SHOWN:
        st.caption(t("{shown} of {total}; the export has all.", shown=SHOWN, total=len(rows)))
    first = found[0]
    what = (indicator.code, first.target_type, first.as_of, first.period)
    table_export(f"indicator-{indicator.code}", FILE, read, key=key, what=what)
    if opened and st.query_params.get("target") != str(opened):
        st.query_params["target"] = str(opened)
        st.rerun()
