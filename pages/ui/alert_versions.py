"""Former versions of an alert rule: what each changed, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from core.alerts import (
    CONDITION_NAMES,
    MISSING_NAMES,
    SEVERITY_NAMES,
    RuleRow,
    RuleVersion,
    restore_rule,
    rule_versions,
)
from core.indicators import TARGET_NAMES
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.alert_fields import PERIOD_NAMES, SCOPE_NAMES
from pages.ui.alert_words import indicator_name, span
from pages.ui.choices import people_choices, role_choices
from pages.ui.errors import reported
from pages.ui.format import moment, number
from pages.ui.labels import label
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit

TEXTS: Mapping[str, Mapping[Any, str]] = {
    "condition": CONDITION_NAMES,
    "severity": SEVERITY_NAMES,
    "on_no_data": MISSING_NAMES,
    "on_error": MISSING_NAMES,
    "target_type": TARGET_NAMES,
    "period": PERIOD_NAMES,
}


def versions_section(row: RuleRow, *, may_edit: bool) -> None:
    """The versions, newest first."""
    with page_uow() as ctx:
        found = rule_versions(ctx, row.id)
        people = people_choices(ctx)
    if len(found) < 2:  # noqa: PLR2004 (nothing to go back to)
        st.caption(t("Not changed since it was made."))
        return
    for one in found:
        _version(row, one, people, may_edit=may_edit)


def _version(row: RuleRow, one: RuleVersion, people: Mapping[int, str], *, may_edit: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"rule.v{one.version}"):
        who = plain(people.get(one.changed_by or 0, t("System")))
        head = f"**{t('Version {n}', n=one.version)}** · {moment(one.changed_at)} · {who}"
        lines = [_change(name, *sides) for name, sides in one.changes.items()]
        st.markdown("  \n".join([head, *lines]), width="stretch")
        if one.is_current:
            st.badge(t("Current"), color="green")
        elif may_edit and st.button(
            t("Restore"), icon=":material/history:", key=f"rule.restore.{one.version}"
        ):
            with reported():
                submit(partial(_restore, row, one.version))
                toast(t("Version {n} is back.", n=one.version))
                st.rerun()


def _restore(row: RuleRow, version: int, ctx: Ctx) -> None:
    restore_rule(ctx, row.id, version, expected_version=row.version)


def _change(name: str, before: Any, after: Any) -> str:
    return f"{label(name)}: {plain(_shown(name, before))} → {plain(_shown(name, after))}"


def _shown(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if name in TEXTS and value in TEXTS[name]:
        return t(TEXTS[name][value])
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    return WORDS[name](value) if name in WORDS else str(value)


def _number(value: Any) -> str:
    return number(Decimal(value).normalize())


def _roles(value: list[str]) -> str:
    return ", ".join(role_choices().get(one, one) for one in value)


def _scope(value: Mapping[str, list[int]]) -> str:
    return ", ".join(f"{t(SCOPE_NAMES[part])}: {len(ids)}" for part, ids in value.items())


WORDS: dict[str, Callable[[Any], str]] = {
    "indicator": indicator_name,
    "threshold": _number,
    "threshold_high": _number,
    "recovery_threshold": _number,
    "pending_for": span,
    "keep_firing_for": span,
    "renotify_every": span,
    "notify_roles": _roles,
    "notify_users": lambda value: ", ".join(map(str, value)),
    "scope": _scope,
}
