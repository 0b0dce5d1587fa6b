"""Short messages: after a change, and where there is nothing yet."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

TOASTS_KEY = "ui.toasts"


def toast(text: str, *, icon: str = ":material/check_circle:") -> None:
    """Say `text` (translated) at the end of this run or, after a rerun, of the next one."""
    st.session_state.setdefault(TOASTS_KEY, []).append((text, icon))


def show_toasts() -> None:
    """Show what `toast` has collected. The shell and each fragment of ours call it."""
    for text, icon in st.session_state.pop(TOASTS_KEY, []):
        st.toast(text, icon=icon)


def empty_state(
    title: str,
    hint: str = "",
    *,
    icon: str = ":material/inbox:",
    action: str | None = None,
    on_action: Callable[[], None] | None = None,
    key: str = "empty",
) -> bool:
    """Where a list or card has nothing to show: what it is for and the one next step.

    Texts are translated. Returns True when the action button was pressed.
    """
    with st.container(horizontal_alignment="center", key=f"{key}.empty"):
        st.space("small")
        st.header(icon, anchor=False, text_alignment="center")
        st.markdown(f"**{title}**", text_alignment="center")
        if hint:
            st.caption(hint, text_alignment="center")
        pressed = bool(action and st.button(action, key=f"{key}.empty_action", on_click=on_action))
        st.space("small")
    return pressed
