"""What an import has written: the records, what was left, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from core.alerts import list_alerts
from core.finance.imports import (
    BatchRow,
    rejected_rows,
    rejects_file,
    save_as_template,
    suggested_name,
    undo_import,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from pages.ui import import_view as view
from pages.ui.choices import category_choices
from pages.ui.errors import reported
from pages.ui.format import money, number
from pages.ui.import_grid import LINE
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import current_credential, page_uow, submit
from pages.ui.table import Column, draw_table

MOST_REJECTED = 50
MOST_KEPT = 10
CATEGORIES = (
    Column("category", label=N_("Category")),
    Column("rows", "number", label=N_("Records")),
)
REJECTED = (
    Column("id", "number", label=N_("Line")),
    Column("text", label=N_("Row")),
    Column("reason", label=N_("Reason"), phone=False),
)


class _Item:
    """A row of a small table."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def result(batch: BatchRow) -> None:
    """The whole screen of an import that is in the books, or was."""
    found = batch.result or batch.preview or {}
    _headline(batch, found)
    with st.container(horizontal=True, gap="large", key="imports.outcome"):
        with st.container(width=420):
            view.sums(found, key=f"imports.sums.{batch.id}")
        with st.container(width=420):
            _categories(batch, found)
    _rejected(batch, found)
    view.remarks(found)
    if batch.state == "committed":
        _template(batch)


def _headline(batch: BatchRow, found: dict[str, Any]) -> None:
    written = found.get("written") or {"added": batch.rows_new, "updated": batch.rows_changed}
    told = [t("{count} records added", count=number(written["added"] or 0))]
    if written["updated"]:
        told.append(t("{count} updated", count=number(written["updated"])))
    if written.get("left_out"):
        told.append(t("{count} left out", count=number(written["left_out"])))
    st.markdown(f"#### {', '.join(told)}")
    st.caption(view.counts(found))
    if batch.state == "undone":
        _undone(found.get("undo") or {})
        return
    with st.container(horizontal=True, vertical_alignment="center", key="imports.links"):
        st.page_link(
            "records.py",
            label=t("See the records"),
            icon=":material/receipt_long:",
            query_params={"import_batch_id": batch.id},
        )
        _alerts(batch)
        _take_back(batch)


def _undone(told: dict[str, Any]) -> None:
    removed, restored = told.get("removed", 0), told.get("restored", 0)
    st.markdown(
        t(
            "Taken back: {removed} records went, {restored} got their former values back.",
            removed=number(removed),
            restored=number(restored),
        )
    )
    _kept(told.get("kept") or [])


def _alerts(batch: BatchRow) -> None:
    """The alerts raised since the records came in, for who may see them."""
    if batch.committed_at is None:
        return

    def count(ctx: Ctx) -> int:
        if not ctx.actor.can("alerts.view"):
            return 0
        filters = {"created_from": batch.committed_at.isoformat()} if batch.committed_at else {}
        page = list_alerts(ctx, ListQuery(filters=filters, limit=1), with_total=True)
        return page.total or 0

    with page_uow() as ctx:
        raised = count(ctx)
    if raised:
        st.page_link(
            "alerts.py",
            label=t("{count} alerts raised since", count=number(raised)),
            icon=":material/notifications_active:",
        )


def _categories(batch: BatchRow, found: dict[str, Any]) -> None:
    counted = found.get("categories") or []
    if not counted:
        return
    with page_uow() as ctx:
        names = category_choices(ctx)
    st.markdown(f"**{t('Categories')}**")
    rows = [
        _Item(id=place, category=_name(names, one), rows=one["rows"])
        for place, one in enumerate(counted[:12])
    ]
    draw_table(
        rows, CATEGORIES, key=f"imports.categories.{batch.id}", name=t("Categories"), opens=False
    )


def _name(names: Mapping[int, str], one: dict[str, Any]) -> str:
    """A category in the reader's language."""
    if one["category_id"] is None:
        return t("Not categorised")
    return names.get(one["category_id"], one["category"])


def _rejected(batch: BatchRow, found: dict[str, Any]) -> None:
    """Rows that could not be read, to be corrected here or in the file."""
    if not found["rows"]["rejected"]:
        return
    with page_uow() as ctx:
        rows = rejected_rows(ctx, batch.id, limit=MOST_REJECTED)
    if not rows:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", key="imports.rejects"):
        st.markdown(f"**{t('Rows that could not be read')}**")
        download_rejects(batch)
    st.caption(t("Click a row to put it right, or correct the file and upload it again."))
    items = [
        _Item(id=row.line, text=" | ".join(filter(None, row.cells.values())), reason=row.reason)
        for row in rows
    ]
    opened = draw_table(
        items, REJECTED, key=f"imports.rejected.{batch.id}", name=t("Rejected"), parameter=LINE
    )
    if opened.open:
        st.query_params[LINE] = str(opened.open)
        st.rerun()


def download_rejects(batch: BatchRow) -> None:
    """The rejected rows as a file to correct and upload again."""
    with reported(), page_uow() as ctx:
        content = rejects_file(ctx, batch.id).read_bytes()
        st.download_button(
            t("Download rejected rows"),
            content,
            file_name=f"rejects-{batch.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="imports.rejects_file",
        )


def _template(batch: BatchRow) -> None:
    """Keep how this file was read, under a name, in one click."""
    if (batch.preview or {}).get("template"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="imports.template"):
        with st.container(width=320):
            name = st.text_input(
                t("Keep this reading as a template"),
                suggested_name(batch),
                key=f"imports.template_name.{batch.id}",
                max_chars=120,
            )
        if st.button(t("Save template"), icon=":material/bookmark:", key="imports.save_template"):
            with reported():
                submit(lambda ctx: save_as_template(ctx, batch.id, name))
                toast(t("Saved. The next file of this layout is read the same way."))
                st.rerun()


def _take_back(batch: BatchRow) -> None:
    """Say what undoing would do, then do it."""
    who = current_credential()
    with st.popover(t("Take this import back"), icon=":material/undo:", key="imports.undo"):
        would = undo_import(who, batch.id, confirm=False)
        st.markdown(
            t(
                "{removed} records go, {restored} get their former values back.",
                removed=number(would["removed"]),
                restored=number(would["restored"]),
            )
        )
        edited = "keep"
        if would["kept"]:
            _kept(would["kept"])
            remove = st.checkbox(
                t(
                    "Also remove the {count} records that were edited since",
                    count=number(len(would["kept"])),
                ),
                key="imports.undo_edited",
            )
            edited = "remove" if remove else "keep"
        if st.button(t("Take back"), type="primary", key="imports.undo_now"):
            with reported():
                undo_import(who, batch.id, confirm=True, edited=edited)  # type: ignore[arg-type]
                toast(t("Taken back."))
                st.rerun()


def _kept(kept: list[dict[str, Any]]) -> None:
    """Records that stay because people edited them since, each with its link."""
    if not kept:
        return
    st.markdown(t("{count} records were edited since and stay:", count=number(len(kept))))
    for one in kept[:MOST_KEPT]:
        amount = money(Decimal(one["amount"]), one["currency"])
        words = one["counterparty"] or one["description"] or ""
        st.page_link(
            "records.py",
            label=f"{one['record_date']} {amount} {plain(words)}".strip(),
            query_params={"id": str(one["id"])},
        )
    if len(kept) > MOST_KEPT:
        st.caption(t("and {n} more", n=number(len(kept) - MOST_KEPT)))
