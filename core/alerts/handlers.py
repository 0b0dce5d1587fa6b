"""What the alert centre does when data has changed: it checks the rules that read it, in the
transaction that marks the event as handled, so that each event is checked exactly once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

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


@on_event("finance.records_changed")
def records_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Records were added, changed or removed."""
    _check(ctx, {"financial_records"}, of_records(payload))


@on_event("finance.budgets_changed")
def budgets_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Budgets were added, changed or removed."""
    _check(ctx, {"budgets"}, of_budgets(payload))


@on_event("finance.rates_changed")
def rates_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Exchange rates changed, and with them amounts in company currency."""
    _check(ctx, {"exchange_rates"}, EVERYTHING_AFFECTED)


@on_event("receivables.changed")
def receivables_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Receivables, contracts or receipts were added, changed or removed."""
    _check(ctx, {"receivables"}, of_receivables(payload))


@on_event("projects.changed")
def projects_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Projects or their plans changed."""
    _check(ctx, {"projects", "project_plans"}, EVERYTHING_AFFECTED)


@on_event("satisfaction.changed")
def satisfaction_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Customers were asked how satisfied they are."""
    _check(ctx, {"satisfaction_scores"}, EVERYTHING_AFFECTED)


@on_event(RULE_CHANGED)
def rule_changed(ctx: Ctx, payload: dict[str, Any]) -> None:
    """A rule was made or changed: check it at once."""
    loaded = active_rules(ctx, rule_ids=[payload["rule_id"]])
    note_failures(ctx, loaded.broken)
    _check_groups(ctx, by_source(loaded.rules), EVERYTHING_AFFECTED)


def _check(ctx: Ctx, tables: Collection[str], affected: Affected) -> None:
    """Rules that failed the last time are left to the schedule, so that a broken one does not
    hold up what an event means for all others."""
    loaded = active_rules(ctx, tables=tables, sound=True)
    _check_groups(ctx, by_source(loaded.rules), affected)


def _check_groups(ctx: Ctx, groups: list[list[Rule]], affected: Affected) -> None:
    for group in groups:
        try:
            check_rules(ctx, group, affected)
        except WriteConflict:
            raise
        except Exception as error:
            note_failed_group(group, error)
            raise
