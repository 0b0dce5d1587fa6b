"""`check` is quiet on a sound company and finds each kind of fault."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import text

from core.audit import seal_entries
from core.identity import operator
from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Actor
from core.kit.errors import NotPermitted
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.checks import run_checks
from core.operations.checks.references import references
from data.database import Database
from data.schema import Base
from tests.fixtures_database import NewDatabase
from tests.operations.company import LATER, fill
from tests.operations.conftest import own

pytestmark = pytest.mark.integration

COPIED = "key, value, updated_at"
FAULTS = {
    "reference.financial_records.department_id": "UPDATE financial_records SET department_id = 99",
    "reference.financial_records.import_batch_id": (
        "UPDATE financial_records SET import_batch_id = 'gone' WHERE id = 1"
    ),
    "reference.financial_record_versions.record_id": (
        "UPDATE financial_record_versions SET record_id = 77"
    ),
    "reference.projects.manager_id": "UPDATE projects SET manager_id = 99",
    "reference.budgets.created_by": "UPDATE budgets SET created_by = 99",
    "records.duplicate": "UPDATE financial_records SET dedup_key = 'same'",
    "alerts.twice_open": (
        "INSERT INTO alerts (id, rule_id, target_type, target_id, severity, current_value,"
        " threshold, status, state, open_key, created_at, updated_at, version)"
        " SELECT 2, rule_id, target_type, target_id, severity, current_value, threshold, status,"
        " state, 'other', created_at, updated_at, 1 FROM alerts"
    ),
    "alerts.open_key": "UPDATE alerts SET open_key = NULL",
    "alerts.transitions": "DELETE FROM alert_transitions",
    "code.financial_records.direction": "UPDATE financial_records SET direction = 'sideways'",
    "code.alerts.status": "UPDATE alerts SET status = 'lost'",
    "records.currency": "UPDATE financial_records SET currency = 'yuan' WHERE id = 1",
    "rates.positive": "UPDATE exchange_rates SET rate = 0",
    "budgets.period": "UPDATE budgets SET period_end = DATE '2020-01-01'",
    "projects.progress": "UPDATE projects SET progress = 120",
    "users.first_role": "UPDATE users SET role = 'analyst'",
    "users.administrator": "DELETE FROM user_roles WHERE role = 'administrator'",
    "tree.departments": "UPDATE departments SET parent_id = 2 WHERE id = 1",
    "status.budgets": "UPDATE budgets SET status = 'closed'",
    "status.projects": "DELETE FROM status_history WHERE target_type = 'project'",
    "status.chain": (
        "INSERT INTO status_history (target_type, target_id, from_status, to_status, changed_at)"
        " SELECT target_type, target_id, 'draft', to_status, changed_at FROM status_history"
        " WHERE target_type = 'budget'"
    ),
    "version.financial_records": "UPDATE financial_records SET version = 0 WHERE id = 2",
    "records.former_versions": "UPDATE financial_record_versions SET version = 5",
    "budgets.months": (
        "INSERT INTO budget_months (budget_version_id, month, amount)"
        " SELECT id, effective_on, amount + 1 FROM budget_versions"
    ),
    "budgets.version": "UPDATE budgets SET amount = 501",
    "projects.plan": "UPDATE projects SET budget = 101",
    "records.amount_base": "UPDATE financial_records SET amount_base = 17.74 WHERE id = 2",
    "imports.rows": "DELETE FROM financial_records WHERE id = 2",
    "imports.not_committed": "UPDATE import_batches SET state = 'failed'",
    "imports.undone": "UPDATE import_batches SET state = 'undone', undone_at = committed_at",
    "imports.times": "UPDATE import_batches SET committed_at = NULL",
    "events.unhandled": "UPDATE event_outbox SET handled_at = NULL",
    "imports.stuck": "UPDATE import_batches SET state = 'committing'",
    "schema.sequences": "UPDATE users SET id = 1000",
    "schema.columns": "ALTER TABLE job_runs DROP COLUMN detail",
    "schema.decimals": "ALTER TABLE budget_versions ALTER COLUMN amount TYPE DOUBLE PRECISION",
    "deliveries.overdue": (
        "INSERT INTO deliveries (idempotency_key, channel, recipient, payload, state, created_at)"
        " SELECT 'k', 'email', 'a', '{}', 'sending', created_at FROM users"
    ),
    "audit.seal": "UPDATE audit_log SET actor_name = 'somebody else'",
    "audit.order": (
        "INSERT INTO audit_seals (last_entry_id, entries, digest, sealed_at)"
        " SELECT last_entry_id - 1, 0, '', sealed_at FROM audit_seals"
    ),
}


def findings() -> set[str]:
    with unit_of_work(operator(), now=utc_now() + LATER) as ctx:
        return {finding.check for finding in run_checks(ctx).findings}


class TestSoundCompany:
    def test_an_empty_database_is_sound(self, empty: Database) -> None:
        assert findings() == set()

    def test_nothing_is_found(self, store: Database) -> None:
        assert findings() == set()


class Planted(Exception):
    """Ends a transaction without keeping what it did."""


def found_with(fault: str) -> set[str]:
    """What is found while the fault is there; it is taken back at the end."""
    found: set[str] = set()
    with suppress(Planted), unit_of_work(operator(), now=utc_now() + LATER) as ctx:
        ctx.session.execute(text(fault))
        found |= {finding.check for finding in run_checks(ctx).findings}
        raise Planted
    return found


def test_each_planted_fault_is_found(store: Database) -> None:
    run_in_uow(SYSTEM, seal_entries, now=utc_now() + LATER)
    missed = {name: found_with(sql) for name, sql in FAULTS.items() if name not in found_with(sql)}
    assert missed == {}
    assert findings() == set()


def test_a_value_that_lost_its_index_is_found(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for database in own(new_database("postgresql"), monkeypatch):
        run_in_uow(SYSTEM, fill)
        with database.session() as session:
            session.execute(text("ALTER TABLE settings DROP CONSTRAINT uq_settings_key"))
            session.execute(text(f"INSERT INTO settings ({COPIED}) SELECT {COPIED} FROM settings"))
        assert "unique.settings.key" in findings()


def test_every_reference_by_name_is_known() -> None:
    known = {(table, column) for table, column, _ in references()}
    later = {"contract_id", "business_event_id"}  # their tables come with later features
    kept = {  # of the past, or shown only: the row may be gone
        ("financial_record_versions", None),
        ("alerts", "department_id"),
        ("alerts", "project_id"),
        ("alerts", "acknowledged_by"),
        ("deliveries", "notification_id"),
        ("import_batches", "account_id"),
        ("query_runs", "saved_query_id"),
    }
    missing = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id")
        and column.name not in later | {"target_id", "external_id", "last_entry_id"}
        and (table.name, column.name) not in known | kept
        and (table.name, None) not in kept
    }
    assert missing == set()


def test_the_right_is_needed(store: Database) -> None:
    with pytest.raises(NotPermitted), unit_of_work(Actor(name="nobody")) as ctx:
        run_checks(ctx)
