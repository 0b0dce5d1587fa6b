"""What can be done to many rows of a list at once: to the ticked ones, or to all that match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import MAX_LIMIT, ListQuery, Page
from pages.ui.errors import reported
from pages.ui.filters import Options
from pages.ui.format import number
from pages.ui.notices import toast
from pages.ui.session import page_uow, submit

MOST_AT_ONCE = 5_000


class Load(Protocol):
    """A service's list function: scoped to what the reader may see."""

    def __call__(self, ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[Any]:
        """One page of rows."""


@dataclass(frozen=True)
class BulkAction:
    """Something done to each ticked row, all in one unit of work.

    `work(ctx, row_id)`; `label` and `done` are msgids; `done` may hold {n}. The action is shown
    to who has the right `needs` (None: everybody).
    """

    label: str
    work: Callable[[Ctx, int], object]
    needs: str | None
    done: str
    icon: str = ":material/check:"


@dataclass(frozen=True)
class BulkChoice:
    """Something chosen once and given to the ticked rows, or to all that match.

    `work(ctx, row_ids, code)`; `options` gives code -> words, already translated; `label`, `field`
    and `done` (which may hold {n}) are msgids.
    """

    label: str
    field: str
    options: Callable[[Ctx], Options]
    work: Callable[[Ctx, list[int], str], object]
    needs: str | None
    done: str
    icon: str = ":material/edit:"


Bulk = BulkAction | BulkChoice


@dataclass(frozen=True)
class Matching:
    """The rows a list shows a page of."""

    load: Load
    query: ListQuery
    total: int

    def ids(self, ctx: Ctx) -> list[int]:
        """The ids of all of them, page by page."""
        found: list[int] = []
        while len(found) < self.total:
            step = ListQuery(
                q=self.query.q,
                filters=self.query.filters,
                sort="id",
                limit=MAX_LIMIT,
                offset=len(found),
            )
            rows = self.load(ctx, step).items
            if not rows:
                break
            found += [row.id for row in rows]
        return found


def draw_bulk(page: str, actions: Sequence[Bulk], picked: list[int], matching: Matching) -> None:
    """The bar that appears when rows are ticked."""
    if not picked or not actions:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}.bulk"):
        st.caption(t("{n} selected", n=number(len(picked))), width="content")
        for place, action in enumerate(actions):
            key = f"{page}.bulk{place}"
            if isinstance(action, BulkChoice):
                _choice(action, picked, matching, page, key)
            elif st.button(t(action.label), icon=action.icon, key=key):
                submit(partial(_each, action, picked))
                _finish(page, t(action.done, n=len(picked)))


def _each(action: BulkAction, picked: list[int], ctx: Ctx) -> None:
    for row_id in picked:
        action.work(ctx, row_id)


def _choice(action: BulkChoice, picked: list[int], matching: Matching, page: str, key: str) -> None:
    with st.popover(t(action.label), icon=action.icon, key=f"{key}.box"):
        with page_uow() as ctx:
            options = action.options(ctx)
        code = st.selectbox(
            t(action.field),
            list(options),
            index=None,
            format_func=lambda one: options.get(one, one),
            key=f"{key}.code",
        )
        everything = False
        if len(picked) < matching.total <= MOST_AT_ONCE:
            text = t("All {n} that match", n=number(matching.total))
            everything = st.checkbox(text, key=f"{key}.all")
        if st.button(t("Apply"), type="primary", key=f"{key}.apply", disabled=code is None):
            with reported():
                changed = submit(partial(_apply, action, picked, matching, str(code), everything))
                _finish(page, t(action.done, n=changed))


def _apply(
    action: BulkChoice, picked: list[int], matching: Matching, code: str, everything: bool, ctx: Ctx
) -> int:
    ids = matching.ids(ctx) if everything else picked
    action.work(ctx, ids, code)
    return len(ids)


def _finish(page: str, text: str) -> None:
    st.session_state.pop(f"{page}.table", None)
    toast(text)
    st.rerun()
