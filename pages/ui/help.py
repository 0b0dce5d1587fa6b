"""Help on a page: its section of the user guide, in a dialog."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

from core.kit.i18n import SOURCE_LOCALE, current_locale, t
from pages.ui.dialogs import show_dialog

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "user"
LANGUAGES = {"en": "en.md", "zh_CN": "zh.md"}
HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n?", re.MULTILINE)
FILE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
PAGE_KEY = "ui.help_page"

SECTIONS: dict[str, str] = {
    "home": "Home",
    "notifications": "Notifications",
    "jobs": "Notifications",
    "records": "Records, budgets, projects, customers",
    "budgets": "Budgets",
    "accounts": "Accounts and recurring expenses",
    "recurring": "Accounts and recurring expenses",
    "customers": "Records, budgets, projects, customers",
    "projects": "Projects and milestones",
    "satisfaction": "Customer satisfaction",
    "contracts": "Contracts and receivables",
    "receivables": "Contracts and receivables",
    "categories": "What imported records are about",
    "categorisation_rules": "What imported records are about",
    "imports": "Importing a file",
    "alerts": "Alerts",
    "alert_rules": "Alerts",
    "indicators": "Indicators",
    "sql": "Questions in SQL",
    "data_dictionary": "Questions in SQL",
    "performance": "Department performance",
    "departments": "Organisation",
    "organisation": "Organisation",
    "users": "Who sees what",
    "settings": "Settings",
    "wizard": "Setting up",
    "profile": "Sign in",
}
"""Page address -> the heading of its section in the English guide; the Chinese guide has the same
sections in the same order."""


@cache
def sections(file: str) -> tuple[tuple[str, str], ...]:
    """Heading and text of each section of a guide, without what only files can show."""
    text = PICTURE.sub("", (GUIDES / file).read_text(encoding="utf-8"))
    parts = HEADING.split(FILE_LINK.sub(r"\1", text))[1:]
    return tuple(
        (heading.strip(), text.strip())
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    )


def help_on(address: str, locale: str) -> tuple[str, str] | None:
    """Heading and text for that page in that language; None where the guide has none."""
    english = [heading for heading, _ in sections(LANGUAGES[SOURCE_LOCALE])]
    wanted = SECTIONS.get(address)
    if wanted not in english:
        return None
    return sections(LANGUAGES.get(locale, LANGUAGES[SOURCE_LOCALE]))[english.index(wanted)]


def help_for(address: str) -> None:
    """Which page this run shows; `help_button` reads it."""
    st.session_state[PAGE_KEY] = address


def help_button() -> None:
    """A “?” that opens the page's section; nothing where the guide says nothing of the page."""
    found = help_on(st.session_state.get(PAGE_KEY, ""), current_locale())
    if found is None:
        return
    heading, text = found
    if st.button(
        "", icon=":material/help:", type="tertiary", key="page.help", help=t("Help on this page")
    ):

        def show() -> None:
            st.markdown(text)

        show_dialog(heading, show, width="large")
