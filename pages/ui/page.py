"""The top of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages.ui.help import help_button
from pages.ui.notification_bell import bell

BELL_WIDTH = 56  # pixels: a sign and three digits


@contextmanager
def page_header(
    title: str, caption: str = "", *, badge: tuple[str, Any] | None = None
) -> Iterator[None]:
    """Title on the left; what the block draws (the one primary button), help and bell on the right.

    Texts are translated; what a person typed goes through `plain` first. `badge` is (text,
    colour), the state of a record.

        with page_header(t("Departments")):
            if st.button(t("Add"), type="primary", key="departments.add"): ...
    """
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="page.header",
    ):
        with st.container(width="content", gap="xxsmall", key="page.title"):
            st.title(title, anchor=False)
            if caption:
                st.caption(caption)
            if badge:
                st.badge(badge[0], color=badge[1])
        with st.container(
            horizontal=True, width="content", vertical_alignment="center", key="page.actions"
        ):
            yield
            help_button()
            with st.container(width=BELL_WIDTH, key="page.bell_box"):  # a fragment would stretch
                bell()
