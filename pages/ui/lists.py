"""`record_list`: the list almost every screen needs, over any number of rows.

Search, filters, order and page happen on the server and stand in the address; a row opens its
record (`?id=`); all matching rows can be exported; actions work on the ticked rows.

    DEPARTMENTS = RecordList(
        page="departments",
        load=list_departments,
        listing=DEPARTMENT_LIST,
        columns=(Column("name"), Column("code"), Column("manager_id", phone=False)),
        names=lambda ctx, rows: {"manager_id": people_names(ctx)},
        filters=(ListFilter("parent_id", options=department_options),),
        empty=N_("No departments yet"),
    )
    record_list(DEPARTMENTS)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import ListQuery, ListSpec
from pages.ui.bulk import Bulk, BulkAction, BulkChoice, Load, Matching, draw_bulk
from pages.ui.errors import part
from pages.ui.filters import FILTER_WIDTH, ListFilter, Options, filter_options
from pages.ui.format import number
from pages.ui.list_export import export_menu
from pages.ui.live import live_version
from pages.ui.notices import empty_state, show_toasts
from pages.ui.saved_views import views_menu
from pages.ui.session import page_uow
from pages.ui.table import Column, Names, draw_table
from pages.ui.url import filters_in_url, open_record, write_filters

PAGE_SIZE = 50
SEARCH_WIDTH = 210  # pixels: three filters and two menus beside it on a laptop
SEARCH, SORT, PAGE = "q", "sort", "page"


@dataclass(frozen=True)
class RecordList:
    """What a list shows. Only `page`, `load`, `listing`, `columns` and `empty` are needed.

    `page`: prefix of widget keys. `listing`: search, filters and sort keys of the service.
    `names`: words for ids, for the rows of one page. `empty`, `hint`: msgids shown where there
    is no row at all. `fixed`: filters the page itself sets, not shown and not in the address.
    `opens=False`: rows have no record page. `exported`: columns that only files have. `sort`: the
    order at first, where it is not the listing's own. `live`: drawn anew when data changes.
    `saved`: people keep views of it, for the page whose address is `page`.
    """

    page: str
    load: Load
    listing: ListSpec
    columns: tuple[Column, ...]
    empty: str
    hint: str = ""
    icon: str = ":material/inbox:"
    filters: tuple[ListFilter, ...] = ()
    names: Callable[[Ctx, Sequence[Any]], Names] | None = None
    actions: tuple[Bulk, ...] = ()
    fixed: tuple[tuple[str, str], ...] = ()
    opens: bool = True
    export_name: str = ""
    exported: tuple[Column, ...] = ()
    sort: str = ""
    live: bool = False
    saved: bool = False


def record_list(spec: RecordList, *, name: str = "") -> None:
    """Draw the list. `name` (translated) is read aloud by screen readers."""
    _list(spec, name or spec.page)


@part
def _list(spec: RecordList, name: str) -> None:
    show_toasts()
    if spec.live:
        live_version(f"{spec.page}.live")
    toolbar = st.container(horizontal=True, vertical_alignment="bottom", key=f"{spec.page}.bar")
    query = list_query(spec, toolbar)
    with page_uow() as ctx:
        page = spec.load(ctx, query, with_total=True)
        names = spec.names(ctx, page.items) if spec.names and page.items else {}
        actions = tuple(
            one for one in spec.actions if one.needs is None or ctx.actor.can(one.needs)
        )
    total = page.total or 0
    if not page.items and query.offset:
        st.query_params.pop(PAGE, None)
        st.rerun()
    if not total:
        nothing_matches(spec, query)
        return
    with toolbar:
        export_menu(spec, query, total)
    above = st.container(key=f"{spec.page}.above")  # where ticked rows are worked on, in sight
    picked = _table(spec, page.items, names, query, bool(actions), name)
    with above:
        draw_bulk(spec.page, actions, picked, Matching(spec.load, query, total))
    page_foot(spec, total)


def list_query(spec: RecordList, toolbar: Any, *, size: int = PAGE_SIZE) -> ListQuery:
    """Search and filters, drawn into `toolbar`; with order and page what the reader asks for.

    Other views of the same rows share it, with pages of another `size`.
    """
    options = filter_options(spec.filters)
    readers = {one.name: one.reader(options.get(one.name, {})) for one in spec.filters}
    filters_in_url(spec.page, {SEARCH: str, **readers})
    with toolbar:
        found = {SEARCH: _search(spec)} if spec.listing.search else {SEARCH: ""}
        found |= _draw_filters(spec, options)
    before = st.session_state.get(f"{spec.page}.url")
    write_filters(spec.page, found)
    if before is not None and before != found:
        st.query_params.pop(PAGE, None)
    if spec.saved:  # after the address says what is on the screen
        with toolbar:
            views_menu(spec.page)
    filters = {key: text for key, text in found.items() if key != SEARCH and text}
    return ListQuery(
        q=found[SEARCH],
        filters={**filters, **dict(spec.fixed)},
        sort=_known_sort(spec),
        limit=size,
        offset=(_page_number() - 1) * size,
    )


def _draw_filters(spec: RecordList, options: Mapping[str, Options]) -> dict[str, str]:
    """The filters side by side, the rarer ones behind a button."""
    found: dict[str, str] = {}
    for one in (one for one in spec.filters if not one.more):
        with st.container(width=FILTER_WIDTH, key=f"{spec.page}.{one.name}.box"):
            found[one.name] = one.draw(f"{spec.page}.{one.name}", options.get(one.name, {}))
    rarer = [one for one in spec.filters if one.more]
    if not rarer:
        return found
    active = sum(bool(st.query_params.get(one.name)) for one in rarer)
    text = t("More filters ({n})", n=active) if active else t("More filters")
    with st.popover(text, icon=":material/filter_list:", key=f"{spec.page}.more"):
        for one in rarer:
            found[one.name] = one.draw(f"{spec.page}.{one.name}", options.get(one.name, {}))
    return found


def _search(spec: RecordList) -> str:
    with st.container(width=SEARCH_WIDTH, key=f"{spec.page}.search_box"):
        return (
            st.text_input(
                t("Search"),
                key=f"{spec.page}.{SEARCH}",
                type="search",
                live=True,
                placeholder=t("Search"),
                icon=":material/search:",
            )
            or ""
        )


def _known_sort(spec: RecordList) -> str:
    wanted = st.query_params.get(SORT, "")
    known = wanted.removeprefix("-") in spec.listing.sorts
    return wanted if known else spec.sort or spec.listing.default_sort


def _page_number() -> int:
    text = st.query_params.get(PAGE, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004


def _table(
    spec: RecordList,
    rows: Sequence[Any],
    names: Names,
    query: ListQuery,
    selectable: bool,
    name: str,
) -> list[int]:
    key = f"{spec.page}.table"

    def sort() -> None:
        st.query_params[SORT] = st.session_state[key].sort
        st.query_params.pop(PAGE, None)

    result = draw_table(
        rows,
        spec.columns,
        key=key,
        name=name,
        names=names,
        sorts=spec.listing.sorts,
        sort=query.sort or "",
        on_sort=sort,
        selectable=selectable,
        opens=spec.opens,
    )
    if result.open and spec.opens:
        open_record(result.open)
        st.rerun()
    shown = {row.id for row in rows}
    return [one for one in result.selected or [] if one in shown]


def page_foot(spec: RecordList, total: int, *, size: int = PAGE_SIZE) -> None:
    """Which rows of how many are shown, and the other pages."""
    pages = ceil(total / size)
    current = min(_page_number(), pages)
    first = (current - 1) * size + 1
    last = min(current * size, total)
    key = f"{spec.page}.pages.{current}"

    def turn() -> None:
        st.query_params[PAGE] = str(st.session_state[key])

    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=f"{spec.page}.foot",
    ):
        st.caption(
            t("{first}–{last} of {total}", first=first, last=last, total=number(total)),
            width="content",
        )
        if pages > 1:
            st.pagination(pages, default=current, key=key, on_change=turn)


def nothing_matches(spec: RecordList, query: ListQuery) -> None:
    """What stands there without rows: what the list is for, or that the filters leave none."""
    shown = {key: text for key, text in query.filters.items() if (key, text) not in spec.fixed}
    if not query.q and not shown:
        empty_state(t(spec.empty), t(spec.hint) if spec.hint else "", icon=spec.icon, key=spec.page)
        return
    empty_state(
        t("Nothing matches"),
        t("Change the search or the filters."),
        icon=":material/search_off:",
        action=t("Clear filters"),
        on_action=lambda: _clear(spec),
        key=f"{spec.page}.none",
    )


def _clear(spec: RecordList) -> None:
    for name in (SEARCH, *(one.name for one in spec.filters), PAGE):
        st.query_params.pop(name, None)


__all__ = [
    "BulkAction",
    "BulkChoice",
    "Column",
    "ListFilter",
    "RecordList",
    "list_query",
    "nothing_matches",
    "page_foot",
    "record_list",
]
