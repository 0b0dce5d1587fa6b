"""One's own account: language, password, sessions, REST tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.identity import (
    ACTIONS,
    SessionRow,
    TokenRow,
    create_token,
    list_sessions,
    list_tokens,
    revoke_session,
    revoke_token,
    set_own_locale,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, current_locale, t
from pages.password import password_form
from pages.ui.dialogs import show_dialog
from pages.ui.errors import card_boundary
from pages.ui.forms import model_form
from pages.ui.inputs import NewToken
from pages.ui.language import LANGUAGES, choose_locale
from pages.ui.lists import Column
from pages.ui.notices import show_toasts, toast
from pages.ui.notification_preferences import preferences_form
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.session import current_actor, page_uow, submit
from pages.ui.table import draw_table

NEW_TOKEN = "profile.new_token"  # noqa: S105 (a name)
SESSIONS = (
    Column("created_at", "moment", label=N_("Signed in")),
    Column("expires_at", "moment"),
    Column("is_current", "flag", label=N_("This browser")),
    Column("user_agent", label=N_("Browser"), phone=False),
)
TOKENS = (
    Column("name"),
    Column("created_at", "moment"),
    Column("expires_at", "moment"),
    Column("revoked_at", "moment", label=N_("Ended")),
)


def end_each(end: Callable[[Ctx, int], None], ids: Sequence[int], ctx: Ctx) -> None:
    """End several sessions or tokens together."""
    for one in ids:
        end(ctx, one)


def language_card() -> None:
    """The language of this account."""
    chosen = st.segmented_control(
        t("Language"),
        list(LANGUAGES),
        key="profile.locale",
        default=current_locale(),
        format_func=LANGUAGES.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    if chosen != current_locale():
        choose_locale(chosen)
        submit(lambda ctx: set_own_locale(ctx, chosen))
        st.rerun()


def sessions_card(rows: tuple[SessionRow, ...]) -> None:
    """Where one is signed in, and ending the other places."""
    draw_table(rows, SESSIONS, key="profile.sessions", name=t("Sessions"), opens=False)
    others = [row.id for row in rows if not row.is_current]
    if others and st.button(t("End other sessions"), key="profile.end_sessions"):
        submit(partial(end_each, revoke_session, others))
        toast(t("Other sessions were ended."))
        st.rerun()


def tokens_card(rows: tuple[TokenRow, ...]) -> None:
    """REST tokens: shown once, revocable."""
    if secret := st.session_state.pop(NEW_TOKEN, None):
        st.info(t("Copy the token now. It is shown only once."), icon=":material/key:")
        st.code(secret, language=None)
    if rows:
        picked = draw_table(
            rows, TOKENS, key="profile.tokens", name=t("Tokens"), selectable=True, opens=False
        ).selected
        if picked and st.button(t("End selected tokens"), key="profile.end_tokens"):
            submit(partial(end_each, revoke_token, picked))
            toast(t("The tokens were ended."))
            st.rerun()
    else:
        st.caption(t("Tokens let programs use the REST API with your rights."))
    if st.button(t("New token"), icon=":material/add:", key="profile.add_token"):
        show_dialog(t("New token"), token_form, width="small")


def token_form() -> None:
    """Name, rights and life of a new token."""
    model_form(
        NewToken,
        make_token,
        key="profile.token",
        choices={"scopes": {code: t(name) for code, name in ACTIONS.items()}},
        labels={"scopes": t("Only these rights")},
        hints={
            "scopes": t("Empty: all your rights."),
            "expires_days": t("Empty: it does not expire."),
        },
        done="",
        border=False,
    )


def make_token(ctx: Ctx, wanted: NewToken) -> None:
    """Create the token; the page shows it once after the rerun."""
    st.session_state[NEW_TOKEN] = create_token(
        ctx, wanted.name, scopes=wanted.scopes or None, expires_days=wanted.expires_days
    )


show_toasts()
actor = current_actor()
with page_header(plain(actor.display_name or actor.name), t("My account")):
    pass
with page_uow() as ctx:
    sessions, tokens = list_sessions(ctx), list_tokens(ctx)
with card_boundary(t("Language")):
    language_card()
with card_boundary(t("Notifications")):
    preferences_form()
with card_boundary(t("Password")):
    password_form("profile.password")
with card_boundary(t("Sessions")):
    sessions_card(sessions)
with card_boundary(t("Tokens")):
    tokens_card(tokens)
