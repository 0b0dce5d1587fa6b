"""Checking rules over a thousand projects: growth with indicators, not with rules."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

from bench.company import add_projects, add_records, new_company
from bench.figures import Figure
from core.alerts import AlertRuleIn, Condition, Severity, check_alerts
from core.alerts.service import create_rule
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow

TARGETS = 1000
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
INDICATORS = ("budget_execution_rate", "budget_overrun_rate", "gross_margin", "cost")


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of a check with nothing new to raise, after one that raised what there is."""
    store = new_company(folder)
    add_projects(store, TARGETS)
    add_records(store, records, TARGETS)
    ten = _checked(10, 0)
    hundred = _checked(90, 10)
    store.close()
    name = "10 rules"
    return [
        Figure("alerts", f"100 rules x {TARGETS} targets", hundred, "s", ten, name),
        Figure("alerts", f"100 rules x {TARGETS} targets, promised", hundred, "s", goal=1),
    ]


def _checked(more: int, before: int) -> float:
    for number in range(before, before + more):
        run_in_uow(SYSTEM, lambda ctx, number=number: create_rule(ctx, _rule(number)))
    check_alerts(now=NOW)
    return median(check_alerts(now=NOW).seconds for _ in range(5))


def _rule(number: int) -> AlertRuleIn:
    return AlertRuleIn(
        name=f"Rule {number}",
        indicator=INDICATORS[number % len(INDICATORS)],
        target_type="project",
        condition=Condition.GT,
        threshold=Decimal(10**9 + number),
        severity=Severity.LOW,
        notify_roles=("founder",),
    )
