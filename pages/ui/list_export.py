"""All matching rows of a list as a file, read in pages so that nobody waits for the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.kit.i18n import current_locale, t, use_locale
from core.kit.listing import MAX_LIMIT, ListQuery
from core.kit.uow import Credential, unit_of_work
from pages.ui.export import to_csv, to_xlsx
from pages.ui.format import number
from pages.ui.session import current_credential
from pages.ui.table import Column, Names

if TYPE_CHECKING:
    from pages.ui.lists import RecordList

MAX_ROWS = 100_000
FORMATS: tuple[tuple[str, str, Callable[..., bytes]], ...] = (
    ("csv", "text/csv", to_csv),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
)


def export_menu(spec: RecordList, query: ListQuery, total: int) -> None:
    """A small menu with the list as CSV and XLSX: search, filters and order as on the screen."""
    who, locale = current_credential(), current_locale()
    with st.popover(t("Export"), icon=":material/download:", key=f"{spec.page}.export"):
        if total > MAX_ROWS:
            st.caption(t("The first {n} rows. Narrow the list for others.", n=number(MAX_ROWS)))
        for suffix, mime, write in FORMATS:
            st.download_button(
                suffix.upper(),
                data=_maker(spec, query, who, locale, write),
                file_name=f"{spec.export_name or spec.page}.{suffix}",
                mime=mime,
                key=f"{spec.page}.export_{suffix}",
                on_click="ignore",
                width="stretch",
            )


def _maker(
    spec: RecordList,
    query: ListQuery,
    who: Credential,
    locale: str,
    write: Callable[..., bytes],
) -> Callable[[], bytes]:
    """Runs in a thread of its own when the button is pressed, with the rights of that moment."""

    def make() -> bytes:
        with use_locale(locale):
            headers = [column.title() for column in spec.columns]
            return write(headers, export_rows(spec, query, who))

    return make


def export_rows(spec: RecordList, query: ListQuery, who: Credential) -> Iterator[list[Any]]:
    """The values of all matching rows, at most MAX_ROWS."""
    wanted, left = replace(query, offset=0, limit=MAX_LIMIT, cursor=None), MAX_ROWS
    while left > 0:
        with unit_of_work(who) as ctx:
            page = spec.load(ctx, wanted)
            names = spec.names(ctx, page.items) if spec.names and page.items else {}
        for row in page.items[:left]:
            yield [_value(column, row, names) for column in spec.columns]
        left -= len(page.items)
        if page.next_cursor is None:
            return
        wanted = replace(wanted, cursor=page.next_cursor)


def _value(column: Column, row: Any, names: Names) -> Any:
    value = column.raw(row)
    if value is None:
        return None
    if column.name in names or column.kind in {"badge", "flag"} or isinstance(value, tuple | list):
        return column.text(row, names)
    return value
