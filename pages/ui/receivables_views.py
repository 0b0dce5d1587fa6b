"""The other sides of the receivables: ageing, matching all, reminders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, current_language, t
from core.kit.scales import scale_of
from core.receivables import (
    BUCKETS,
    Ageing,
    AgeingRow,
    DunningRow,
    OverdueRow,
    ReceiptSuggestion,
    accept_suggestions,
    dunning_list,
    receivables_ageing,
    suggest_receipts,
)
from pages.ui.charts import GRID, Option, draw_bars
from pages.ui.errors import card_boundary, part
from pages.ui.format import day, money
from pages.ui.list_export import table_export
from pages.ui.lists import Column
from pages.ui.notices import empty_state, show_toasts, toast
from pages.ui.plain import plain
from pages.ui.receivables import BUCKET_NAMES, PAGE, suggestion
from pages.ui.session import page_uow, submit
from pages.ui.table import draw_table

COLOURS = ("#9db8dc", "#e8c17d", "#d98032", "#b5532d", "#7c2f2f")
"""From calm to late; apart in brightness too, for colour-blind readers."""
TOP = 12
ROW, FRAME = 30, 86
SHOWN = 50
AGEING = f"{PAGE}.ageing"
LIKELY = 75  # points; what only shares the customer is left to the record page


class _Shown(AgeingRow):
    """A row of the table; tables want an id."""

    id: int


@part
def ageing_view() -> None:
    """How long what is owed has been due: a bar and a row for each customer."""
    show_toasts()
    with page_uow() as ctx:
        found = receivables_ageing(ctx)
    if not found.items:
        empty_state(t("Nothing is owed"), icon=":material/done_all:", key=f"{PAGE}.ageing.none")
        return
    rows = [row for row in found.items if row.total]
    table_export("ageing", (CUSTOMER, *AGES), lambda ctx: receivables_ageing(ctx).items, key=AGEING)
    if rows:
        _chart(rows[:TOP])
    _table(found)
    if found.total.without_rate:
        st.caption(
            t(
                "{n} receivables have no exchange rate and are in no figure.",
                n=found.total.without_rate,
            )
        )


def _name(row: Any) -> str:
    return str(row.customer or t("Without customer"))


CUSTOMER = Column("customer", label=N_("Customer"), value=_name)
AGES = (
    *(Column(name, "money", label=BUCKET_NAMES[name], phone=False) for name in BUCKETS),
    Column("total", "money", label=N_("Total")),
)


def _chart(rows: list[AgeingRow]) -> None:
    largest = max((row.total or Decimal(0) for row in rows), default=Decimal(0))
    scale, unit = scale_of(largest)
    option: Option = {
        "color": list(COLOURS),
        "grid": {**GRID, "top": 52, "right": 32},
        "legend": {"top": 0, "left": 0, "icon": "roundRect", "itemWidth": 14, "itemGap": 10},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + unit},
        "xAxis": {"type": "value", "splitNumber": 4, "axisLabel": {"formatter": "{value}" + unit}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_name(row) for row in rows],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"width": 110, "overflow": "truncate"},
        },
        "series": [_series(bucket, rows, scale) for bucket in BUCKETS],
        "animation": False,
    }
    height = len(rows) * ROW + FRAME
    clicked = draw_bars(
        option, key=f"{PAGE}.ageing.bars", alt=t("Ageing by customer"), height=height
    )
    if clicked is not None and clicked[1] < len(rows):
        _open_customer(f"{PAGE}.ageing.bars", rows[clicked[1]].customer_id)


def _series(bucket: str, rows: list[AgeingRow], scale: Decimal) -> Option:
    return {
        "type": "bar",
        "stack": "all",
        "name": t(BUCKET_NAMES[bucket]),
        "data": [round(float((getattr(row, bucket) or 0) / scale), 2) for row in rows],
        "barMaxWidth": 18,
        "selectedMode": "single",
        "cursor": "pointer",
    }


def _table(found: Ageing) -> None:
    rows = [_Shown(id=row.customer_id or 0, **row.model_dump()) for row in found.items]
    total = _Shown(id=-1, **found.total.model_dump() | {"customer": t("All together")})
    key = f"{AGEING}.table"
    opened = draw_table([*rows, total], (CUSTOMER, *AGES), key=key, name=t("Ageing")).open
    if opened is not None:
        _open_customer(key, None if opened == -1 else opened, every=opened == -1)


def _open_customer(key: str, customer_id: int | None, *, every: bool = False) -> None:
    """Leave for the customer's receivables; the click is forgotten for the way back."""
    st.session_state.pop(key, None)
    link = {} if every else {"customer_id": str(customer_id) if customer_id else "none"}
    st.switch_page("receivables.py", query_params={**link, "state": "open,partly,overdue"})


@part
def matching_view() -> None:
    """Suggestions for all that is open, the certain ones first."""
    show_toasts()
    with page_uow() as ctx:
        may_edit = ctx.actor.can("receivables.edit") and ctx.actor.can("records.view")
        found = _likely(ctx) if may_edit else []
    if not found:
        empty_state(
            t("Nothing to match"),
            t("Income that fits an open receivable by customer or amount appears here."),
            icon=":material/done_all:",
            key=f"{PAGE}.matching.none",
        )
        return
    table_export("receipt-suggestions", SUGGESTED, _likely, key=f"{PAGE}.matching")
    certain = sum(one.certain for one in found)
    if certain and st.button(
        t("Match all that is certain ({n})", n=certain),
        type="primary",
        icon=":material/done_all:",
        key=f"{PAGE}.accept",
    ):
        done = submit(_accept)
        toast(t("{n} receipts matched.", n=done))
        st.rerun()
    for one in found[:SHOWN]:
        suggestion(one, title=True)


SUGGESTED = (
    Column("receivable", label=N_("Receivable")),
    Column("record_date", "day"),
    Column("counterparty"),
    Column("amount", "money", currency="currency"),
    Column("reason", label=N_("Reason")),
)


def _likely(ctx: Ctx) -> list[ReceiptSuggestion]:
    return [one for one in suggest_receipts(ctx) if one.score >= LIKELY]


def _accept(ctx: Ctx) -> int:
    return len(accept_suggestions(ctx))


@part
def reminders_view() -> None:
    """Who is late, whom to write to, and what."""
    show_toasts()
    with page_uow() as ctx:
        found = dunning_list(ctx)
    if not found:
        empty_state(t("Nobody is late"), icon=":material/done_all:", key=f"{PAGE}.dunning.none")
        return
    table_export("reminders", LATE, _late_rows, key=f"{PAGE}.dunning")
    for one in found:
        _reminder(one)


LATE = (
    CUSTOMER,
    Column("contact"),
    Column("email"),
    Column("what", label=N_("Receivable")),
    Column("due_date", "day"),
    Column("days_overdue", "number"),
    Column("open_amount", "money", currency="currency"),
)


class _LateRow(OverdueRow):
    """A late receivable with whom to write to."""

    customer: str | None
    contact: str | None
    email: str | None

    @property
    def what(self) -> str:
        return self.title or self.code or str(self.id)


def _late_rows(ctx: Ctx) -> list[_LateRow]:
    return [
        _LateRow(customer=one.customer, contact=one.contact, email=one.email, **row.model_dump())
        for one in dunning_list(ctx)
        for row in one.receivables
    ]


def _reminder(one: DunningRow) -> None:
    name = one.customer or t("Without customer")
    with card_boundary(key=f"{PAGE}.dunning.{one.customer_id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"**{plain(name)}**", width="content")
            longest = t("longest {n} days", n=one.oldest_days)
            st.markdown(f"**{plain(money(one.overdue))}** · {longest}", width="content")
        reached = " · ".join(plain(part) for part in (one.contact, one.email) if part)
        st.caption(reached or t("No contact is known."))
        st.markdown("  \n".join(_late(row) for row in one.receivables))
        with st.expander(t("Letter"), icon=":material/mail:"):
            _letter(one)


def _late(row: OverdueRow) -> str:
    what = plain(row.title or row.code or str(row.id))
    amount = plain(money(row.open_amount, row.currency))
    late = t("{n} days overdue", n=row.days_overdue)
    return f"{what} · {amount} · {day(row.due_date)} · :red[{late}]"


def _letter(one: DunningRow) -> None:
    languages: dict[str, Any] = {"zh": "中文", "en": "English"}
    mine = current_language()
    chosen = st.segmented_control(
        t("Language"),
        list(languages),
        default=mine,
        key=f"{PAGE}.letter.{one.customer_id}",
        format_func=languages.__getitem__,
        label_visibility="collapsed",
    )
    st.code(one.letters[chosen or mine], language=None, wrap_lines=True)
