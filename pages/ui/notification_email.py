"""The mail settings: server, sender, and a trial."""

from __future__ import annotations

import streamlit as st

from core.kit.i18n import t
from core.notifications.channels.email.settings import (
    SECURITY_NAMES,
    EmailPatch,
    EmailRow,
    email_settings,
    update_email_settings,
)
from core.notifications.channels.email.trial import prepare_trial
from pages.ui.choices import translated
from pages.ui.errors import reported
from pages.ui.forms import edit_form
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit


class Shown(EmailRow):
    """The settings as the form shows them: a password is entered, never read."""

    password: str = ""


def email_form() -> None:
    """Change the settings; try them."""
    with page_uow() as ctx:
        row = email_settings(ctx)
    edit_form(
        Shown(**row.model_dump()),
        EmailPatch,
        lambda ctx, patch, _version: update_email_settings(ctx, patch),
        key="email",
        choices={"security": translated(SECURITY_NAMES)},
        labels=labels(),
        hints=hints(has_password=row.has_password),
    )
    st.caption(t("A trial goes to the mail address of your own account, with the saved settings."))
    if st.button(t("Send a trial"), icon=":material/send:", key="email.trial"):
        send_trial()


def send_trial() -> None:
    """Send it now and say what the server said; the database is not held meanwhile."""
    with reported(), st.spinner(t("Sending…")):
        trial = submit(prepare_trial)
        trial.send()
        toast(t("The trial was sent to {address}.", address=plain(trial.address)))
        st.rerun()


def labels() -> dict[str, str]:
    """What the settings are called."""
    return {
        "enabled": t("Send mail"),
        "host": t("Mail server"),
        "port": t("Port"),
        "security": t("Protection"),
        "username": t("User name at the server"),
        "sender": t("Sender's address"),
        "sender_name": t("Sender's name"),
        "web_address": t("Web address of this app"),
    }


def hints(*, has_password: bool) -> dict[str, str]:
    """What is worth knowing beside the fields."""
    kept = t("A password is stored. Leave this empty to keep it.")
    return {
        "password": kept if has_password else t("Stored encrypted and never shown again."),
        "web_address": t("Links in mails lead there, such as https://finance.example.com."),
    }
