"""A password somebody else set has to be changed before anything else."""

from __future__ import annotations

import streamlit as st

from core.identity import change_password
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_, t
from pages.login import door
from pages.ui.forms import model_form
from pages.ui.inputs import NewPassword
from pages.ui.menu import leave


def password_page() -> None:
    """The forced change: nothing else is reachable until it is done."""
    with door():
        st.subheader(t("Choose your own password"), anchor=False)
        st.caption(t("The present one was set by somebody else."))
        password_form("password.first")
        if st.button(t("Sign out"), type="tertiary", key="password.leave"):
            leave()


def password_form(key: str) -> None:
    """Old password, new password twice; other sessions of the person end."""
    model_form(
        NewPassword,
        _change,
        key=key,
        labels={
            "old": t("Current password"),
            "new": t("New password"),
            "repeat": t("New password again"),
        },
        hints={"new": t("At least 10 characters.")},
        submit_label=t("Change password"),
        done=t("Your password is changed. Other sessions were ended."),
        border=False,
    )


def _change(ctx: Ctx, wanted: NewPassword) -> None:
    if wanted.new != wanted.repeat:
        message = N_("The two entries differ.")
        raise Invalid("password.differs", message, fields={"repeat": message})
    change_password(ctx, wanted.old, wanted.new)
