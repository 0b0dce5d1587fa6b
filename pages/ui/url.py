"""What a screen shows stands in its address, so that a link reproduces it.

The address is read when the page opens or a link changed it, and written after each change.
Empty values leave the address. Values are texts, as `ListQuery.filters` wants them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from core.kit.inputs import FIRST_DAY, LAST_DAY

RECORD = "id"


def opened_record() -> int | None:
    """The id of the record the address names, or None."""
    text = st.query_params.get(RECORD, "")
    return int(text) if text.isdecimal() else None


def open_record(record_id: int | str) -> None:
    """Show that record; the list's own filters stay in the address for the way back."""
    st.query_params[RECORD] = str(record_id)


def close_record() -> None:
    """Back to the list as it was."""
    if RECORD in st.query_params:
        del st.query_params[RECORD]


def filters_in_url(page: str, readers: Mapping[str, Callable[[str], Any]]) -> None:
    """Fill the widget state `"{page}.{name}"` from the address where that has moved on.

    `readers` turn the address's text into the widget's value. Call it before the widgets, which
    take these keys, and `write_filters` after them.
    """
    found = {name: st.query_params.get(name, "") for name in readers}
    kept = all(f"{page}.{name}" in st.session_state for name in readers)
    if kept and st.session_state.get(f"{page}.url") == found:
        return
    st.session_state[f"{page}.url"] = found
    for name, read in readers.items():
        st.session_state[f"{page}.{name}"] = read(found[name])


def write_filters(page: str, values: Mapping[str, str]) -> None:
    """Put the values into the address; what is empty leaves it."""
    st.session_state[f"{page}.url"] = dict(values)
    for name, text in values.items():
        if text and st.query_params.get(name) != text:
            st.query_params[name] = text
        elif not text and name in st.query_params:
            del st.query_params[name]


def read_day(text: str) -> date | None:
    """A day as it stands in an address, None for anything else; also for days that no figure is
    asked for, since a year before or after them may not exist."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
