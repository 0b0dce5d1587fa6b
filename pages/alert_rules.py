"""Alert rules: which figure, how bad, whom to tell; tried out before they are saved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.alerts import (
    CONDITION_NAMES,
    RULE_LIST,
    SEVERITY_NAMES,
    AlertRuleIn,
    AlertRulePatch,
    create_rule,
    delete_rule,
    get_rule,
    list_rules,
    test_rule,
    update_rule,
)
from core.indicators import TARGET_NAMES, Unit, definition, definitions
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.periods import PeriodName
from pages.ui.choices import people_choices, role_choices, translated
from pages.ui.errors import reported
from pages.ui.fields import Choices
from pages.ui.format import number, percent
from pages.ui.labels import add_labels
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList
from pages.ui.plain import plain
from pages.ui.records import RecordPage, Section
from pages.ui.session import submit
from pages.ui.things import Services, Thing, thing_page

add_labels(
    {
        "indicator": N_("Indicator"),
        "target_type": N_("About"),
        "condition": N_("Condition"),
        "threshold": N_("Threshold"),
        "threshold_high": N_("Upper threshold"),
        "change_window": N_("Days to look back"),
        "period": N_("Period"),
        "severity": N_("Severity"),
        "scope": N_("Only these"),
        "notify_roles": N_("Tell these roles"),
        "notify_users": N_("Tell these people"),
    }
)
PERIOD_NAMES = {
    PeriodName.MONTH_TO_DATE: N_("Month to date"),
    PeriodName.QUARTER_TO_DATE: N_("Quarter to date"),
    PeriodName.YEAR_TO_DATE: N_("Year to date"),
    PeriodName.LAST_30_DAYS: N_("Last 30 days"),
    PeriodName.LAST_365_DAYS: N_("Last 365 days"),
}
SHOWN = 20


def indicator_choices() -> dict[str, str]:
    """The indicators by name."""
    return {one.code: one.label() for one in definitions()}


def sentence(row: Any) -> str:
    """The rule in words: “Budget execution rate greater than 90.0%”."""
    indicator = definition(row.indicator)
    shown = percent if indicator.unit is Unit.RATIO or row.condition == "change" else number
    high = f" – {shown(row.threshold_high)}" if row.threshold_high is not None else ""
    condition = t(CONDITION_NAMES[row.condition])
    return f"{indicator.label()} {condition} {shown(row.threshold)}{high}"


def choices(ctx: Ctx) -> dict[str, Choices]:
    """The options of the form."""
    return {
        "indicator": indicator_choices(),
        "target_type": translated(TARGET_NAMES),
        "condition": translated(CONDITION_NAMES),
        "period": translated(PERIOD_NAMES),
        "severity": translated(SEVERITY_NAMES),
        "notify_roles": role_choices(),
        "notify_users": people_choices(ctx),
    }


def try_out(row: Any) -> None:
    """What the rule would raise now."""
    if not st.button(t("Test now"), icon=":material/science:", key="alert_rules.test"):
        return
    with reported():
        found = submit(lambda ctx: test_rule(ctx, row.id))
        st.markdown(
            t(
                "{hits} of {count} would raise an alert now.",
                hits=len(found.would_raise),
                count=found.evaluated,
            )
        )
        unit = definition(row.indicator).unit
        for one in found.would_raise[:SHOWN]:
            digits = 0 if unit is Unit.DAYS else 2
            ratio = unit is Unit.RATIO
            value = percent(one.current_value) if ratio else number(one.current_value, digits)
            st.caption(f"{plain(one.target_name)} · {value}")


RULE = Column("indicator", label=N_("Alert when"), value=sentence)
SEVERITY = Column(
    "severity",
    "badge",
    texts=SEVERITY_NAMES,
    tones={"high": "bad", "medium": "warn", "low": "accent"},
)

RULES = Thing(
    title=N_("Alert rules"),
    new=N_("New rule"),
    listing=RecordList(
        page="alert_rules",
        load=list_rules,
        listing=RULE_LIST,
        columns=(
            Column("name"),
            RULE,
            SEVERITY,
            Column("target_type", texts=TARGET_NAMES, phone=False),
            Column("is_active", "flag"),
        ),
        filters=(
            ListFilter("indicator", options=lambda _ctx: indicator_choices()),
            ListFilter("severity", options=lambda _ctx: translated(SEVERITY_NAMES)),
        ),
        actions=(
            BulkAction(
                N_("Switch off"),
                lambda ctx, rule_id: update_rule(ctx, rule_id, AlertRulePatch(is_active=False)),
                needs="rules.edit",
                done=N_("{n} rules switched off."),
                icon=":material/notifications_off:",
            ),
        ),
        empty=N_("No rules yet"),
        hint=N_("A rule watches a figure and tells people when it goes off plan."),
        icon=":material/rule:",
    ),
    record=RecordPage(
        page="alert_rules",
        target_type="alert_rule",
        back=N_("Alert rules"),
        fields=(
            RULE,
            SEVERITY,
            Column("target_type", texts=TARGET_NAMES),
            Column("period", texts=PERIOD_NAMES),
            Column("notify_users"),
            Column("is_active", "flag"),
            Column("description"),
        ),
    ),
    services=Services(get_rule, create_rule, update_rule, delete_rule),
    model=AlertRuleIn,
    patch=AlertRulePatch,
    edit="rules.edit",
    title_of=lambda row: str(row.name),
    choices=choices,
    start={
        "condition": "gt",
        "severity": "medium",
        "is_active": True,
        "notify_roles": ("founder",),
    },
    omit=("scope",),
    hints={
        "threshold": N_("Ratios as fractions: 0.9 is 90 %."),
        "threshold_high": N_("Only for “between”."),
        "change_window": N_("Only for “changes by more than”."),
        "target_type": N_("Empty: what the indicator is usually about."),
        "period": N_("For sums over a period; empty: month to date."),
    },
    delete_question=N_("Delete this rule? Its open alerts are closed."),
    sections=lambda row: (Section(N_("Try it out"), lambda: try_out(row)),),
)

thing_page(RULES)
