"""The company's settings: name and money, calendar, and every change with the way back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.company import (
    Company,
    CompanyPatch,
    SettingChangeRow,
    company,
    list_setting_history,
    missing_years,
    patch_company,
    restore_setting,
    wizard_state,
    year_of_days,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from pages.ui.company.choices import company_choices, company_hints, company_labels
from pages.ui.company.own_days import own_days
from pages.ui.errors import reported
from pages.ui.format import day, moment
from pages.ui.forms import edit_form
from pages.ui.notices import show_toasts
from pages.ui.notification_email import email_form
from pages.ui.page import page_header
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.records import confirm_button
from pages.ui.session import current_actor, page_uow
from pages.ui.views import view_switch

PAGE = "settings"
TABS: dict[str, str] = {
    "company": N_("Company"),
    "calendar": N_("Holidays"),
    "email": N_("Mail"),
    "history": N_("History"),
}
SHOWN = 50


def company_form(found: Company) -> None:
    """Everything but the own days, which have their own place."""
    if not current_actor().can("settings.admin"):
        for name, text in described(found.model_dump(mode="json")).items():
            st.caption(name)
            st.markdown(plain(text))
        return
    edit_form(
        found,
        CompanyPatch,
        lambda ctx, patch, _version: patch_company(ctx, patch),
        key=f"{PAGE}.company",
        choices=company_choices(),
        labels=company_labels(),
        hints=company_hints(),
        omit=("own_days",),
    )


def described(values: dict[str, Any]) -> dict[str, str]:
    """Field names and values as words, without the own days."""
    return {field_name(name): words(name, value) for name, value in values.items() if name != OWN}


OWN = "own_days"


def field_name(name: str) -> str:
    """What a setting is called."""
    from pages.ui.labels import label

    return company_labels().get(name) or label(name)


def words(name: str, value: Any) -> str:
    """A setting's value as the reader knows it."""
    if value in (None, "", []):
        return "–"
    if name == OWN:
        return ", ".join(f"{one['day']} {one['name']}" for one in value)
    options = company_choices().get(name, {})
    return options.get(value, str(value))


def calendar(found: Company) -> None:
    """The year's days that differ from plain weeks, and the company's own."""
    today = company_today()
    year = st.segmented_control(
        t("Year"),
        [today.year, today.year + 1],
        default=today.year,
        key=f"{PAGE}.year",
        label_visibility="collapsed",
        required=True,
    )
    with page_uow() as ctx:
        days = year_of_days(ctx, year)
        unknown = missing_years(ctx, today.replace(year=year), today.replace(year=year))
    if unknown:
        st.info(
            t(
                "The official days of {year} are not announced yet. Until then only weekends are "
                "days off, and the company's own days.",
                year=year,
            ),
            icon=":material/info:",
        )
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{t('Days off besides weekends')}**")
        st.markdown("\n".join(f"- {day(one)} {plain(name)}" for one, name in days.days_off) or "–")
    with right:
        st.markdown(f"**{t('Weekend days worked')}**")
        st.markdown(
            "\n".join(f"- {day(one)} {plain(name)}" for one, name in days.days_worked) or "–"
        )
    own_days(found, may_edit=current_actor().can("settings.admin"))


def history() -> None:
    """Who changed what, when, from what to what."""
    with page_uow() as ctx:
        found = list_setting_history(ctx, ListQuery(limit=SHOWN)).items
        may_restore = ctx.actor.can("settings.admin")
    for row in found:
        with st.container(border=True, key=f"{PAGE}.change_{row.id}"):
            st.caption(f"{moment(row.changed_at)} · {plain(row.changed_by_name)}")
            for name, (before, after) in row.changes.items():
                change(row, name, before, after, may_restore=may_restore)


def change(row: SettingChangeRow, name: str, before: Any, after: Any, *, may_restore: bool) -> None:
    """One field's change, with the way back."""
    is_first = before is None
    text = words(name, after) if is_first else f"{words(name, before)} → {words(name, after)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{field_name(name)}: {plain(text)}")
        if may_restore and not is_first and before != "":
            confirm_button(
                t("Restore"),
                t("Set this back to “{value}”?", value=plain(words(name, before))),
                lambda ctx: restored(ctx, row.id, name),
                key=f"{PAGE}.restore_{row.id}_{name}",
                done=t("Restored."),
                icon=":material/undo:",
            )


def restored(ctx: Ctx, change_id: int, name: str) -> None:
    """Give the field its former value."""
    restore_setting(ctx, change_id, name)


DRAW = {"company": company_form, "calendar": calendar}
OTHERS = {"email": email_form, "history": history}

show_toasts()
with page_uow() as ctx:
    current = company(ctx)
    wizard = wizard_state(ctx)
    may_set_up = ctx.actor.can("settings.admin")
with page_header(t("Settings")):
    if may_set_up and not wizard.finished:
        st.page_link("wizard.py", label=t("Continue the set-up"), icon=":material/flag:")
shown = [code for code in TABS if code != "email" or may_set_up]
tab = view_switch(PAGE, TABS, name="tab", label=N_("Show"), shown=shown)
with st.container(width=860), reported():
    if tab in OTHERS:
        OTHERS[tab]()
    else:
        DRAW[tab](current)
