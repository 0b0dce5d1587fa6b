"""Integrity checks: a table of named questions whose answer should be nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from core.kit.context import Ctx
from core.operations.checks import (
    audit,
    history,
    imports,
    references,
    structure,
    trees,
    uniqueness,
    values,
    waiting,
)
from core.operations.checks.kinds import Check, Finding

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    *references.CHECKS,
    *uniqueness.CHECKS,
    *values.CHECKS,
    *trees.CHECKS,
    *history.CHECKS,
    *imports.CHECKS,
    *waiting.CHECKS,
    *audit.CHECKS,
)


@dataclass(frozen=True)
class CheckReport:
    """What was asked, what was found and how long it took."""

    checks: int
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        found = [asdict(finding) for finding in self.findings]
        return {"ok": self.ok, "checks": self.checks, "findings": found, "seconds": self.seconds}


def run_checks(ctx: Ctx) -> CheckReport:
    """Ask every question. Needs `backups.admin`. The schema comes first: when columns are
    missing, the others cannot be asked."""
    ctx.require("backups.admin")
    started, findings, asked = perf_counter(), [], 0
    for check in CHECKS:
        asked += 1
        findings += list(check.find(ctx))
        if any(finding.check == structure.COLUMNS_CHECK for finding in findings):
            break
    return CheckReport(asked, tuple(findings), round(perf_counter() - started, 3))


__all__ = ["CHECKS", "Check", "CheckReport", "Finding", "run_checks"]
