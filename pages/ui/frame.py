"""What surrounds the page in the browser: the document's language, kept for the next visit."""

from __future__ import annotations

import streamlit as st

from pages.ui.language import LOCALE_COOKIE

_FRAME = st.components.v2.component(
    "selfmastery_frame",
    js="""
export default function (component) {
  const { locale, cookie } = component.data
  document.documentElement.lang = locale.replace("_", "-")
  document.cookie = `${cookie}=${locale}; path=/; max-age=31536000; samesite=lax`
}
""",
)


def frame(locale: str) -> None:
    """Tell the browser which language the page is in (screen readers, built-in words)."""
    _FRAME(key="frame", data={"locale": locale, "cookie": LOCALE_COOKIE}, height=1)
