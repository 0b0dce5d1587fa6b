"""What is rarely needed of an alert rule's form: where it applies, recovery, missing figures,
reminders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from core.alerts import FILTERS, MISSING_NAMES, Condition, RuleRow
from core.indicators import Indicator, TargetType, Unit, targets
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.periods import PeriodName
from pages.ui.alert_words import DAY, HOUR, span
from pages.ui.choices import (
    customer_choices,
    department_choices,
    project_choices,
    translated,
)
from pages.ui.session import page_uow

Key = Callable[[str], str]
Options = Mapping[str, Mapping[int, str]]
PERIOD_NAMES = {
    PeriodName.MONTH_TO_DATE: N_("Month to date"),
    PeriodName.QUARTER_TO_DATE: N_("Quarter to date"),
    PeriodName.YEAR_TO_DATE: N_("Year to date"),
    PeriodName.LAST_30_DAYS: N_("Last 30 days"),
    PeriodName.LAST_365_DAYS: N_("Last 365 days"),
}
SCOPE_NAMES = {
    "target_ids": N_("Only these"),
    "department_ids": N_("Only in departments"),
    "project_ids": N_("Only of projects"),
    "customer_ids": N_("Only of customers"),
}
WITH_RECOVERY = frozenset(
    {Condition.GT, Condition.GTE, Condition.LT, Condition.LTE, Condition.CHANGE}
)
KEEPS = (0, HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
REMINDS = (0, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY)


def options_of(ctx: Ctx) -> Options:
    """What a rule can be narrowed by."""
    return {
        "department_ids": department_choices(ctx),
        "project_ids": project_choices(ctx),
        "customer_ids": customer_choices(ctx),
    }


def start_more(key: Key, row: RuleRow | None, typed: Callable[[Decimal | None], Any]) -> None:
    """Fill the widgets from a rule."""
    scope = (row.scope if row else None) or {}
    values = {
        **{name: list(scope.get(name, ())) for name in SCOPE_NAMES},
        "recovery": typed(row.recovery_threshold) if row else None,
        "keep": (row.keep_firing_for if row else None) or 0,
        "no_data": row.on_no_data if row else "keep",
        "error": row.on_error if row else "keep",
        "remind": (row.renotify_every if row else None) or 0,
        "description": (row.description if row else None) or "",
    }
    for name, value in values.items():
        st.session_state[key(name)] = value


def more_fields(
    key: Key,
    indicator: Indicator,
    target_type: TargetType,
    condition: Condition,
    options: Options,
) -> None:
    """The fields behind “More”, folded away."""
    with st.expander(t("Where it applies, recovery, reminders"), icon=":material/tune:"):
        _scope(key, target_type, options)
        if condition in WITH_RECOVERY:
            _recovery(key, indicator, condition)
        _span(key, "keep", t("Recovered only when fine for"), KEEPS, t("at once"))
        _span(key, "remind", t("Remind while nobody acts"), REMINDS, t("never"))
        _missing(key, "no_data", t("When there is no figure"))
        _missing(key, "error", t("When the rule cannot be checked"))
        st.text_area(t("Description"), key=key("description"), max_chars=10_000)


def _scope(key: Key, target_type: TargetType, options: Options) -> None:
    if target_type in (TargetType.PROJECT, TargetType.DEPARTMENT, TargetType.CUSTOMER):
        with page_uow() as ctx:
            named = {one.id: one.name for one in targets(ctx, target_type)}
        _many(key, "target_ids", named)
    for name in ("department_ids", "project_ids", "customer_ids"):
        if name in FILTERS[target_type] and options[name]:
            _many(key, name, options[name])


def _many(key: Key, name: str, options: Mapping[int, str]) -> None:
    known = [one for one in st.session_state.get(key(name), []) if one in options]
    st.session_state[key(name)] = known
    st.multiselect(
        t(SCOPE_NAMES[name]),
        list(options),
        key=key(name),
        format_func=lambda code: options.get(code, str(code)),
        placeholder=t("All"),
    )


def _recovery(key: Key, indicator: Indicator, condition: Condition) -> None:
    percent = condition is Condition.CHANGE or indicator.unit in (Unit.RATIO, Unit.PERCENT)
    st.number_input(
        t("Recovers only at (%)") if percent else t("Recovers only at"),
        value=None,
        key=key("recovery"),
        format="%.1f" if percent else "%.2f",
        placeholder=t("As soon as the limit is kept"),
        help=t(
            "Without it an alert ends as soon as the limit is kept again. With it the figure must "
            "come back to this value first, so that it does not flutter around the limit."
        ),
    )


def _span(key: Key, name: str, title: str, spans: Collection[int], none: str) -> None:
    stored = st.session_state.get(key(name)) or 0
    words = {one: span(one) if one else none for one in sorted({*spans, stored})}
    st.selectbox(title, list(words), key=key(name), format_func=lambda one: words.get(one, none))


def _missing(key: Key, name: str, title: str) -> None:
    names = translated(MISSING_NAMES)
    st.selectbox(title, list(names), key=key(name), format_func=lambda code: names[code])


def scope_of(key: Key, supported: Collection[str]) -> dict[str, tuple[int, ...]] | None:
    """What the widgets narrow the rule to; None: nothing."""
    wanted = {"target_ids", *supported}
    found = {
        name: tuple(st.session_state.get(key(name)) or ()) for name in SCOPE_NAMES if name in wanted
    }
    return {name: ids for name, ids in found.items() if ids} or None
