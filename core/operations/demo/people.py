"""The demonstration's departments, people, customers, accounts, projects and contracts, written."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from core.company import (
    DepartmentIn,
    DepartmentPatch,
    company,
    create_department,
    update_department,
)
from core.finance import (
    AccountIn,
    AccountKind,
    CategoryIn,
    CategoryKind,
    CustomerIn,
    create_account,
    create_category,
    create_customer,
)
from core.finance.reconciliation import StatementBalanceIn, create_statement
from core.identity import FirstPassword, UserIn, add_user, first_password
from core.kit.context import Ctx
from core.kit.periods import month_start
from core.operations.demo.days import MONTHS_BACK, month_end
from core.operations.demo.firm import ACCOUNTS, CONTACTS, CUSTOMERS, OFFICES, PEOPLE
from core.operations.demo.lines import LABOUR
from core.operations.demo.story import OPENING, UNBOOKED, UNBOOKED_FROM, Story
from core.operations.demo.work import PROJECTS, Project
from core.projects import ProjectIn, ProjectPatch, create_project, update_project
from data.schema import Category

HASHERS = 2


@dataclass(frozen=True)
class Made:
    """Ids of what was made, by code."""

    departments: Mapping[str, int]
    people: Mapping[str, int]
    customers: Mapping[str, int]
    accounts: Mapping[str, int]
    projects: Mapping[str, int]
    categories: Mapping[str, int]


def foreign_currency(ctx: Ctx) -> str:
    """A currency that is not the company's."""
    return "USD" if company(ctx).currency != "USD" else "EUR"


def first_passwords() -> dict[str, FirstPassword]:
    """A password for each who can sign in at once, and under "" one that nobody is told: made
    before the transaction, because each takes a quarter of a second."""
    names = [person.username for person in PEOPLE if person.role] + [""]
    with ThreadPoolExecutor(HASHERS) as pool:
        return dict(zip(names, pool.map(lambda _name: first_password(), names), strict=True))


def make_firm(ctx: Ctx, story: Story, passwords: Mapping[str, FirstPassword]) -> Made:
    """Everything that money refers to."""
    departments: dict[str, int] = {}
    for code, office in OFFICES.items():
        wanted = DepartmentIn(
            name=office.name, code=code, parent_id=departments.get(office.above or "")
        )
        departments[code] = create_department(ctx, wanted).id
    people = _people(ctx, departments, passwords)
    for code, office in OFFICES.items():
        head = people[office.head or ""]
        update_department(ctx, departments[code], DepartmentPatch(manager_id=head))
    customers = {code: _customer(ctx, code, departments["SAL"]) for code in CUSTOMERS}
    projects = {
        project.code: _project(ctx, project, story, departments, people, customers)
        for project in PROJECTS
    }
    accounts = _accounts(ctx, story)
    return Made(departments, people, customers, accounts, projects, _categories(ctx))


def _people(
    ctx: Ctx, departments: Mapping[str, int], passwords: Mapping[str, FirstPassword]
) -> dict[str, int]:
    ids: dict[str, int] = {}
    for person in sorted(PEOPLE, key=lambda one: _depth(one.username)):
        wanted = UserIn(
            username=person.username,
            display_name=person.name,
            roles=(person.role or "employee",),
            department_id=departments[person.department],
            manager_id=ids.get(person.reports_to or ""),
        )
        first = passwords[person.username if person.role else ""]
        ids[person.username] = add_user(ctx, wanted, first=first)[0].id
    return ids


_ABOVE = {person.username: person.reports_to for person in PEOPLE}


def _depth(username: str) -> int:
    """How many stand above somebody."""
    above = _ABOVE[username]
    return 0 if above is None else 1 + _depth(above)


def _customer(ctx: Ctx, code: str, department_id: int) -> int:
    contact, email = CONTACTS.get(code, (None, None))
    wanted = CustomerIn(
        name=CUSTOMERS[code], code=code, department_id=department_id, contact=contact, email=email
    )
    return create_customer(ctx, wanted).id


def _accounts(ctx: Ctx, story: Story) -> dict[str, int]:
    """The accounts with what they held at first and what the banks said last month."""
    opened = month_start(story.today, back=MONTHS_BACK) - timedelta(days=1)
    closed = month_end(story.today, back=1)
    found = {}
    for code, (name, kind, institution) in ACCOUNTS.items():
        wanted = AccountIn(
            name=name,
            kind=AccountKind(kind),
            institution=institution,
            currency=foreign_currency(ctx) if code == "foreign" else None,
            opening_on=opened,
            opening_balance=Decimal(OPENING[code]) / 100,
        )
        found[code] = create_account(ctx, wanted).id
        said = story.balance(code, closed) - (UNBOOKED if code == UNBOOKED_FROM else 0)
        statement = StatementBalanceIn(
            account_id=found[code], balance_on=closed, balance=Decimal(said) / 100
        )
        create_statement(ctx, statement)
    return found


def _categories(ctx: Ctx) -> dict[str, int]:
    labour = CategoryIn(
        code=LABOUR, name_zh="项目人工", name_en="Project labour", kind=CategoryKind.COST_OF_SALES
    )
    create_category(ctx, labour)
    rows = ctx.session.execute(select(Category.code, Category.id))
    return {row.code: row.id for row in rows}


def _project(
    ctx: Ctx,
    project: Project,
    story: Story,
    departments: Mapping[str, int],
    people: Mapping[str, int],
    customers: Mapping[str, int],
) -> int:
    day = story.today
    over = project.is_over(day)
    budget = Decimal(story.project_budgets[project.code]) / 100
    done = 100 if over else project.done or round(project.elapsed(day) * 100) - 3
    wanted = ProjectIn(
        name=project.name,
        code=project.code,
        customer_id=customers[project.customer],
        department_id=departments[project.department],
        manager_id=people[project.manager],
        start_date=project.first(day),
        end_date=project.planned_end(day),
        actual_end_date=project.last(day) if over else None,
        budget=budget,
        estimated_cost=budget,
        status="completed" if over else "active",
        progress=Decimal(max(0, done)),
    )
    made = create_project(ctx, wanted).id
    for back, _ in project.slips:
        moved = ProjectPatch(
            end_date=project.moved_to(day, back), effective_on=month_start(day, back=back)
        )
        update_project(ctx, made, moved)
    return made
