"""The cards of words: what changed, how budgets stand, what waits for somebody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.alerts import Severity
from core.dashboards import Change, Overview
from core.finance import Freshness, PartyChange
from core.indicators import INDICATORS
from core.indicators.thresholds import NO_LIMITS, Light, company_limits, light_of
from core.kit.i18n import t
from core.receivables import Ageing
from pages.ui.format import day, moment, percent, short_money
from pages.ui.overview.bars import category_name
from pages.ui.overview.links import RECORDS, Place, category_code
from pages.ui.plain import plain
from pages.ui.receivables import BUCKET_NAMES
from pages.ui.session import page_uow

BUDGET_USED = "budget_execution_rate"
COLOURS = {Light.RED: "red", Light.AMBER: "orange"}
STALE = 35  # days without a record after which an account's data looks old
ACCOUNTS = 4
LATE = 3


def changes(found: Overview, place: Place) -> None:
    """What moved most against the comparison, with the counterparties behind it."""
    before = found.before_period
    st.caption(t("Against {start} – {end}", start=day(before.start), end=day(before.end)))
    if not found.changes:
        st.caption(t("Nothing changed."))
    for change in found.changes:
        reasons = [
            one
            for one in found.reasons
            if (one.category_id, str(one.direction)) == (change.category_id, change.direction)
        ]
        _change(change, reasons, place)


def _change(change: Change, reasons: list[PartyChange], place: Place) -> None:
    up = change.by > 0
    good = up == (change.direction == "income")
    name = category_name(change)
    side = t("Income") if change.direction == "income" else t("Expense")
    amount = f"{'+' if up else '−'}{short_money(abs(change.by))}"
    link = place.records(direction=change.direction, category_id=category_code(change.category_id))
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                RECORDS,
                label=f"{plain(name)} · {side}",
                query_params=link,
                icon=":material/trending_up:" if up else ":material/trending_down:",
            )
            st.markdown(f":{'green' if good else 'red'}[**{amount}**]", width="content")
        if reasons:
            st.caption(" · ".join(_reason(one) for one in reasons))


def _reason(one: PartyChange) -> str:
    by = one.now - one.before
    name = plain(one.name) if one.name else t("Without a name")
    return f"{name} {'+' if by > 0 else '−'}{short_money(abs(by))}"


def budgets(found: Overview) -> None:
    """How far each department's budget is used."""
    if not found.budgets:
        st.caption(t("No approved budget covers this day."))
    with page_uow() as ctx:
        limits = company_limits(ctx).get(BUDGET_USED, NO_LIMITS)
    for use in found.budgets:
        rate = use.rate or Decimal(0)
        light = light_of(rate, limits, INDICATORS[BUDGET_USED].good)
        state = COLOURS.get(light, "grey")
        text = f"{plain(use.name)} · :{state}[**{percent(use.rate)}**]"
        amounts = t("{used} of {total}", used=short_money(use.used), total=short_money(use.total))
        st.progress(min(1.0, max(0.0, float(rate))), text=f"{text} · {amounts}")
        if light is Light.RED:
            st.page_link(
                "budgets.py",
                label=t("{name}: since when, and on what", name=plain(use.name)),
                icon=":material/savings:",
                query_params={"department": str(use.department_id)},
            )
    st.page_link("budgets.py", label=t("See budgets"), icon=":material/savings:")


def receivables(found: Ageing) -> None:
    """What is owed, by how long it has been due, and who owes most of what is overdue."""
    total = found.total.total or Decimal(0)
    if not total:
        st.caption(t("Nothing is owed"))
        return
    for bucket, name in BUCKET_NAMES.items():
        amount = getattr(found.total, bucket) or Decimal(0)
        if amount:
            text = f"{t(name)} · **{short_money(amount)}**"
            st.progress(min(1.0, max(0.0, float(amount / total))), text=text)
    late = [one for one in found.items if one.overdue][:LATE]
    names = (
        f"{plain(one.customer or t('Without customer'))} {short_money(one.overdue)}" for one in late
    )
    if late:
        st.caption(t("Overdue: {names}", names=" · ".join(names)))
    st.page_link("receivables.py", label=t("See receivables"), icon=":material/request_quote:")


def attention(found: Overview, today: date) -> None:
    """What waits for somebody: alerts, and how fresh the data is."""
    if waiting := sum(found.alerts.values()):
        st.page_link(
            "alerts.py",
            label=t(
                "{count} open alerts, {high} of them high",
                count=waiting,
                high=found.alerts[Severity.HIGH],
            ),
            icon=":material/notifications_active:",
            query_params={"status": "open"},
        )
    else:
        st.caption(t("No open alerts."))
    _last_import(found)
    for one in found.freshness[:ACCOUNTS]:
        _account(one, today)


def _last_import(found: Overview) -> None:
    last = found.latest_import
    if last is None:
        st.caption(t("Nothing has been imported yet."))
        return
    rows = "" if last.rows_new is None else t("{count} new records", count=last.rows_new)
    st.page_link(
        RECORDS,
        label=t("Last import: {file}", file=plain(last.file_name)),
        icon=":material/upload_file:",
        query_params={"import_batch_id": last.id},
    )
    st.caption(" · ".join(text for text in (moment(last.committed_at), rows) if text))


def _account(one: Freshness, today: date) -> None:
    age = (today - one.last_day).days
    text = t("{account}: records up to {day}", account=plain(one.name), day=day(one.last_day))
    if age > STALE:
        text = f":orange[:material/schedule: {text} · {t('{days} days ago', days=age)}]"
    st.caption(text)
