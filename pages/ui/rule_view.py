"""The parts of the page of categorisation rules: what a rule holds for, the books, suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.finance import CATEGORY_SOURCE_NAMES, DIRECTION_NAMES
from core.finance.categorisation import (
    HistoryIn,
    RuleTest,
    Suggestion,
    accept_suggestion,
    apply_to_history,
    dismiss_suggestion,
    get_keywords,
    label_of,
    list_suggestions,
    preview_history,
    switch_keywords,
)
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.choices import (
    account_choices,
    category_choices,
    customer_choices,
    department_choices,
    project_choices,
)
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.format import day, money, number
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit

PAGE = "categorisation_rules"
SHOWN = 8
SHOWN_SUGGESTIONS = 3
Names = Mapping[str, Mapping[Any, str]]


def names_for(ctx: Ctx) -> dict[str, dict[int, str]]:
    """What rules name: accounts, categories, departments, projects, customers."""
    return {
        "account_id": account_choices(ctx),
        "category_id": category_choices(ctx),
        "department_id": department_choices(ctx),
        "project_id": project_choices(ctx),
        "customer_id": customer_choices(ctx),
    }


def trial(found: RuleTest, names: Names) -> None:
    """What a rule holds for among the records in the books."""
    if not found.matched:
        st.info(t("No record in the books matches."), icon=":material/info:")
        return
    st.markdown(
        t(
            "**{matched}** records match; **{changes}** of them would get something new.",
            matched=number(found.matched),
            changes=number(found.changes),
        )
    )
    for one in found.sums:
        st.markdown(
            t(
                "{direction}: **{amount}** in {count} records",
                direction=t(DIRECTION_NAMES[one.direction]),
                amount=plain(money(one.amount, one.currency)),
                count=number(one.records),
            )
        )
    if found.conflicts:
        st.warning(
            t(
                "{conflicts} have another category today; people chose it for {chosen} of them.",
                conflicts=number(found.conflicts),
                chosen=number(found.chosen),
            ),
            icon=":material/compare_arrows:",
        )
        records(found.conflicting, names)
        st.markdown(f"**{t('Latest matches')}**")
    records(found.sample, names)


def records(found: tuple[Any, ...], names: Names) -> None:
    """Some records, two lines each, with the category they have and the one they would get."""
    for one in found[:SHOWN]:
        who = plain(one.counterparty or one.description or "–")
        amount = plain(money(one.amount, one.currency))
        besides = plain(one.description) if one.counterparty and one.description else ""
        with st.container(gap="xxsmall"):
            st.markdown(f"{day(one.record_date)} · {who} · {amount}")
            said = " · ".join(part for part in (_category(one, names), besides) if part)
            st.caption(said)


def _category(one: Any, names: Names) -> str:
    known = names["category_id"]
    now = known.get(one.category_id, t("Uncategorised"))
    source = CATEGORY_SOURCE_NAMES.get(one.category_source) if one.category_id else None
    shown = f"{now} ({t(source)})" if source else now
    new = getattr(one, "new_category_id", one.category_id)
    return plain(shown if new == one.category_id else f"{shown} → {known.get(new, '–')}")


def history(rule_ids: tuple[int, ...], rules: Mapping[int, str], names: Names) -> None:
    """The dialog that applies rules to the books: first what would change."""

    def ask() -> None:
        with page_uow() as ctx:
            again = st.toggle(
                t("Decide again where a file, a rule or a keyword decided"),
                key=f"{PAGE}.redecide",
                help=t("What a person chose stays in any case."),
            )
            wanted = HistoryIn(rule_ids=rule_ids, redecide=again)
            would = preview_history(ctx, wanted)
        if not would.records:
            st.info(t("Nothing would change."), icon=":material/info:")
            return
        st.markdown(t("**{count}** records would change:", count=number(would.records)))
        for one in would.rules[:SHOWN]:
            st.markdown(f"- {plain(rules.get(one.rule_id, '–'))}: {number(one.records)}")
        records(would.sample, names)
        label = t("Change {count} records", count=number(would.records))
        if st.button(label, type="primary", key=f"{PAGE}.apply_now"):
            with reported():
                done = submit(lambda ctx: apply_to_history(ctx, wanted))
                toast(t("{count} records changed.", count=number(done.records)))
                st.rerun()

    show_dialog(t("Apply to existing records"), ask)


def suggestions(names: Names) -> None:
    """Rules learned from what people chose, each with its reason."""
    with page_uow() as ctx:
        found = list_suggestions(ctx)
    if not found:
        return
    with st.container(border=True, key=f"{PAGE}.learned"):
        st.markdown(f"**{t('Learned from your corrections')}**")
        for one in found[:SHOWN_SUGGESTIONS]:
            _suggestion(one, names)
        if rest := found[SHOWN_SUGGESTIONS:]:
            with st.expander(t("{count} more", count=number(len(rest))), key=f"{PAGE}.more"):
                for one in rest:
                    _suggestion(one, names)


def _suggestion(one: Suggestion, names: Names) -> None:
    category = plain(names["category_id"].get(one.category_id, "–"))
    who = plain(one.counterparty or one.text or "")
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=f"{PAGE}.suggestion.{one.id}",
    ):
        with st.container(width="content", gap="xxsmall"):
            st.markdown(f"{who} → **{category}**")
            st.caption(_reason(one, names))
        with st.container(horizontal=True, width="content"):
            if st.button(t("Make this rule"), icon=":material/add:", key=f"{PAGE}.accept.{one.id}"):
                _work(lambda ctx: accept_suggestion(ctx, one.id), t("Rule made."))
            if st.button(t("Dismiss"), type="tertiary", key=f"{PAGE}.dismiss.{one.id}"):
                _work(lambda ctx: dismiss_suggestion(ctx, one.id), t("Not suggested again."))


def _reason(one: Suggestion, names: Names) -> str:
    said = [
        t(
            "{direction}: people chose this for {agreeing} of {of} records",
            direction=t(DIRECTION_NAMES[one.direction]),
            agreeing=number(one.agreeing),
            of=number(one.of),
        )
    ]
    for other in one.contradictions[:2]:
        name = names["category_id"].get(other.category_id, "–")
        said.append(t("{name} for {count}", name=name, count=number(other.records)))
    if one.open:
        said.append(t("{count} without a category would follow", count=number(one.open)))
    return plain(" · ".join(said))


def _work(work: Any, done: str) -> None:
    with reported():
        submit(work)
        toast(done)
        st.rerun()


def keywords(names: Names) -> None:
    """The built-in keywords, and the switch that has imports use them."""
    with page_uow() as ctx:
        found = get_keywords(ctx)
    with st.expander(t("Built-in keywords"), icon=":material/match_word:", key=f"{PAGE}.words"):
        active = st.toggle(
            t("Give imported records a first category by keywords"),
            value=found.active,
            key=f"{PAGE}.keywords",
        )
        st.caption(
            t(
                "Only records for which neither the file nor a rule says a category. What people "
                "or rules say later goes before."
            )
        )
        if active != found.active:
            _work(lambda ctx: switch_keywords(ctx, active), t("Saved."))
        with st.container(key=f"{PAGE}.wordlist"):
            for one in found.keywords:
                if one.category_id is not None:
                    name = names["category_id"].get(one.category_id, one.code)
                    st.caption(f"**{plain(name)}** · {plain(t(', ').join(one.words))}")


def rule_names(rows: tuple[Any, ...]) -> dict[int, str]:
    """Id -> what a rule is called where there is little room."""
    return {row.id: label_of(row) for row in rows}
