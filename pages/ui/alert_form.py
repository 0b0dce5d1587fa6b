"""The form of an alert rule, read as a sentence: when [figure] of [targets] is [above] [100 %] for
[2 days], raise a [high] alert and tell [people]. What it would raise now stands right below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st
from pydantic import ValidationError

from core.alerts import (
    FILTERS,
    AlertRuleIn,
    AlertRulePatch,
    Condition,
    RuleRow,
    create_rule,
    test_rule,
    update_rule,
)
from core.indicators import INDICATORS, definitions
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.i18n import t
from core.kit.validation import field_texts
from pages.ui.alert_fields import more_fields, options_of, scope_of, start_more
from pages.ui.alert_sentence import (
    KEY,
    chosen_condition,
    chosen_indicator,
    chosen_target_type,
    draw_sentence,
    key,
    scale,
)
from pages.ui.alert_trial import draw_trial
from pages.ui.alert_words import sentence
from pages.ui.choices import people_choices, role_choices
from pages.ui.errors import part
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit
from pages.ui.url import open_record


@dataclass(frozen=True)
class _Proposed:
    """As much of a rule as its name is made of."""

    indicator: str
    condition: Condition
    threshold: Decimal
    threshold_high: Decimal | None
    pending_for: int | None = None


@part
def rule_form(row: RuleRow | None) -> None:
    """A new rule, or the change of one."""
    with page_uow() as ctx:
        options = options_of(ctx)
        roles, people = role_choices(), people_choices(ctx)
    _start(row)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=key("sentence")
    ):
        draw_sentence(roles, people)
    st.text_input(t("Name"), key=key("name"), placeholder=_proposed(), max_chars=200)
    more_fields(key, chosen_indicator(), chosen_target_type(), chosen_condition(), options)
    given = _given()
    _save(row, given)
    _try_out(given)


def _start(row: RuleRow | None) -> None:
    """Fill the widgets once for each rule that is opened."""
    subject = (row.id, row.version) if row else None
    known = key("indicator") in st.session_state and key("subject") in st.session_state
    if known and st.session_state[key("subject")] == subject:
        return
    st.session_state[key("subject")] = subject
    st.session_state.pop(key("saved"), None)
    first = definitions()[0].code if not row else row.indicator
    if row is None and "budget_execution_rate" in INDICATORS:
        first = "budget_execution_rate"
    values: dict[str, Any] = {
        "indicator": first,
        "target_type": row.target_type if row else str(INDICATORS[first].target_types[0]),
        "period": row.period if row else None,
        "condition": row.condition if row else "gt",
        "window": (row.change_window if row else None) or 30,
        "pending": (row.pending_for if row else None) or 0,
        "severity": row.severity if row else "medium",
        "roles": list(row.notify_roles) if row else ["founder"],
        "people": list(row.notify_users) if row else [],
        "name": row.name if row else "",
    }
    for name, value in values.items():
        st.session_state[key(name)] = value
    st.session_state[key("threshold")] = _typed(row.threshold if row else None, row)
    st.session_state[key("high")] = _typed(row.threshold_high if row else None, row)
    start_more(key, row, lambda value: _typed(value, row))


def _typed(value: Decimal | None, row: RuleRow | None) -> float | None:
    """A stored number as it is typed: ratios in per cent."""
    if value is None or row is None:
        return None
    return float(value * scale(INDICATORS[row.indicator], row.condition))


def _value(name: str) -> Decimal | None:
    typed = st.session_state.get(key(name))
    if typed is None:
        return None
    return Decimal(str(typed)) / scale(chosen_indicator(), chosen_condition())


def _given() -> dict[str, Any]:
    """What stands in the form, as the service takes it."""
    condition, state = chosen_condition(), st.session_state
    supported = FILTERS[chosen_target_type()]
    return {
        "name": (state.get(key("name")) or "").strip() or _proposed(),
        "description": state.get(key("description")),
        "indicator": chosen_indicator().code,
        "target_type": str(chosen_target_type()),
        "condition": condition,
        "threshold": _value("threshold"),
        "threshold_high": _value("high") if condition is Condition.BETWEEN else None,
        "change_window": state[key("window")] if condition is Condition.CHANGE else None,
        "period": state.get(key("period")) if chosen_indicator().periodic else None,
        "severity": state[key("severity")],
        "pending_for": state[key("pending")] or None,
        "recovery_threshold": _value("recovery"),
        "keep_firing_for": state.get(key("keep")) or None,
        "on_no_data": state.get(key("no_data")) or "keep",
        "on_error": state.get(key("error")) or "keep",
        "renotify_every": state.get(key("remind")) or None,
        "scope": scope_of(key, supported),
        "notify_roles": tuple(state[key("roles")]),
        "notify_users": tuple(state[key("people")]),
    }


def _proposed() -> str:
    """A name from the sentence, for who types none."""
    threshold = _value("threshold")
    if threshold is None:
        return t("Name, else it is made from the sentence")

    high = _value("high") if chosen_condition() is Condition.BETWEEN else None
    return sentence(_Proposed(chosen_indicator().code, chosen_condition(), threshold, high))


def _try_out(given: Mapping[str, Any]) -> None:
    """What it would raise now, as soon as there is a limit."""
    if given["threshold"] is None:
        st.caption(t("Type a limit, and see at once what the rule would raise."))
        return
    rule, errors = _checked(AlertRuleIn, given)
    if rule is None:
        _show(errors)
        return
    try:
        with page_uow() as ctx:
            found = test_rule(ctx, rule)
    except AppError as refused:
        _show(refused.field_texts() or {"": refused.text()})
        return
    draw_trial(rule, found, key=KEY)


def _checked(model: Any, given: Mapping[str, Any]) -> tuple[Any, dict[str, str]]:
    try:
        return model.model_validate(given), {}
    except ValidationError as error:
        return None, field_texts(error.errors())


def _show(errors: Mapping[str, str]) -> None:
    for text in dict.fromkeys(errors.values()):
        st.warning(plain(text), icon=":material/info:")


def _save(row: RuleRow | None, given: Mapping[str, Any]) -> None:
    pressed = st.button(
        t("Save rule"),
        type="primary",
        icon=":material/save:",
        key=key("save"),
        disabled=given["threshold"] is None,
    )
    if not pressed or st.session_state.get(key("saved")):
        return
    rule, errors = _checked(AlertRuleIn if row is None else AlertRulePatch, given)
    if rule is None:
        _show(errors)
        return
    try:
        saved = submit(lambda ctx: _write(ctx, row, rule))
    except AppError as refused:
        _show(refused.field_texts() or {"": refused.text()})
        return
    st.session_state[key("saved")] = saved.id
    st.session_state.pop(key("subject"), None)
    st.query_params.pop("new", None)
    toast(t("Saved. The rule is being checked."))
    open_record(saved.id)
    st.rerun()


def _write(ctx: Ctx, row: RuleRow | None, rule: Any) -> RuleRow:
    if row is None:
        return create_rule(ctx, rule)
    return update_rule(ctx, row.id, rule, expected_version=row.version)
