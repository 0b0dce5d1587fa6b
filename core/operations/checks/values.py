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
    "contracts": {"status": ("draft", "active", "completed", "terminated")},
    "receivables": {"status": ("open", "cancelled")},
    "projects": {"status": ("planning", "active", "completed", "paused")},
    "project_milestones": {"status": ("not_started", "in_progress", "completed", "delayed")},
    "import_batches": {
        "state": ("parsing", "preview", "committing", "committed", "failed", "undone")
    },
    "alert_rules": {
        "severity": ("low", "medium", "high"),
        "condition": ("gt", "lt", "eq", "gte", "lte", "between", "change"),
        "on_no_data": ("keep", "raise", "resolve"),
        "on_error": ("keep", "raise", "resolve"),
    },
    "alerts": {
        "reason": ("breached", "no_data", "error"),
        "health": ("no_data", "error"),
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
        "receivables.amount",
        N_("receivables or receipts of nothing"),
        "SELECT id FROM receivables WHERE amount <= 0 "
        "UNION ALL SELECT id FROM receivable_receipts WHERE amount <= 0",
    ),
    sql_check(
        "receipts.receivable",
        N_("receivables with more receipts than they are about, or cancelled with receipts"),
        "SELECT owed.id FROM receivables AS owed JOIN receivable_receipts AS paid "
        "ON paid.receivable_id = owed.id GROUP BY owed.id, owed.amount, owed.status "
        "HAVING sum(paid.amount) > owed.amount OR owed.status = 'cancelled'",
    ),
    sql_check(
        "receipts.record",
        N_("records of which more is matched than came in"),
        "SELECT held.id FROM financial_records AS held JOIN receivable_receipts AS paid "
        "ON paid.financial_record_id = held.id "
        "GROUP BY held.id, held.amount, held.direction, held.deleted_at "
        "HAVING sum(paid.amount) > held.amount OR held.direction <> 'income' "
        "OR held.deleted_at IS NOT NULL",
    ),
    sql_check(
        "receipts.currency",
        N_("receipts in another currency than their receivable"),
        "SELECT paid.id FROM receivable_receipts AS paid "
        "JOIN receivables AS owed ON owed.id = paid.receivable_id "
        "JOIN financial_records AS held ON held.id = paid.financial_record_id "
        "WHERE held.currency <> owed.currency",
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
