"""The first hour of a company: what is still to do, computed from the data, for who may do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from core.alerts import has_own_rules
from core.company import company, get_setting, put_setting
from core.kit.context import Ctx
from core.kit.i18n import N_
from data.schema import (
    AuditEntry,
    Budget,
    Department,
    FinancialRecord,
    User,
    UserRole,
)

DISMISSED_KEY = "first_hour.dismissed"


@dataclass(frozen=True)
class Task:
    """Something to do: `title` and `hint` are msgids, `page` its file, `needs` the right."""

    code: str
    title: str
    hint: str
    page: str | None
    needs: str
    is_done: Callable[[Ctx], bool]


@dataclass(frozen=True)
class TaskRow:
    """A task as Home shows it."""

    code: str
    title: str
    hint: str
    page: str | None
    is_done: bool


def _has(model: Any) -> Callable[[Ctx], bool]:
    return lambda ctx: ctx.session.scalar(select(model.id).limit(1)) is not None


def _people(ctx: Ctx) -> bool:
    return (ctx.session.scalar(select(func.count()).where(User.is_active)) or 0) > 1


def _administrators(ctx: Ctx) -> bool:
    statement = (
        select(func.count())
        .select_from(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == "administrator", User.is_active)
    )
    return (ctx.session.scalar(statement) or 0) > 1


def _backup(ctx: Ctx) -> bool:
    made = select(AuditEntry.id).where(AuditEntry.action == "backup.created").limit(1)
    return ctx.session.scalar(made) is not None


TASKS = (
    Task(
        "company",
        N_("Describe the company"),
        N_("Name, currency, fiscal year and holidays"),
        "wizard.py",
        "settings.admin",
        lambda ctx: bool(company(ctx).name),
    ),
    Task(
        "departments",
        N_("Add departments"),
        N_("They decide who sees which records"),
        "departments.py",
        "departments.edit",
        _has(Department),
    ),
    Task(
        "people",
        N_("Add the people"),
        N_("Each with a role and somebody they report to"),
        "users.py",
        "users.admin",
        _people,
    ),
    Task(
        "import",
        N_("Import a statement"),
        N_("A bank or payment service's export is enough"),
        "imports.py",
        "imports.run",
        _has(FinancialRecord),
    ),
    Task(
        "budget",
        N_("Set a budget"),
        N_("The overview then shows how much of it is used"),
        "budgets.py",
        "budgets.edit",
        _has(Budget),
    ),
    Task(
        "rule",
        N_("Watch a figure"),
        N_("An alert rule tells who should know"),
        "alert_rules.py",
        "rules.edit",
        has_own_rules,
    ),
    Task(
        "administrator",
        N_("Name a second administrator"),
        N_("Somebody can help when a password is lost"),
        "users.py",
        "users.admin",
        _administrators,
    ),
    Task(
        "backup",
        N_("Have a first backup"),
        N_("Made every night while the jobs process runs"),
        None,
        "backups.admin",
        _backup,
    ),
)


def first_hour(ctx: Ctx) -> tuple[TaskRow, ...]:
    """The tasks the actor may do; none once all are done or the actor has put the list away."""
    wanted = [task for task in TASKS if ctx.actor.can(task.needs)]
    if not wanted or ctx.actor.user_id in _dismissed(ctx):
        return ()
    rows = tuple(
        TaskRow(task.code, task.title, task.hint, task.page, task.is_done(ctx)) for task in wanted
    )
    return () if all(row.is_done for row in rows) else rows


def dismiss_first_hour(ctx: Ctx) -> None:
    """Do not show the actor the list again."""
    if ctx.actor.user_id is not None:
        kept = {*_dismissed(ctx), ctx.actor.user_id}
        put_setting(ctx, DISMISSED_KEY, sorted(kept))


def _dismissed(ctx: Ctx) -> set[int]:
    return set(get_setting(ctx, DISMISSED_KEY) or ())
