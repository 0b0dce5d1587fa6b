"""A small company for tests of services: departments, one person a role, projects, categories.

Departments: A with A1 below it, and B. `outsider` is an employee of B and may see nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.alerts.starting import STARTER_KEY
from core.company import (
    Company,
    DepartmentIn,
    DepartmentPatch,
    Step,
    complete_step,
    create_department,
)
from core.company import update_department as change_department
from core.finance import CategoryKind
from core.identity import UserIn, actor_of, add_user, passwords
from core.kit import settings, uow
from core.kit.context import SYSTEM, Actor, Ctx
from core.kit.uow import Credential, run_in_uow, unit_of_work
from core.operations.setup import set_up_company
from core.projects import ProjectIn, ProjectStatus, create_project
from data.database import Database
from data.schema import AlertRule, AlertRuleVersion, Category, Setting

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)
PASSWORD = "Correct-horse-7"
CAST: dict[str, tuple[str, str | None]] = {
    "finance": ("finance", None),
    "manager_a": ("manager", "a"),
    "manager_b": ("manager", "b"),
    "business_a": ("business", "a"),
    "analyst": ("analyst", None),
    "employee": ("employee", "a"),
    "outsider": ("employee", "b"),
}


@dataclass(frozen=True)
class World:
    """Ids by name. `project_a` is led by manager_a, `project_a1` by business_a, `project_b` by
    manager_b, each in the department of that name; `categories` holds one id a kind."""

    database: Database
    a: int = 0
    a1: int = 0
    b: int = 0
    users: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)

    def who(self, name: str) -> Actor | Credential:
        """The credential of a member of the cast, or the system."""
        if name == "system":
            return SYSTEM
        user_id = self.users[name]

        def resolve(session: Session, _: datetime) -> Actor:
            return actor_of(session, user_id)

        return resolve

    def actor(self, name: str) -> Actor:
        """The member with all rights resolved."""
        with self.uow(name) as ctx:
            return ctx.actor

    def uow(self, name: str, *, now: datetime = NOW) -> AbstractContextManager[Ctx]:
        """A unit of work of that member."""
        return unit_of_work(self.who(name), now=now)

    @property
    def project_a(self) -> int:
        return self.projects["a"]

    @property
    def project_a1(self) -> int:
        return self.projects["a1"]

    @property
    def project_b(self) -> int:
        return self.projects["b"]


@contextmanager
def process_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The process works on the test's database; passwords hash cheaply."""
    monkeypatch.setenv("SELFMASTERY_HOME", str(database.home))
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    passwords._dummy_hash.cache_clear()
    settings.get_settings.cache_clear()
    uow.database.cache_clear()
    yield uow.database()
    uow.database().close()
    uow.database.cache_clear()
    settings.get_settings.cache_clear()


def build_world(database: Database) -> World:
    """Set the company up and fill it."""
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        company = Company(name="Example Ltd", currency="CNY", timezone="Asia/Shanghai")
        admin = UserIn(username="founder", password=PASSWORD, display_name="Founder")
        founder = set_up_company(ctx, company, admin)
    with unit_of_work(SYSTEM, now=NOW) as ctx:  # each test makes the rules it is about
        for model in (AlertRule, AlertRuleVersion):
            ctx.session.execute(delete(model))
        ctx.session.execute(delete(Setting).where(Setting.key == STARTER_KEY))
    return run_in_uow(SYSTEM, lambda ctx: _fill(ctx, database, founder.id), now=NOW)


def _fill(ctx: Ctx, database: Database, founder: int) -> World:
    for step in (Step.ORGANISATION, Step.DATA):
        complete_step(ctx, step)
    a = create_department(ctx, DepartmentIn(name="A", code="A")).id
    a1 = create_department(ctx, DepartmentIn(name="A1", code="A1", parent_id=a)).id
    b = create_department(ctx, DepartmentIn(name="B", code="B")).id
    departments = {"a": a, "a1": a1, "b": b, None: None}
    users = {"founder": founder}
    people = {"admin": ("administrator", None), **CAST}
    for name, (role, department) in people.items():
        user = UserIn(
            username=name,
            password=PASSWORD,
            roles=(role,),
            department_id=departments[department],
        )
        users[name] = add_user(ctx, user)[0].id
    for department, manager in ((a, "manager_a"), (b, "manager_b")):
        change_department(ctx, department, DepartmentPatch(manager_id=users[manager]))
    projects = {
        name: _project(ctx, name, departments[name], users[manager])
        for name, manager in (("a", "manager_a"), ("a1", "business_a"), ("b", "manager_b"))
    }
    return World(database, a, a1, b, users, projects, _categories(ctx))


def _project(ctx: Ctx, name: str, department: int | None, manager: int) -> int:
    project = ProjectIn(
        name=f"Project {name.upper()}",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
        budget=Decimal("100000"),
        department_id=department,
        manager_id=manager,
        status=ProjectStatus.ACTIVE,
    )
    return create_project(ctx, project).id


def _categories(ctx: Ctx) -> dict[str, int]:
    found = ctx.session.execute(select(Category.kind, Category.id).order_by(Category.id.desc()))
    kinds = dict(found.all())
    return {kind.value: kinds[kind.value] for kind in CategoryKind}
