"""Home: the overview of money, budgets and alerts; every number opens the records behind it."""

from __future__ import annotations

import calendar
from decimal import Decimal

import streamlit as st

from core.alerts import Severity
from core.company import list_departments
from core.dashboards import Overview, OverviewQuery, read_overview
from core.finance import CategorySums, ReadingFilters, Sums
from core.kit.i18n import current_locale, t
from core.kit.listing import MAX_LIMIT, ListQuery
from core.kit.periods import Period
from pages.ui.charts import (
    BAR_HEIGHT,
    BAR_MARGIN,
    MONTH_HEIGHT,
    category_bars,
    draw_bars,
    month_bars,
)
from pages.ui.errors import card_boundary, part
from pages.ui.format import day, moment, money, percent, short_money
from pages.ui.live import live_version
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.period import YEAR, PickedPeriod, company_today, period_picker
from pages.ui.plain import plain
from pages.ui.session import current_actor, page_uow
from pages.ui.url import filters_in_url, write_filters

PAGE = "home"
RECORDS = "records.py"
TOP_CATEGORIES = 8
OVER, NEAR = Decimal(1), Decimal("0.9")


def department_picker() -> int | None:
    """The department the overview is narrowed to; None: all the reader may see."""
    with page_uow() as ctx:
        found = list_departments(ctx, ListQuery(limit=MAX_LIMIT)).items
    names = {str(row.id): row.name for row in found}
    filters_in_url(PAGE, {"department": lambda text: text if text in names else None})
    with st.container(width=200, key=f"{PAGE}.department_box"):
        chosen = st.selectbox(
            t("Department"),
            list(names),
            key=f"{PAGE}.department",
            index=None,
            format_func=lambda code: names.get(code, code),
            placeholder=t("All"),
        )
    write_filters(PAGE, {"department": chosen or ""})
    return int(chosen) if chosen else None


def record_filters(period: Period, department: int | None, **more: str) -> dict[str, str]:
    """The address of the records that a figure sums."""
    place = {} if department is None else {"in_department": str(department)}
    days = {"date_from": period.start.isoformat(), "date_to": period.end.isoformat()}
    return {**days, **place, "in_sums": "true", **more}


def change(now: Decimal, before: Decimal) -> str | None:
    """The relative change against the period before; None where that was nothing."""
    return None if not before else f"{(now - before) / abs(before) * 100:+,.1f}%"


def figure(title: str, now: Decimal, before: Decimal, link: dict[str, str], *, good: str) -> None:
    """One figure with its change and the way to its records."""
    with st.container(border=True, gap="xsmall"):
        st.metric(
            title,
            short_money(now),
            change(now, before),
            delta_color="normal" if good == "up" else "inverse",
            help=f"{money(now)}  \n{t('Before: {amount}', amount=money(before))}",
        )
        st.page_link(RECORDS, label=t("See records"), query_params=link)


def figures(found: Overview, period: Period, department: int | None) -> None:
    """Income, expense and net of the period."""
    first, second, third = st.columns(3)
    with first:
        link = record_filters(period, department, direction="income")
        figure(t("Income"), found.now.income, found.before.income, link, good="up")
    with second:
        link = record_filters(period, department, direction="expense")
        figure(t("Expense"), found.now.expense, found.before.expense, link, good="down")
    with third:
        link = record_filters(period, department)
        figure(t("Net"), found.now.net, found.before.net, link, good="up")
    note(found.now)


def note(sums: Sums) -> None:
    """What is in none of the figures."""
    if sums.without_rate:
        st.caption(
            t(
                "{count} records have no exchange rate for their day and are not in these figures.",
                count=sums.without_rate,
            )
        )


def months(found: Overview, department: int | None) -> None:
    """Twelve months of income and expense."""
    clicked = draw_bars(
        month_bars(found.months),
        key=f"{PAGE}.months",
        alt=t("Income and expense by month"),
        height=MONTH_HEIGHT,
    )
    if clicked is None or clicked[1] >= len(found.months):
        return
    side, place = clicked
    start = found.months[place].month
    last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    span = Period(start, min(last, found.months_period.end))
    direction = ("income", "expense")[side]
    open_records(f"{PAGE}.months", record_filters(span, department, direction=direction))


def open_records(chart: str, link: dict[str, str]) -> None:
    """Leave for the records behind a bar; the click is forgotten for the way back."""
    st.session_state.pop(chart, None)
    st.switch_page(RECORDS, query_params=link)


def category_name(row: CategorySums) -> str:
    """The category in the reader's language."""
    zh = current_locale().startswith("zh")
    return (row.name_zh if zh else row.name_en) or t("Uncategorised")


def categories(found: Overview, period: Period, department: int | None) -> None:
    """Where the money went."""
    spent = sorted((row for row in found.categories if row.expense), key=lambda row: -row.expense)
    if not spent:
        st.caption(t("No expenses in this period."))
        return
    top = tuple(spent[:TOP_CATEGORIES])
    clicked = draw_bars(
        category_bars(top, [category_name(row) for row in top]),
        key=f"{PAGE}.categories",
        alt=t("Expense by category"),
        height=len(top) * BAR_HEIGHT + BAR_MARGIN,
    )
    if clicked is None or clicked[1] >= len(top):
        return
    chosen = top[clicked[1]].category_id
    category = "none" if chosen is None else str(chosen)
    link = record_filters(period, department, direction="expense", category_id=category)
    open_records(f"{PAGE}.categories", link)


def budgets(found: Overview) -> None:
    """How far each department's budget is used."""
    if not found.budgets:
        st.caption(t("No approved budget covers this day."))
    for use in found.budgets:
        rate = use.rate or Decimal(0)
        state = "red" if rate > OVER else "orange" if rate > NEAR else "grey"
        text = f"{plain(use.name)} · :{state}[**{percent(use.rate)}**]"
        amounts = t("{used} of {total}", used=short_money(use.used), total=short_money(use.total))
        st.progress(min(1.0, max(0.0, float(rate))), text=f"{text} · {amounts}")


def attention(found: Overview) -> None:
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


@part
def overview(chosen: PickedPeriod, department: int | None) -> None:
    """The live part: reruns by itself when data has changed."""
    live_version(f"{PAGE}.live")
    filters = ReadingFilters(department_id=department)
    with page_uow() as ctx:
        as_of = min(chosen.end, company_today())
        found = read_overview(ctx, OverviewQuery(chosen.period, as_of, filters))
        may_import = ctx.actor.can("imports.run")
    if not any(month.records for month in found.months) and found.latest_import is None:
        start_here(may_import=may_import)
        return
    figures(found, chosen.period, department)
    wide, narrow = st.columns([3, 2])
    with wide, card_boundary(t("Income and expense by month")):
        months(found, department)
    with narrow, card_boundary(t("Needs attention")):
        attention(found)
    with wide, card_boundary(t("Expense by category")):
        categories(found, chosen.period, department)
    with narrow, card_boundary(t("Budgets on {day}", day=day(as_of))):
        budgets(found)


def start_here(*, may_import: bool) -> None:
    """What to do when there is nothing yet."""
    empty_state(
        t("No records yet"),
        t("Import a bank statement and this page shows where the money goes."),
        icon=":material/monitoring:",
    )
    if may_import:
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.page_link("imports.py", label=t("Import a file"), icon=":material/upload_file:")


actor = current_actor()
if actor.can("records.view") and actor.can("amounts.view"):
    with page_header(t("Overview")):
        pass
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.filters"):
        period = period_picker(PAGE, default=YEAR)
        place = department_picker()
    overview(period, place)
else:
    with page_header(t("Welcome, {name}", name=plain(actor.display_name))):
        pass
    st.caption(t("What is assigned to you appears under Alerts and in your notifications."))
