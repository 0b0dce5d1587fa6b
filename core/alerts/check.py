"""Checking rules: now by hand or by schedule, after a change, and before a rule is saved."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime

import structlog

from core.alerts.evaluation import evaluate
from core.alerts.loading import Rule, active_rules, by_source
from core.alerts.narrowing import EVERYTHING_AFFECTED, Affected
from core.alerts.schemas import CheckResult
from core.alerts.writing import write
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow

log = structlog.get_logger(__name__)


def check_alerts(
    ctx: Ctx | None = None,
    *,
    tables: Collection[str] | None = None,
    rule_ids: Collection[int] | None = None,
    now: datetime | None = None,
) -> CheckResult:
    """Evaluate active rules, each source in a unit of work of its own, as the system.

    With `ctx` the actor must have the right `rules.edit`. A rule that fails is logged, counted
    in `errors` and stops no other.
    """
    if ctx is not None:
        ctx.require("rules.edit")
    started = time.perf_counter()
    rules, broken = run_in_uow(
        SYSTEM, lambda inner: active_rules(inner, rule_ids=rule_ids, tables=tables)
    )
    total = CheckResult(rules=len(rules) + broken, errors=broken)
    for group in by_source(rules):
        total = _plus(total, _checked(group, now))
    return total.model_copy(update={"seconds": round(time.perf_counter() - started, 3)})


def _checked(rules: list[Rule], now: datetime | None) -> CheckResult:
    try:
        return run_in_uow(SYSTEM, lambda ctx: check_rules(ctx, rules), now=now)
    except Exception:
        log.exception("rules_failed", rule_ids=[rule.id for rule in rules])
        return CheckResult(errors=len(rules))


def check_rules(
    ctx: Ctx, rules: list[Rule], affected: Affected = EVERYTHING_AFFECTED
) -> CheckResult:
    """Evaluate rules of one source in the running transaction and write what follows."""
    found = evaluate(ctx, rules, affected)
    written = write(ctx, found.verdicts)
    changed = len(written.raised) + len(written.resolved)
    return CheckResult(
        targets=found.targets,
        raised=len(written.raised),
        resolved=len(written.resolved),
        unchanged=max(0, found.targets - changed),
        errors=found.errors,
    )


def _plus(total: CheckResult, part: CheckResult) -> CheckResult:
    names = ("targets", "raised", "resolved", "unchanged", "errors")
    return total.model_copy(
        update={name: getattr(total, name) + getattr(part, name) for name in names}
    )
