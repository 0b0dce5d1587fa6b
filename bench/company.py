"""A scratch company of any size, made by SQL in seconds."""

from __future__ import annotations

import os
from pathlib import Path

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
