"""The switch between the views of a page; the chosen one stands in the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from core.kit.i18n import N_, t
from pages.ui.url import filters_in_url, write_filters


def view_switch(
    key: str,
    views: Mapping[str, str],
    *,
    name: str = "view",
    label: str = N_("View"),
    shown: Collection[str] | None = None,
) -> str:
    """The chosen code of `views` (code -> msgid), the first one unless the address says another.

    `name` is its parameter in the address, `f"{key}.{name}"` the widget's key; `label` a msgid
    read aloud; `shown`: only these.
    """
    words = {code: t(text) for code, text in views.items() if shown is None or code in shown}
    first = next(iter(words))
    filters_in_url(key, {name: lambda text: text if text in words else first})
    chosen = switch(words, key=f"{key}.{name}", label=t(label))
    write_filters(key, {name: "" if chosen == first else chosen})
    return chosen


def switch(words: Mapping[str, str], *, key: str, label: str, default: str | None = None) -> str:
    """The chosen code of `words` (code -> words, already translated); the address stays."""
    chosen = st.segmented_control(
        label,
        list(words),
        default=default,
        key=key,
        format_func=words.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    return chosen or next(iter(words))
