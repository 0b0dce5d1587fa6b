"""Saved templates: what they are called; renamed and deleted here."""

from __future__ import annotations

import streamlit as st

from core.finance.imports import (
    TEMPLATE_LIST,
    TemplatePatch,
    TemplateRow,
    delete_template,
    list_templates,
    rename_template,
)
from core.kit.i18n import t
from core.kit.listing import MAX_LIMIT, ListQuery
from pages.ui.errors import reported
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit


def templates() -> None:
    """The saved templates, folded away below the history."""
    with page_uow() as ctx:
        query = ListQuery(limit=MAX_LIMIT, sort=TEMPLATE_LIST.default_sort)
        rows = list_templates(ctx, query).items
    if not rows:
        return
    title = t("Templates ({n})", n=len(rows))
    with st.expander(title, icon=":material/bookmark:", key="imports.templates"):
        for row in rows:
            _template(row)


def _template(row: TemplateRow) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"imports.template.{row.id}"
    ):
        st.markdown(f"**{plain(row.name)}**")
        st.caption(plain(", ".join(filter(None, row.columns.values()))))
        with st.popover(t("Rename"), type="tertiary", key=f"imports.template.{row.id}.rename"):
            name = st.text_input(
                t("Name"), row.name, key=f"imports.template.{row.id}.name", max_chars=120
            )
            if st.button(t("Save"), key=f"imports.template.{row.id}.save"):
                _rename(row, name)
        with st.popover(t("Delete"), type="tertiary", key=f"imports.template.{row.id}.delete"):
            st.markdown(t("Files of this layout are then read as they come."))
            if st.button(t("Delete"), key=f"imports.template.{row.id}.delete_now"):
                _delete(row)


def _rename(row: TemplateRow, name: str) -> None:
    with reported():
        patch = TemplatePatch(name=name)
        submit(lambda ctx: rename_template(ctx, row.id, patch))
        toast(t("Saved."))
        st.rerun()


def _delete(row: TemplateRow) -> None:
    with reported():
        submit(lambda ctx: delete_template(ctx, row.id))
        toast(t("Deleted."))
        st.rerun()
