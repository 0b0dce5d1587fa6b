"""Every id a row names belongs to a row that exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.operations.checks.kinds import Check, Finding, faults
from data.schema import Base

# table -> column -> the table it points to
REFERENCES: dict[str, dict[str, str]] = {
    "departments": {"parent_id": "departments", "manager_id": "users"},
    "users": {"department_id": "departments", "manager_id": "users"},
    "user_roles": {"user_id": "users"},
    "sessions": {"user_id": "users"},
    "api_tokens": {"user_id": "users"},
    "accounts": {"department_id": "departments", "reconciled_by": "users"},
    "categories": {"parent_id": "categories"},
    "customers": {"department_id": "departments"},
    "projects": {
        "customer_id": "customers",
        "manager_id": "users",
        "department_id": "departments",
    },
    "project_plans": {"project_id": "projects"},
    "project_milestones": {"project_id": "projects"},
    "milestone_plans": {"milestone_id": "project_milestones", "project_id": "projects"},
    "project_progress": {"project_id": "projects"},
    "project_baselines": {"project_id": "projects"},
    "baseline_milestones": {
        "baseline_id": "project_baselines",
        "milestone_id": "project_milestones",
    },
    "satisfaction_scores": {
        "customer_id": "customers",
        "project_id": "projects",
        "department_id": "departments",
    },
    "financial_records": {
        "category_id": "categories",
        "department_id": "departments",
        "project_id": "projects",
        "customer_id": "customers",
        "account_id": "accounts",
        "categorisation_rule_id": "categorisation_rules",
        "contract_id": "contracts",
        "import_batch_id": "import_batches",
    },
    "financial_record_versions": {"record_id": "financial_records"},
    "budgets": {
        "department_id": "departments",
        "project_id": "projects",
        "category_id": "categories",
    },
    "budget_versions": {"budget_id": "budgets"},
    "budget_months": {"budget_version_id": "budget_versions"},
    "statement_balances": {"account_id": "accounts", "import_batch_id": "import_batches"},
    "contracts": {
        "customer_id": "customers",
        "project_id": "projects",
        "department_id": "departments",
    },
    "receivables": {
        "contract_id": "contracts",
        "customer_id": "customers",
        "project_id": "projects",
        "department_id": "departments",
    },
    "receivable_receipts": {
        "receivable_id": "receivables",
        "financial_record_id": "financial_records",
    },
    "import_templates": {"account_id": "accounts"},
    "categorisation_rules": {
        "account_id": "accounts",
        "category_id": "categories",
        "department_id": "departments",
        "project_id": "projects",
        "customer_id": "customers",
    },
    "alerts": {"rule_id": "alert_rules", "handled_by": "users", "assigned_to": "users"},
    "alert_transitions": {"alert_id": "alerts", "changed_by": "users"},
    "alert_pending": {"rule_id": "alert_rules"},
    "alert_rule_versions": {"rule_id": "alert_rules", "changed_by": "users"},
    "alert_rule_errors": {"rule_id": "alert_rules"},
    "notifications": {"user_id": "users", "alert_id": "alerts"},
    "deliveries": {"transition_id": "alert_transitions", "user_id": "users"},
    "notification_preferences": {"user_id": "users"},
    "audit_log": {"actor_id": "users"},
    "query_runs": {"user_id": "users"},
    "saved_views": {"user_id": "users"},
    "status_history": {"changed_by": "users"},
}
MAKERS = "created_by"


def references() -> Iterator[tuple[str, str, str]]:
    """(table, column, table pointed to) of every reference."""
    for table, columns in REFERENCES.items():
        yield from ((table, column, target) for column, target in columns.items())
    for made in Base.metadata.sorted_tables:
        if MAKERS in made.columns:
            yield made.name, MAKERS, "users"


def _find(ctx: Ctx) -> Iterable[Finding]:
    for table, column, target in references():
        name = f"reference.{table}.{column}"
        count, examples = faults(ctx, _dangling(table, column, target))
        if count:
            message = t(
                N_("{table}.{column} names rows of {target} that do not exist"),
                table=table,
                column=column,
                target=target,
            )
            yield Finding(name, message, count, examples)


def _dangling(table: str, column: str, target: str) -> str:
    return (
        f"SELECT id FROM {table} AS held WHERE {column} IS NOT NULL "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {target} AS meant WHERE meant.id = held.{column})"
    )


CHECKS = (Check("references", _find),)
