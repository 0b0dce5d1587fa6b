"""The audit log is as it was sealed."""

from __future__ import annotations

from collections.abc import Iterable

from core.audit import verify_seals
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.operations.checks.kinds import Check, Finding, sql_check


def _seals(ctx: Ctx) -> Iterable[Finding]:
    for fault in verify_seals(ctx):
        yield Finding("audit.seal", fault)


CHECKS = (
    Check("audit", _seals),
    sql_check(
        "audit.order",
        N_("audit seals that do not reach further than the one before"),
        "SELECT id FROM (SELECT id, last_entry_id, lag(last_entry_id) OVER (ORDER BY id) AS former "
        "FROM audit_seals) AS seals WHERE last_entry_id <= former",
    ),
)
