"""Errors become words here, once for all pages.

A refusal (AppError) is a calm sentence in the reader's language; anything else is a reference
number on the screen and a trace in the log. Pages hold no try/except of their own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import streamlit as st
import structlog

from core.kit.errors import AppError
from core.kit.i18n import t
from pages.ui.language import speak
from pages.ui.plain import plain

Part = TypeVar("Part", bound=Callable[..., Any])
log = structlog.get_logger(__name__)


def show_error(error: Exception) -> None:
    """Say what went wrong, where the script stands."""
    speak()
    if isinstance(error, AppError):
        st.warning(_said(error), icon=":material/info:")
        return
    reference = secrets.token_hex(4)
    log.error("page_failed", reference=reference, exc_info=error)
    st.error(
        t(
            "Something went wrong here. Nothing was lost. If it happens again, tell your "
            "administrator the number {reference}.",
            reference=reference,
        ),
        icon=":material/error:",
    )


def _said(error: AppError) -> str:
    """The refusal; what it quotes of a person's text is no Markdown."""
    return t(error.message, **{name: plain(str(value)) for name, value in error.params.items()})


def on_script_error(error: Exception) -> bool:
    """For st.App: what escaped a page or callback. True: we have shown it."""
    show_error(error)
    return True


@contextmanager
def reported() -> Iterator[None]:
    """Show an error of the block in its place; what follows the block goes on."""
    try:
        yield
    except Exception as error:
        show_error(error)


@contextmanager
def card_boundary(
    title: str = "", *, key: str | None = None, tools: Callable[[], None] | None = None
) -> Iterator[None]:
    """A bordered card with a heading; when its content breaks, only this card says so.

    `title` is already translated; `tools` draws what stands at the heading's end.
    """
    with st.container(border=True, key=key):
        if title:
            _heading(title, tools)
        with reported():
            yield


def _heading(title: str, tools: Callable[[], None] | None) -> None:
    if tools is None:
        st.markdown(f"**{title}**")
        return
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{title}**", width="content")
        with reported():
            tools()


def part(body: Part, *, every: float | None = None) -> Part:
    """A fragment of a page: `st.fragment` with the reader's language and its own errors.

    Use it instead of `st.fragment`. Fragments rerun alone, without the shell; `every`: also by
    themselves, after so many seconds.
    """

    @wraps(body)
    def run(*args: Any, **kwargs: Any) -> Any:
        speak()
        with reported():
            return body(*args, **kwargs)

    return st.fragment(run, run_every=every)  # type: ignore[return-value]
