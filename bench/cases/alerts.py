"""Checking rules over a thousand projects: growth with distinct indicators, not with rules.

Each figure is a whole check by schedule (best of seven, since other work on the machine is not
what is asked), after one that raised what there is to raise: one rule in ten stands at a limit
that a tenth of the projects break, and keeps its alerts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.company import add_projects, add_records, new_company
from bench.figures import Figure
from core.alerts import check_alerts
from core.indicators import values
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from data.rows import insert_rows
from data.schema import Alert, AlertRule

TARGETS = 1000
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
ONE = ("budget_execution_rate",)
FOUR = (*ONE, "budget_overrun_rate", "gross_margin", "cost")
ROUNDS = 7


def run(folder: Path, records: int) -> list[Figure]:
    """Figures for 10, 100 and 1,000 rules, over four indicators, and for one alone."""
    store = new_company(folder)
    add_projects(store, TARGETS)
    add_records(store, records, TARGETS)
    single = _checked(10, ONE)
    ten = _checked(10, FOUR)
    hundred = _checked(80, FOUR)
    thousand = _checked(900, FOUR)
    raised = _open_alerts()
    store.close()
    return [
        Figure("alerts", f"10 rules, one indicator, x {TARGETS} targets", single, "s"),
        Figure("alerts", "20 rules, four indicators", ten, "s", single, "10 rules, one"),
        Figure("alerts", "100 rules, four indicators", hundred, "s", ten, "20 rules"),
        Figure("alerts", "100 rules, promised", hundred, "s", goal=1),
        Figure("alerts", "1,000 rules, four indicators", thousand, "s", ten, "20 rules"),
        Figure("alerts", "alerts kept open by 1,000 rules", raised, ""),
    ]


def _checked(more: int, indicators: tuple[str, ...]) -> float:
    rules = [_rule(number, indicators) for number in range(more)]
    run_in_uow(SYSTEM, lambda ctx: insert_rows(ctx.session, AlertRule.__table__, rules))  # type: ignore[arg-type]
    check_alerts(now=NOW)
    return min(check_alerts(now=NOW).seconds for _ in range(ROUNDS))


def _rule(number: int, indicators: tuple[str, ...]) -> dict[str, Any]:
    """A rule's row: made by a service it would be checked at once, which is not asked here."""
    indicator = indicators[number % len(indicators)]
    often = number % 10 < len(indicators) and number % 40 < 10
    return {
        "name": f"Rule {number}",
        "indicator": indicator,
        "target_type": "project",
        "condition": "gt",
        "threshold": _high(indicator) if often else Decimal(10**9 + number),
        "severity": "low",
        "is_active": True,
        "notify_roles": [],
        "notify_users": [],
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }


@cache
def _high(indicator: str) -> Decimal:
    """A limit that a tenth of the projects break."""
    found = run_in_uow(SYSTEM, lambda ctx: values(ctx, indicator, target_type="project"), now=NOW)
    known = sorted(one.value for one in found if one.value is not None)
    return round(known[len(known) * 9 // 10], 6) if known else Decimal(10**9)


def _open_alerts() -> int:
    count = select(func.count()).where(Alert.open_key.is_not(None))
    return run_in_uow(SYSTEM, lambda ctx: ctx.session.scalar(count)) or 0
