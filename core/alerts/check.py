"""Checking rules: now by hand or by schedule, after a change, and before a rule is saved."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from datetime import datetime

import structlog

from core.alerts.evaluation import evaluate
from core.alerts.failures import failed_verdicts, forget_failures, note_failures
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
    loaded = run_in_uow(SYSTEM, lambda inner: active_rules(inner, rule_ids=rule_ids, tables=tables))
    broken = loaded.broken
    if broken:
        run_in_uow(SYSTEM, lambda inner: note_failures(inner, broken), now=now)
    total = CheckResult(rules=len(loaded.rules) + len(broken), errors=len(broken))
    for group in by_source(loaded.rules):
        total = _plus(total, _checked(group, now))
    return total.model_copy(update={"seconds": round(time.perf_counter() - started, 3)})


def _checked(rules: list[Rule], now: datetime | None) -> CheckResult:
    try:
        return run_in_uow(SYSTEM, lambda ctx: check_rules(ctx, rules), now=now)
    except Exception as error:
        log.exception("rules_failed", rule_ids=[rule.id for rule in rules])
        note_failed_group(rules, error, now=now)
        return CheckResult(errors=len(rules))


def note_failed_group(rules: list[Rule], error: Exception, *, now: datetime | None = None) -> None:
    """Say that none of these rules could be evaluated, in a unit of work of its own."""
    reason = f"{type(error).__name__}: {error}"
    run_in_uow(SYSTEM, lambda ctx: _fail(ctx, rules, dict.fromkeys(ids(rules), reason)), now=now)


def ids(rules: list[Rule]) -> list[int]:
    """The rules' ids."""
    return [rule.id for rule in rules]


def check_rules(
    ctx: Ctx, rules: list[Rule], affected: Affected = EVERYTHING_AFFECTED
) -> CheckResult:
    """Evaluate rules of one source in the running transaction and write what follows."""
    found = evaluate(ctx, rules, affected)
    written = write(ctx, found.verdicts)
    forget_failures(ctx, found.checked)
    if found.failed:
        _fail(ctx, [rule for rule in rules if rule.id in found.failed], found.failed)
    changed = len(written.raised) + len(written.resolved)
    return CheckResult(
        targets=found.targets,
        raised=len(written.raised),
        resolved=len(written.resolved),
        unchanged=max(0, found.targets - changed),
        errors=len(found.failed),
    )


def _fail(ctx: Ctx, rules: list[Rule], reasons: Mapping[int, str]) -> None:
    note_failures(ctx, reasons)
    write(ctx, failed_verdicts(ctx, rules))


def _plus(total: CheckResult, part: CheckResult) -> CheckResult:
    names = ("targets", "raised", "resolved", "unchanged", "errors")
    return total.model_copy(
        update={name: getattr(total, name) + getattr(part, name) for name in names}
    )
