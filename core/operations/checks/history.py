"""Versions, dated plans and status history agree with the rows they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from core.company import company
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.money import LIMIT
from core.operations.checks.kinds import Check, Finding, faults, sql_check
from data.schema import Base

# target type in status_history -> table
WITH_STATUS = {
    "budget": "budgets",
    "project": "projects",
    "contract": "contracts",
    "milestone": "project_milestones",
    "receivable": "receivables",
    "alert": "alerts",
}


def _statuses(ctx: Ctx) -> Iterable[Finding]:
    for target_type, table in WITH_STATUS.items():
        count, examples = faults(ctx, _other_status(target_type, table))
        if count:
            message = t(N_("{table} whose status is not the last of their history"), table=table)
            yield Finding(f"status.{table}", message, count, examples)
    count, examples = faults(ctx, BROKEN_CHAIN)
    if count:
        message = t(N_("status changes that do not start where the one before ended"))
        yield Finding("status.chain", message, count, examples)


def _other_status(target_type: str, table: str) -> str:
    return (
        f"SELECT held.id FROM {table} AS held LEFT JOIN ("  # noqa: S608
        "SELECT target_id, to_status, row_number() OVER ("
        "PARTITION BY target_id ORDER BY changed_at DESC, id DESC) AS place "
        f"FROM status_history WHERE target_type = '{target_type}') AS last "
        "ON last.target_id = held.id AND last.place = 1 "
        "WHERE last.to_status IS NULL OR last.to_status <> held.status"
    )


BROKEN_CHAIN = (
    "SELECT id FROM (SELECT id, from_status, lag(to_status) OVER ("
    "PARTITION BY target_type, target_id ORDER BY changed_at, id) AS former "
    "FROM status_history) AS changes WHERE former IS NOT NULL AND from_status <> former"
)


def _versions(ctx: Ctx) -> Iterable[Finding]:
    for table in Base.metadata.sorted_tables:
        if {"version", "created_at", "updated_at"} <= set(table.columns.keys()):
            wrong = f"SELECT id FROM {table.name} WHERE version < 1 OR updated_at < created_at"  # noqa: S608
            count, examples = faults(ctx, wrong)
            if count:
                message = t(N_("{table} with an impossible version or moment"), table=table.name)
                yield Finding(f"version.{table.name}", message, count, examples)


def _amounts(ctx: Ctx) -> Iterable[Finding]:
    count, examples = faults(ctx, _other_amounts(company(ctx).currency))
    if count:
        message = t(N_("financial records whose amount in company currency does not follow"))
        yield Finding("records.amount_base", message, count, examples)


def _other_amounts(currency: str) -> str:
    own = currency.replace("'", "")
    return f"""
        SELECT id FROM financial_records
        WHERE currency = '{own}' AND amount_base IS DISTINCT FROM amount
        UNION ALL
        SELECT id FROM (
            SELECT record.id, record.amount_base, round(record.amount * rates.rate, 2) AS wanted
            FROM financial_records AS record
            LEFT JOIN (SELECT currency, rate, rate_date AS since, lead(rate_date) OVER (
                           PARTITION BY currency ORDER BY rate_date) AS until
                       FROM exchange_rates) AS rates
              ON rates.currency = record.currency AND record.record_date >= rates.since
             AND (rates.until IS NULL OR record.record_date < rates.until)
            WHERE record.currency <> '{own}'
        ) AS converted
        WHERE amount_base IS DISTINCT FROM CASE WHEN abs(wanted) <= {LIMIT} THEN wanted END
    """  # noqa: S608


CHECKS = (
    Check("statuses", _statuses),
    Check("versions", _versions),
    sql_check(
        "records.former_versions",
        N_("financial records whose former versions are not older than themselves"),
        "SELECT former.record_id AS id FROM financial_record_versions AS former "
        "JOIN financial_records AS record ON record.id = former.record_id "
        "WHERE former.version >= record.version "
        "UNION SELECT record_id FROM financial_record_versions "
        "GROUP BY record_id, version HAVING count(*) > 1",
    ),
    sql_check(
        "budgets.version",
        N_("budgets whose amount or status is not that of their last dated version"),
        "SELECT budget.id FROM budgets AS budget LEFT JOIN (SELECT budget_id, amount, status, "
        "row_number() OVER (PARTITION BY budget_id ORDER BY effective_on DESC, id DESC) AS place "
        "FROM budget_versions) AS last ON last.budget_id = budget.id AND last.place = 1 "
        "WHERE last.amount IS DISTINCT FROM budget.amount OR last.status <> budget.status",
    ),
    sql_check(
        "budgets.months",
        N_("budget versions whose months do not add up to their amount"),
        "SELECT version.id FROM budget_versions AS version JOIN budget_months AS planned "
        "ON planned.budget_version_id = version.id GROUP BY version.id, version.amount "
        "HAVING sum(planned.amount) <> version.amount",
    ),
    sql_check(
        "projects.plan",
        N_("projects whose budget is not that of their last dated plan"),
        "SELECT project.id FROM projects AS project LEFT JOIN (SELECT project_id, budget, "
        "row_number() OVER (PARTITION BY project_id ORDER BY effective_on DESC, id DESC) AS place "
        "FROM project_plans) AS last ON last.project_id = project.id AND last.place = 1 "
        "WHERE last.budget IS DISTINCT FROM project.budget",
    ),
    Check("amounts", _amounts),
)
