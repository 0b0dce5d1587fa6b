"""The demonstration's departments, people, customers, accounts and projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.company import (
    DepartmentIn,
    DepartmentPatch,
    company,
    create_department,
    update_department,
)
from core.finance import AccountIn, AccountKind, CustomerIn, create_account, create_customer
from core.identity import UserIn, create_user
from core.kit.context import Ctx
from core.kit.money import to_cents
from core.operations.demo.firm import ACCOUNTS, CUSTOMERS, DEPARTMENTS, PEOPLE, PROJECTS, Work
from core.operations.demo.plan import project_span
from core.projects import ProjectIn, create_project
from data.schema import Category

CNY = "CNY"
ROUND = Decimal(1000)


@dataclass(frozen=True)
class Made:
    """Ids of what was made, by code; `passwords` by account, shown once."""

    departments: Mapping[str, int]
    customers: Mapping[str, int]
    accounts: Mapping[str, int]
    projects: Mapping[str, int]
    categories: Mapping[str, int]
    passwords: Mapping[str, str]


def foreign_currency(ctx: Ctx) -> str:
    """A currency that is not the company's."""
    return "USD" if company(ctx).currency != "USD" else "EUR"


def make_firm(ctx: Ctx, day: date, costs: Mapping[str, float]) -> Made:
    """Everything but the money; `costs` are what the projects will have cost so far."""
    departments = {
        code: create_department(ctx, DepartmentIn(name=name, code=code)).id
        for code, name in DEPARTMENTS.items()
    }
    people, passwords = _people(ctx, departments)
    customers = {
        code: create_customer(
            ctx, CustomerIn(name=name, code=code, department_id=departments["SAL"])
        ).id
        for code, name in CUSTOMERS.items()
    }
    projects = {
        work.code: create_project(
            ctx, _project(work, day, costs.get(work.code, 0.0), departments, people, customers)
        ).id
        for work in PROJECTS
    }
    return Made(departments, customers, _accounts(ctx), projects, _categories(ctx), passwords)


def _people(ctx: Ctx, departments: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    ids, passwords = {}, {}
    for person in PEOPLE:
        department_id = departments[person.department]
        row, password = create_user(
            ctx,
            UserIn(
                username=person.username,
                display_name=person.name,
                roles=(person.role,),
                department_id=department_id,
            ),
        )
        ids[person.username], passwords[person.username] = row.id, password or ""
        if person.leads:
            update_department(ctx, department_id, DepartmentPatch(manager_id=row.id))
    return ids, passwords


def _accounts(ctx: Ctx) -> dict[str, int]:
    return {
        code: create_account(
            ctx,
            AccountIn(
                name=name,
                kind=AccountKind(kind),
                institution=institution,
                currency=foreign_currency(ctx) if code == "foreign" else None,
            ),
        ).id
        for code, (name, kind, institution) in ACCOUNTS.items()
    }


def _categories(ctx: Ctx) -> dict[str, int]:
    rows = ctx.session.execute(select(Category.code, Category.id))
    return {row.code: row.id for row in rows}


def _project(
    work: Work,
    day: date,
    cost: float,
    departments: Mapping[str, int],
    people: Mapping[str, int],
    customers: Mapping[str, int],
) -> ProjectIn:
    start, end = project_span(work, day)
    done = end < day
    elapsed = min(1.0, (day - start).days / max((end - start).days, 1))
    budget = rounded(cost / max(elapsed, 0.05) * float(work.budgeted))
    return ProjectIn(
        name=work.name,
        code=work.code,
        customer_id=customers[work.customer],
        department_id=departments[work.department],
        manager_id=people[work.manager],
        start_date=start,
        end_date=end,
        actual_end_date=end if done else None,
        budget=budget,
        estimated_cost=rounded(cost / max(elapsed, 0.05)),
        status="completed" if done else "active",
        progress=Decimal(round(elapsed * 100)),
    )


def rounded(amount: float) -> Decimal:
    """A planned amount, to the nearest thousand."""
    return to_cents(Decimal(round(Decimal(amount) / ROUND)) * ROUND)
