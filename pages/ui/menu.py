"""The menu: what exists and what the reader may use; language, account and the way out."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.company import wizard_waits
from core.identity import set_own_locale, sign_out
from core.kit.context import Actor, Ctx
from core.kit.errors import NotPermitted
from core.kit.i18n import t
from pages.registry import PAGES, SECTIONS, PageEntry
from pages.ui.help import help_for
from pages.ui.language import LANGUAGES, choose_locale
from pages.ui.plain import plain
from pages.ui.saved_views import begin_with_default
from pages.ui.session import SECRET_KEY, page_uow, submit

HERE = Path(__file__).parent
PROFILE, LOGOUT = "profile", "logout"
_LEAVE = (
    "<script>fetch('/api/session',{method:'DELETE'}).finally(()=>location.replace('/'))</script>"
)


def navigation(actor: Actor | None) -> tuple[st.Page, PageEntry]:
    """The menu of the actor; without one, all addresses exist but nothing is shown.

    Returns Streamlit's page and its entry; run it with `run_page`.
    """
    counts = _counts(actor) if actor else {}
    menu: dict[str, list[st.Page]] = {}
    entries: dict[str, PageEntry] = {}
    for place, entry in enumerate(PAGES):
        page = _page(entry, actor, counts.get(entry.file, 0), default=place == 0)
        section = SECTIONS[entry.section]
        menu.setdefault(t(section) if section else "", []).append(page)
        entries[page.url_path] = entry
    order = [t(one) if one else "" for one in SECTIONS.values()]
    shown = {section: menu[section] for section in order if section in menu}
    chosen = st.navigation(shown, position="sidebar" if actor else "hidden", expanded=True)
    return chosen, entries[chosen.url_path]


def _page(entry: PageEntry, actor: Actor | None, count: int, *, default: bool) -> st.Page:
    seen = entry.in_menu and (actor is None or entry.may_open(actor))
    title = f"{t(entry.title)} ({count})" if count else t(entry.title)
    return st.Page(
        entry.file,
        title=title,
        icon=entry.icon,
        url_path=entry.address,
        default=default,
        visibility="visible" if seen else "hidden",
    )


def _counts(actor: Actor) -> dict[str, int]:
    wanted = [entry for entry in PAGES if entry.badge and entry.may_open(actor)]
    if not wanted:
        return {}
    with page_uow() as ctx:
        return {entry.file: _count(ctx, entry) for entry in wanted}


def _count(ctx: Ctx, entry: PageEntry) -> int:
    return entry.badge(ctx) if entry.badge else 0


def lead_to_wizard(entry: PageEntry, actor: Actor) -> None:
    """Who opens Home of a company that is being set up goes to the wizard first."""
    if entry is not PAGES[0] or not actor.can("settings.admin"):
        return
    with page_uow() as ctx:
        waits = wizard_waits(ctx)
    if waits:
        st.switch_page("wizard.py")


def run_page(page: st.Page, entry: PageEntry, actor: Actor) -> None:
    """Run the chosen page. Raises NotPermitted for an address the actor may not open."""
    if not entry.may_open(actor):
        raise NotPermitted
    help_for(entry.address)
    begin_with_default(entry.address)
    page.run()


def account_menu(actor: Actor) -> None:
    """Below the menu: who is signed in, language, own account, signing out."""
    options = {PROFILE: t("My account"), **LANGUAGES, LOGOUT: t("Sign out")}
    with st.sidebar:
        chosen = st.menu_button(
            plain(actor.display_name or actor.name),
            list(options),
            key="account.menu",
            icon=":material/account_circle:",
            format_func=options.__getitem__,
            type="tertiary",
            width="stretch",
        )
    if chosen == PROFILE:
        st.switch_page("profile.py")
    elif chosen in LANGUAGES:
        choose_locale(chosen)
        submit(lambda ctx: set_own_locale(ctx, chosen))
        st.rerun()
    elif chosen == LOGOUT:
        leave()


def leave() -> None:
    """End the session, drop the cookie and load the login. Nothing else of this run is drawn."""
    submit(sign_out)
    st.session_state.pop(SECRET_KEY, None)
    st.html(_LEAVE, unsafe_allow_javascript=True)
    st.caption(t("You are signed out."))
    st.stop()
