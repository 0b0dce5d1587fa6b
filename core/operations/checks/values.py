"""Codes are known ones, amounts are sound, sides and periods fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.operations.checks.kinds import Check, Finding, faults, sql_check

# table -> column -> codes it may hold
CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "financial_records": {"direction": ("income", "expense", "neutral")},
    "categories": {
        "kind": (
            "revenue",
            "cost_of_sales",
            "operating",
            "payroll",
            "tax",
            "investment",
            "financing",
            "transfer",
            "uncategorised",
        )
    },
    "projects": {"status": ("planning", "active", "completed", "paused")},
    "import_batches": {
        "state": ("parsing", "preview", "committing", "committed", "failed", "undone")
    },
    "alert_rules": {
        "severity": ("low", "medium", "high"),
        "condition": ("gt", "lt", "eq", "gte", "lte", "between", "change"),
    },
    "alerts": {
        "status": ("open", "handled", "ignored"),
        "state": ("firing", "recovering", "resolved"),
        "severity": ("low", "medium", "high"),
    },
    "notifications": {
        "type": ("alert", "system", "task"),
        "level": ("info", "warning", "critical"),
    },
    "deliveries": {"state": ("pending", "sending", "sent", "failed")},
    "job_runs": {"result": ("running", "done", "failed")},
}


def _find(ctx: Ctx) -> Iterable[Finding]:
    for table, columns in CODES.items():
        for column, codes in columns.items():
            known = ", ".join(f"'{code}'" for code in codes)
            wrong = f"SELECT id FROM {table} WHERE {column} NOT IN ({known})"  # noqa: S608
            count, examples = faults(ctx, wrong)
            if count:
                message = t(N_("{table}.{column} holds unknown codes"), table=table, column=column)
                yield Finding(f"code.{table}.{column}", message, count, examples)


CHECKS = (
    Check("codes", _find),
    sql_check(
        "records.currency",
        N_("financial records without a three-letter currency"),
        "SELECT id FROM financial_records WHERE length(currency) <> 3 "
        "OR currency <> upper(currency)",
    ),
    sql_check(
        "rates.positive",
        N_("exchange rates that are not above zero"),
        "SELECT id FROM exchange_rates WHERE rate <= 0",
    ),
    sql_check(
        "budgets.period",
        N_("budgets whose period ends before it starts"),
        "SELECT id FROM budgets WHERE period_end < period_start",
    ),
    sql_check(
        "projects.progress",
        N_("projects with a progress outside 0–100"),
        "SELECT id FROM projects WHERE progress < 0 OR progress > 100",
    ),
    sql_check(
        "users.first_role",
        N_("accounts whose role is not the first of their roles"),
        "SELECT users.id FROM users LEFT JOIN user_roles AS held "
        "ON held.user_id = users.id AND held.role = users.role WHERE held.id IS NULL",
    ),
    sql_check(
        "users.administrator",
        N_("nobody active is administrator"),
        "SELECT 'users' AS id WHERE EXISTS (SELECT 1 FROM users) AND NOT EXISTS ("
        "SELECT 1 FROM users JOIN user_roles AS held ON held.user_id = users.id "
        "WHERE users.is_active AND held.role = 'administrator')",
    ),
)
