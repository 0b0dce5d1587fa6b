"""A scratch company of any size, made by SQL in seconds."""

from __future__ import annotations

import os
from pathlib import Path

from core.alerts import remove_starter_rules
from core.company import Company
from core.identity import UserIn
from core.kit.context import SYSTEM
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow
from core.operations.setup import set_up_company
from core.start import boot
from data import migrate
from data.database import Database

DEPARTMENTS = 20


def new_company(home: Path) -> Database:
    """An empty company in `home`, which this process works on from now on."""
    store = same_company(home)
    migrate.upgrade(store, backup_dir=None)
    admin = UserIn(username="bench", password="four wooden legs 77")
    run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, Company(name="Bench"), admin))
    run_in_uow(SYSTEM, remove_starter_rules)  # a case makes the rules it measures
    return store


def same_company(home: Path) -> Database:
    """The company that is in `home` already."""
    os.environ["SELFMASTERY_HOME"] = str(home)
    os.environ["DATABASE_URL"] = ""
    get_settings.cache_clear()
    database.cache_clear()
    boot()
    return database()


def add_projects(store: Database, projects: int) -> None:
    """Departments, and projects with a budget and its plan."""
    with store.raw() as connection:
        connection.execute(
            f"""INSERT INTO departments (name, created_at, updated_at, version)
            SELECT 'Department ' || n, now(), now(), 1 FROM range({DEPARTMENTS}) t(n);
            INSERT INTO projects (name, code, department_id, start_date, end_date, budget,
              currency, status, progress, created_by, created_at, updated_at, version)
            SELECT 'Project ' || n, 'B-' || n, 1 + n % {DEPARTMENTS}, DATE '2025-01-01',
              DATE '2026-12-31', 100000 + n, 'CNY', 'active', 0, 1, now(), now(), 1
            FROM range({projects}) t(n);
            INSERT INTO project_plans (project_id, effective_on, budget, currency, start_date,
              end_date, created_at)
            SELECT id, start_date, budget, currency, start_date, end_date, now() FROM projects;"""
        )


def add_milestones(store: Database, each: int) -> None:
    """`each` milestones a project, reached, overdue or to come, and a frozen plan of every other
    project that its milestones have left since."""
    with store.raw() as connection:
        connection.execute(
            f"""INSERT INTO project_milestones (project_id, name, planned_date, actual_date, status,
              weight, created_by, created_at, updated_at, version)
            SELECT p.id, 'Milestone ' || n, p.start_date + (60 * n + p.id % 50)::INTEGER,
              CASE WHEN n < {each} * (p.id % 10) / 12
                THEN p.start_date + (60 * n + p.id % 37)::INTEGER END,
              CASE WHEN n < {each} * (p.id % 10) / 12 THEN 'completed' ELSE 'not_started' END,
              {100 / each}, 1, now(), now(), 1
            FROM projects p, range(1, {each} + 1) t(n);
            INSERT INTO milestone_plans (milestone_id, project_id, effective_on, name, planned_date,
              weight, removed, created_at)
            SELECT m.id, m.project_id, p.start_date + (moved * 200)::INTEGER, m.name,
              m.planned_date + (moved * 20 - 20)::INTEGER, m.weight, FALSE, now()
            FROM project_milestones m JOIN projects p ON p.id = m.project_id, range(2) t(moved);
            INSERT INTO project_baselines (project_id, effective_on, end_date, created_at)
            SELECT id, start_date, end_date - 30, now() FROM projects WHERE id % 2 = 0;
            INSERT INTO baseline_milestones (baseline_id, milestone_id, name, planned_date, weight)
            SELECT b.id, m.id, m.name, m.planned_date - 20, m.weight
            FROM project_baselines b JOIN project_milestones m ON m.project_id = b.project_id;"""
        )


def add_records(store: Database, records: int, projects: int) -> None:
    """Two years of records spread over projects, departments and categories."""
    with store.raw() as connection:
        connection.execute(
            f"""INSERT INTO financial_records (record_date, direction, amount, currency,
              amount_base, status, category_id, counterparty, description, department_id,
              project_id, created_by, created_at, updated_at, version)
            SELECT DATE '2024-12-01' + (n % 720)::INTEGER,
              CASE WHEN n % 5 = 0 THEN 'income' ELSE 'expense' END,
              ((n * 7919) % 100000) / 100.0, 'CNY', ((n * 7919) % 100000) / 100.0, 'booked',
              1 + n % (SELECT count(*) FROM categories), 'Counterparty ' || n % 5000,
              'Payment ' || n, 1 + n % {DEPARTMENTS},
              CASE WHEN n % 3 = 0 THEN 1 + (n // 3) % {max(projects, 1)} END,
              1, now(), now(), 1
            FROM range({records}) t(n)"""
        )
    store.publish(store.version() + 1)


def add_dealings(store: Database) -> None:
    """Progress by hand, what customers think, invoices with receipts, budgets of departments."""
    with store.raw() as connection:
        connection.execute(
            """INSERT INTO project_progress (project_id, effective_on, progress, created_at)
            SELECT id, start_date + 30, 20, now() FROM projects;
            INSERT INTO customers (name, is_active, created_at, updated_at, version)
            SELECT 'Customer ' || n, true, now(), now(), 1 FROM range(200) t(n);
            INSERT INTO satisfaction_scores (customer_id, project_id, department_id, score,
              scored_on, created_at, updated_at, version)
            SELECT 1 + id % 200, id, department_id, (id * 37) % 101, start_date + n::INTEGER * 120,
              now(), now(), 1
            FROM projects, range(1, 4) AS t(n);
            INSERT INTO receivables (customer_id, project_id, department_id, issued_on, due_date,
              amount, currency, status, created_at, updated_at, version)
            SELECT 1 + id % 200, id, department_id, start_date + n::INTEGER * 60,
              start_date + n::INTEGER * 60 + 30, 1000 + n, 'CNY', 'open', now(), now(), 1
            FROM projects, range(1, 11) AS t(n);
            INSERT INTO receivable_receipts (receivable_id, financial_record_id, amount, created_at)
            SELECT r.id, f.id, 500, now() FROM receivables AS r
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM financial_records
                  WHERE direction = 'income' ORDER BY id LIMIT 10000) AS f ON f.n = r.id;
            INSERT INTO budgets (department_id, period_start, period_end, amount, currency,
              status, created_at, updated_at, version)
            SELECT d.id, make_date(y::INTEGER, 1, 1), make_date(y::INTEGER, 12, 31), 5000000,
              'CNY', 'approved', now(), now(), 1
            FROM departments AS d, range(2024, 2027) AS t(y);"""
        )
    store.publish(store.version() + 1)
