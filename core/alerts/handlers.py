"""What the alert centre does when data has changed: it checks the rules that read it, in the
transaction that marks the event as handled, so that each event is checked exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.alerts.batching import concerned, hand_on
from core.alerts.check import check_rules, note_failed_group
from core.alerts.failures import note_failures
from core.alerts.loading import Rule, active_rules, by_source
from core.alerts.narrowing import (
    EVERYTHING_AFFECTED,
    Affected,
    of_budgets,
    of_receivables,
    of_records,
)
from core.kit.context import Ctx
from core.kit.events import on_event
from data.errors import WriteConflict

RULE_CHANGED = "alerts.rule_changed"


def everything(_payload: Mapping[str, Any]) -> Affected:
    """An event that may concern any target."""
    return EVERYTHING_AFFECTED


@dataclass(frozen=True)
class Change:
    """What an event means: the tables that changed, and which targets it can have moved."""

    tables: frozenset[str]
    affected: Callable[[Mapping[str, Any]], Affected] = everything


CHANGES: dict[str, Change] = {
    "finance.records_changed": Change(frozenset({"financial_records"}), of_records),
    "finance.budgets_changed": Change(frozenset({"budgets"}), of_budgets),
    "finance.rates_changed": Change(frozenset({"exchange_rates"})),
    "receivables.changed": Change(frozenset({"receivables"}), of_receivables),
    "projects.changed": Change(frozenset({"projects", "project_plans"})),
    "satisfaction.changed": Change(frozenset({"satisfaction_scores"})),
}
"""The events rules are checked after, at once and once a batch."""


def data_changed(name: str, ctx: Ctx, payload: dict[str, Any]) -> None:
    """Check the rules that read what changed, or leave it to the next event of the batch.

    Rules that failed the last time are left to the schedule, so that a broken one does not hold
    up what an event means for all others.
    """
    change = CHANGES[name]
    affected = concerned(change.affected(payload), payload)
    if hand_on(ctx, name, affected):
        return
    loaded = active_rules(ctx, tables=change.tables, sound=True)
    _check_groups(ctx, by_source(loaded.rules), affected)


for _name in CHANGES:
    on_event(_name)(partial(data_changed, _name))


@on_event(RULE_CHANGED)
def rule_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """A rule was made or changed: check it at once."""
    loaded = active_rules(ctx, rule_ids=[payload["rule_id"]])
    note_failures(ctx, loaded.broken)
    _check_groups(ctx, by_source(loaded.rules), EVERYTHING_AFFECTED)


def _check_groups(ctx: Ctx, groups: list[list[Rule]], affected: Affected) -> None:
    for group in groups:
        try:
            check_rules(ctx, group, affected)
        except WriteConflict:
            raise
        except Exception as error:
            note_failed_group(group, error)
            raise
