"""Categorisation rules: asked in their order, tried on the books before they are saved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance import DIRECTION_NAMES
from core.finance.categorisation import (
    TEXT_MATCH_NAMES,
    RuleIn,
    RulePatch,
    RuleRow,
    create_rule,
    delete_rule,
    get_rule,
    list_rules,
    move_rule,
    sentence,
    test_rule,
    update_rule,
)
from core.kit.context import Ctx, Scope
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from pages.ui import rule_view as view
from pages.ui.choices import translated
from pages.ui.errors import reported
from pages.ui.forms import model_form
from pages.ui.labels import add_labels
from pages.ui.notices import empty_state, show_toasts, toast
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.records import activity, confirm_button
from pages.ui.rule_view import PAGE
from pages.ui.session import page_uow, submit
from pages.ui.url import RECORD, close_record, open_record

add_labels(
    {
        "text": N_("Text"),
        "text_match": N_("The text"),
        "amount_min": N_("Amount from"),
        "amount_max": N_("Amount to"),
    }
)
NEW = "new"
PAGE_SIZE = 100
HINTS: dict[str, str] = {
    "text": N_("Looked for in counterparty and description; | parts alternatives: taxi | uber."),
    "counterparty": N_("The whole name; * stands for anything."),
    "amount_min": N_("The size, whatever the sign."),
    "name": N_("Only if you want to call it something."),
}
TRIED = f"{PAGE}.tried"


def may_change(ctx: Ctx) -> bool:
    """Whether the reader may make and change rules."""
    return ctx.actor.scope("records.edit") is Scope.COMPANY


def overview() -> None:
    """Suggestions, the rules in their order, the keywords."""
    show_toasts()
    with page_uow() as ctx:
        names = view.names_for(ctx)
        page = list_rules(ctx, ListQuery(limit=PAGE_SIZE, offset=_offset()), with_total=True)
        may = may_change(ctx)
    with page_header(t("Categorisation rules")):
        if may and page.items and st.button(t("Apply to existing records"), key=f"{PAGE}.apply"):
            view.history((), view.rule_names(page.items), names)
        if may and st.button(
            t("New rule"), type="primary", icon=":material/add:", key=f"{PAGE}.add"
        ):
            open_record(NEW)
            st.rerun()
    st.caption(
        t(
            "What a file says itself goes first. Then the rules are asked from top to bottom: the "
            "first that holds decides, a later one only fills what is still open."
        )
    )
    if may:
        with reported():
            view.suggestions(names)
    _rules(page.items, page.total or 0, names, may=may)
    if may:
        with reported():
            view.keywords(names)


def _rules(
    rows: tuple[RuleRow, ...], total: int, names: dict[str, dict[int, str]], *, may: bool
) -> None:
    if not rows:
        empty_state(
            t("No rules yet"),
            t("A rule says what records with a certain text or counterparty are about."),
            icon=":material/rule_settings:",
            key=PAGE,
        )
        return
    for place, row in enumerate(rows, start=_offset() + 1):
        _rule(row, place, total, names, may=may)
    if total > PAGE_SIZE:
        pages = -(-total // PAGE_SIZE)
        st.pagination(pages, default=_offset() // PAGE_SIZE + 1, key=f"{PAGE}.page")


def _offset() -> int:
    return (int(st.session_state.get(f"{PAGE}.page") or 1) - 1) * PAGE_SIZE


def _rule(
    row: RuleRow, place: int, total: int, names: dict[str, dict[int, str]], *, may: bool
) -> None:
    """One rule: its place, its sentence, on or off, up and down."""
    with st.container(
        horizontal=True, vertical_alignment="center", border=True, key=f"{PAGE}.rule.{row.id}"
    ):
        with st.container(width="stretch", gap="xxsmall"):
            said = plain(sentence(row, names))
            st.markdown(f"{place}. {said}" if row.is_active else f":gray[{place}. {said}]")
            if row.name:
                st.caption(plain(row.name))
        if may:
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                _controls(row, place, total)


def _controls(row: RuleRow, place: int, total: int) -> None:
    active = st.toggle(
        t("Active"),
        value=row.is_active,
        key=f"{PAGE}.active.{row.id}.{row.version}",
        label_visibility="collapsed",
    )
    if active != row.is_active:
        _do(lambda ctx: update_rule(ctx, row.id, RulePatch(is_active=active)))
    for steps, icon, words, blocked in (
        (-1, ":material/arrow_upward:", t("Earlier"), place == 1),
        (1, ":material/arrow_downward:", t("Later"), place == total),
    ):
        if st.button(
            "", icon=icon, help=words, disabled=blocked, type="tertiary",
            key=f"{PAGE}.move{steps}.{row.id}",
        ):  # fmt: skip
            _do(lambda ctx, steps=steps: move_rule(ctx, row.id, steps))
    if st.button(
        "", icon=":material/edit:", help=t("Change"), type="tertiary", key=f"{PAGE}.open.{row.id}"
    ):
        open_record(row.id)
        st.rerun()


def _do(work: Any) -> None:
    with reported():
        submit(work)
        st.rerun()


def one_rule(opened: str) -> None:
    """A new rule, or one to be changed: the form, beside it what it holds for."""
    show_toasts()
    if st.button(
        t("Categorisation rules"),
        icon=":material/arrow_back:",
        type="tertiary",
        key=f"{PAGE}.back",
    ):
        leave()
    with page_uow() as ctx:
        names = view.names_for(ctx)
        row = None if opened == NEW else get_rule(ctx, int(opened))
        may = may_change(ctx)
    with page_header(plain(row.name or t("Rule")) if row else t("New rule")):
        if row and may:
            _actions(row, names)
    if row:
        st.markdown(plain(sentence(row, names)))
    if not may:
        return
    # What was found stands beside the button that asked for it.
    form, result = st.columns([1, 1], gap="large", vertical_alignment="bottom")
    with form:
        _form(row, names)
    with result:
        _result(row, names)
    if row:
        with reported():
            activity("categorisation_rule", row)


def _actions(row: RuleRow, names: dict[str, dict[int, str]]) -> None:
    if st.button(t("Apply to existing records"), key=f"{PAGE}.apply"):
        view.history((row.id,), view.rule_names((row,)), names)
    confirm_button(
        t("Delete"),
        t("Delete this rule? Records it has decided stay as they are."),
        lambda ctx: delete_rule(ctx, row.id),
        key=f"{PAGE}.delete",
        done=t("Deleted."),
        then=close_record,
    )


def _form(row: RuleRow | None, names: dict[str, dict[int, str]]) -> None:
    tried = _tried(row)
    fields = [name for name in RuleIn.model_fields if name != "is_active"]
    stored = {name: getattr(row, name) for name in fields} if row else {"text_match": "contains"}

    st.caption(t("One condition and one result are enough; leave the rest empty."))

    def keep(found: tuple[RuleIn, Any]) -> None:
        subject = (row.id, row.version) if row else (NEW, None)
        st.session_state[TRIED] = (subject, *found)

    model_form(
        RuleIn,
        lambda ctx, wanted: (wanted, test_rule(ctx, wanted)),
        key=f"{PAGE}.form.{row.id if row else NEW}",
        values=tried[0].model_dump() if tried else stored,
        choices={
            **names,
            "direction": translated(DIRECTION_NAMES),
            "text_match": translated(TEXT_MATCH_NAMES),
        },
        hints={name: t(text) for name, text in HINTS.items()},
        omit=("is_active",),
        submit_label=t("Try on existing records"),
        done="",
        then=keep,
        primary=tried is None,
    )


def _tried(row: RuleRow | None) -> tuple[RuleIn, Any] | None:
    """The rule as it was last tried here, with what it holds for."""
    (subject, _), *found = st.session_state.get(TRIED, ((None, None),))
    return (found[0], found[1]) if subject == (row.id if row else NEW) else None


def _result(row: RuleRow | None, names: dict[str, dict[int, str]]) -> None:
    tried = _tried(row)
    if tried is None:
        st.caption(t("Before it is saved, see which records in the books the rule holds for."))
        return
    rule, found = tried
    st.markdown(f"**{plain(sentence(rule, names))}**")
    view.trial(found, names)
    if st.button(t("Save rule"), type="primary", icon=":material/check:", key=f"{PAGE}.save"):
        with reported():
            submit(lambda ctx: _save(ctx, row, rule))
            toast(t("Saved. It counts from the next import on."))
            leave()


def _save(ctx: Ctx, row: RuleRow | None, rule: RuleIn) -> RuleRow:
    if row is None:
        return create_rule(ctx, rule)
    patch = RulePatch(**rule.model_dump(exclude={"is_active"}))
    (_, version), *_ = st.session_state[TRIED]
    return update_rule(ctx, row.id, patch, expected_version=version)


def leave() -> None:
    """Back to the list; what was tried is forgotten."""
    st.session_state.pop(TRIED, None)
    close_record()
    st.rerun()


opened = st.query_params.get(RECORD, "")
if opened == NEW or opened.isdecimal():
    one_rule(opened)
else:
    overview()
