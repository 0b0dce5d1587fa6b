"""The page of one alert: what, since when, how bad and what to do, before anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from core.alerts import (
    REASON_NAMES,
    RULE_TARGET,
    STATUS_NAMES,
    AlertRow,
    AlertTrend,
    alert_rows,
    alert_transitions,
    alert_trend,
    similar_alerts,
)
from core.indicators import INDICATORS, Unit
from core.kit.i18n import N_, t
from core.kit.scales import scale_of
from pages.ui.alert_words import advice, age, figure, how_bad, threshold, what
from pages.ui.format import moment, money
from pages.ui.indicator_links import explain_link
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.table import Column, draw_table

PAGE = "alerts"
LIMIT_COLOUR, LINE_COLOUR = "#c0392b", "#2f6fb3"
HEIGHT = 220
PAGES = {
    "project": "projects.py",
    "department": "departments.py",
    "customer": "customers.py",
    "contract": "contracts.py",
    "receivable": "receivables.py",
    "financial_record": "records.py",
    RULE_TARGET: "alert_rules.py",
}
"""Where a target can be looked at."""


def summary(row: AlertRow, people: Mapping[int, str], now: datetime) -> None:
    """Four answers: what, how bad, since when, what to do."""
    with st.container(border=True, key=f"{PAGE}.summary", gap="small"):
        st.markdown(f"### {plain(what(row))}")
        if row.threshold is not None and row.reason == "breached":
            limit = t("Alert when {limit}", limit=threshold(row, row.currency))
            st.markdown(" · ".join(plain(part) for part in (how_bad(row), limit) if part))
        st.markdown(f":material/schedule: {plain(since(row, now))}")
        for line in state_lines(row, people):
            st.markdown(line)
        if row.resolved_at is None:
            st.markdown(f":material/lightbulb: {t(advice(row))}")
        _links(row)


def _links(row: AlertRow) -> None:
    with st.container(horizontal=True, key=f"{PAGE}.links"):
        if row.target_type in PAGES and row.target_type != RULE_TARGET:
            st.page_link(
                PAGES[row.target_type],
                label=plain(row.target_name or str(row.target_id)),
                query_params={"id": str(row.target_id)},
                icon=":material/open_in_new:",
            )
        st.page_link(
            "alert_rules.py",
            label=t("Rule: {name}", name=plain(row.rule_name)),
            query_params={"id": str(row.rule_id)},
            icon=":material/rule:",
        )
        if row.indicator in INDICATORS and row.threshold is not None:
            about = None if row.target_type == RULE_TARGET else row.target_type
            explain_link(row.indicator, about, row.target_id if about else None)


def since(row: AlertRow, now: datetime) -> str:
    """Since when it is so, or how long it was."""
    start = row.pending_since or row.created_at
    if row.resolved_at is not None:
        return t("From {start} to {end}", start=moment(start), end=moment(row.resolved_at))
    return t("For {age}, since {start}", age=age(start, now), start=moment(start))


def state_lines(row: AlertRow, people: Mapping[int, str]) -> list[str]:
    """Who looks into it, and what keeps it from being plain."""
    lines: list[str] = []
    if row.state == "recovering" and row.recovering_since:
        text = t(
            "Fine again since {moment}; it ends when it stays so.",
            moment=moment(row.recovering_since),
        )
        lines.append(f":material/trending_flat: {text}")
    if row.health:
        lines.append(f":material/help: {t(HEALTH[row.health])}")
    if row.snoozed_until:
        text = t("Quiet until {moment}", moment=moment(row.snoozed_until))
        lines.append(f":material/snooze: {text}")
    if row.assigned_to:
        name = plain(people.get(row.assigned_to, str(row.assigned_to)))
        lines.append(f":material/person: {t('Assigned to {name}', name=name)}")
    elif row.acknowledged_by:
        name = plain(people.get(row.acknowledged_by, str(row.acknowledged_by)))
        lines.append(f":material/visibility: {t('{name} looks into it', name=name)}")
    if row.status != "open" and row.remarks:
        lines.append(f":material/task_alt: {t(STATUS_NAMES[row.status])}: {plain(row.remarks)}")  # type: ignore[index]
    return lines


HEALTH = {
    "no_data": N_("At the moment there is no figure; the alert stands as it was."),
    "error": N_("At the moment the rule cannot be checked; the alert stands as it was."),
}


def trend_section(row: AlertRow) -> None:
    """The figure of the last weeks beside the threshold."""
    with page_uow() as ctx:
        found = alert_trend(ctx, row.id)
    known = [one for one in found.points if one.value is not None]
    if len(known) < 2:  # noqa: PLR2004 (no line through one point)
        st.caption(t("There is no course to show for this figure."))
        return
    st.echarts_chart(
        trend_option(row, found), key=f"{PAGE}.trend", height=HEIGHT, alt=t("Course of the figure")
    )


def trend_option(row: AlertRow, found: AlertTrend) -> dict[str, Any]:
    """The line of the figure with its limit as a dashed line."""
    scale, unit = _scale(row, found)
    limits = [one for one in (found.threshold, found.threshold_high) if one is not None]
    known = [one.value for one in found.points if one.value is not None]
    shown = [*known, *limits]
    return {
        "grid": {"left": 8, "right": 80, "top": 16, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + unit.replace("%", "%%")},
        "xAxis": {
            "type": "category",
            "data": [f"{one.day:%m-%d}" for one in found.points],
            "boundaryGap": False,
        },
        "yAxis": {
            "type": "value",
            "min": float(min(shown) * scale),
            "max": float(max(shown) * scale),
            "splitNumber": 3,
            "axisLabel": {
                "formatter": "{value}" + unit,
                "showMinLabel": False,
                "showMaxLabel": False,
            },
        },
        "series": [_line(row, found, scale, limits)],
        "animation": False,
    }


def _line(
    row: AlertRow, found: AlertTrend, scale: Decimal, limits: Sequence[Decimal]
) -> dict[str, Any]:
    values = [one.value for one in found.points]
    return {
        "type": "line",
        "data": [None if one is None else round(float(one * scale), 2) for one in values],
        "itemStyle": {"color": LINE_COLOUR},
        "lineStyle": {"width": 2},
        "symbolSize": 6,
        "markLine": {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": LIMIT_COLOUR, "type": "dashed"},
            "data": [
                {
                    "yAxis": float(one * scale),
                    "label": {"formatter": figure(row.indicator, one, row.currency)},
                }
                for one in limits
            ],
        },
    }


def _scale(row: AlertRow, found: AlertTrend) -> tuple[Decimal, str]:
    """What values are multiplied by for the axis, and the sign behind them."""
    unit = INDICATORS[row.indicator].unit if row.indicator in INDICATORS else None
    if unit is Unit.RATIO:
        return Decimal(100), "%"
    if unit is not Unit.MONEY:
        return Decimal(1), "%" if unit is Unit.PERCENT else ""
    largest = max(abs(one.value) for one in found.points if one.value is not None)
    divide, sign = scale_of(largest)
    return 1 / divide, sign


def timeline_section(row: AlertRow, people: Mapping[int, str]) -> None:
    """Everything that happened, newest first."""
    with page_uow() as ctx:
        steps = alert_transitions(ctx, row.id)
    for step in reversed(steps):
        value = (
            "" if step.value is None else f" · {figure(row.indicator, step.value, row.currency)}"
        )
        who = people.get(step.changed_by, "") if step.changed_by else ""
        by = f" · {plain(who)}" if who else ""
        text = t(REASON_NAMES[step.reason]) if step.reason in REASON_NAMES else step.reason  # type: ignore[index]
        st.caption(f"{moment(step.evaluated_at)} · {text}{plain(value)}{by}")


def rows_section(row: AlertRow) -> None:
    """The records or receivables behind the figure."""
    with page_uow() as ctx:
        found = alert_rows(ctx, row.id)
    if not found:
        st.caption(t("No records to show."))
        return
    for one in found:
        amount = plain(money(one.amount, one.currency))
        st.page_link(
            "receivables.py" if one.kind == "receivable" else "records.py",
            label=f"{one.day.isoformat()} · **{amount}** · {plain(one.name or '–')}",
            query_params={"id": str(one.id)},
        )


SIMILAR = (
    Column("target_name", label=N_("What")),
    Column("created_at", "moment", label=N_("Raised")),
    Column(
        "status",
        "badge",
        texts=STATUS_NAMES,
        tones={"open": "warn", "handled": "good", "ignored": "plain"},
    ),
    Column("remarks", label=N_("Remarks")),
)


def similar_section(row: AlertRow) -> None:
    """How earlier alerts of the same rule ended."""
    with page_uow() as ctx:
        found = similar_alerts(ctx, row.id)
    if not found:
        st.caption(t("This rule has raised nothing else that is over."))
        return
    draw_table(found, SIMILAR, key=f"{PAGE}.similar", name=t("Similar alerts"), opens=True)
