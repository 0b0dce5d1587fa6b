"""Filters above a list: each is a widget whose value lives in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.labels import label
from pages.ui.session import page_uow
from pages.ui.url import read_day

FILTER_WIDTH = 165  # pixels: two beside each other on a phone
Options = Mapping[Any, str]


@dataclass(frozen=True)
class ListFilter:
    """One filter of a list; `name` is a filter of its `ListSpec`.

    `options` (for "choice" and "choices") gives code -> words, already translated; add the code
    "none" to find rows without a value. `label` is a msgid, else the field's own label. `more`
    ones are rarely needed and stand behind a button.
    """

    name: str
    kind: Literal["choice", "choices", "day", "text"] = "choice"
    options: Callable[[Ctx], Options] | None = None
    label: str | None = None
    more: bool = False

    def title(self) -> str:
        """The filter's translated name."""
        return t(self.label) if self.label else label(self.name)

    def reader(self, known: Options) -> Callable[[str], Any]:
        """From the address's text to the widget's value; what is unknown is dropped."""
        if self.kind == "choice":
            return lambda text: text if text in known else None
        if self.kind == "choices":
            return lambda text: [part for part in text.split(",") if part in known]
        return read_day if self.kind == "day" else str

    def draw(self, key: str, known: Options) -> str:
        """The widget; its value as text for address and query."""
        value: Any
        if self.kind == "choice":
            value = st.selectbox(
                self.title(),
                list(known),
                key=key,
                format_func=lambda code: known.get(code, code),
                placeholder=t("All"),
                index=None,
            )
        elif self.kind == "choices":
            value = st.multiselect(
                self.title(),
                list(known),
                key=key,
                format_func=lambda code: known.get(code, code),
                placeholder=t("All"),
            )
        elif self.kind == "day":
            value = st.date_input(self.title(), key=key, format="YYYY-MM-DD")
        else:
            value = st.text_input(self.title(), key=key)
        return _as_text(value)


def choice_box(page: str, name: str, title: str, words: Mapping[str, str]) -> str:
    """One of `words` (code -> words, already translated), as wide as a filter."""
    with st.container(width=FILTER_WIDTH):
        key = f"{page}.{name}"
        return str(st.selectbox(title, list(words), key=key, format_func=words.__getitem__))


def filter_options(filters: tuple[ListFilter, ...]) -> dict[str, Options]:
    """The options of all filters that have some, in one unit of work."""
    wanted = {one.name: one.options for one in filters if one.options}
    if not wanted:
        return {}
    with page_uow() as ctx:
        return {name: options(ctx) for name, options in wanted.items()}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(value) if isinstance(value, list) else str(value)
