"""Dialogs that stay in the reader's language.

Streamlit reruns an open dialog alone, in a thread of its own, without the shell.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Literal

import streamlit as st

from pages.ui.errors import reported
from pages.ui.language import speak

Width = Literal["small", "medium", "large"]


def show_dialog(
    title: str,
    body: Callable[[], object],
    *,
    width: Width = "medium",
    on_dismiss: Callable[[], None] | Literal["ignore", "rerun"] = "ignore",
) -> None:
    """Open a dialog; `body` draws it, anew whenever something in it changes. `title` is
    translated."""

    @wraps(body)
    def draw() -> None:
        speak()
        with reported():
            body()

    st.dialog(title, width=width, on_dismiss=on_dismiss)(draw)()
