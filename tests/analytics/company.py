"""A small company with two departments, a shared project, and secrets that must not leak."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.identity import ROLES
from core.kit.context import Actor
from data.database import Database
from data.schema import (
    Account,
    Alert,
    AlertRule,
    ApiToken,
    Base,
    Budget,
    BudgetMonth,
    BudgetVersion,
    Category,
    Contract,
    Customer,
    Department,
    ExchangeRate,
    FinancialRecord,
    Notification,
    Project,
    ProjectMilestone,
    ProjectPlan,
    Receivable,
    ReceivableReceipt,
    SatisfactionScore,
    Setting,
    StatementBalance,
    StatusChange,
    User,
    UserSession,
)

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
SECRET = "TOP-SECRET"
SALES, OPERATIONS = 1, 2
ANNA, BEN, CARL, DORA = 1, 2, 3, 4
"""Anna leads sales and the ops project 3; Ben leads operations; Carl analyses; Dora is staff."""

TRACKED = {"created_at": NOW, "updated_at": NOW}


def actor(name: str, user_id: int, *roles: str, departments: tuple[int, ...] = ()) -> Actor:
    """Somebody with built-in roles."""
    grants: dict[str, Any] = {}
    for role in roles:
        grants |= ROLES[role]
    return Actor(
        name=name,
        user_id=user_id,
        roles=roles,
        grants=grants,
        departments=frozenset(departments),
    )


SALES_MANAGER = actor("anna", ANNA, "manager", departments=(SALES,))
OPERATIONS_MANAGER = actor("ben", BEN, "manager", departments=(OPERATIONS,))
ANALYST = actor("carl", CARL, "analyst", departments=(SALES,))
EMPLOYEE = actor("dora", DORA, "employee", departments=(SALES,))


def fill(database: Database) -> None:
    """Write the company into an empty, migrated database."""
    with database.session() as session:
        session.add_all(rows())


def rows() -> list[Base]:
    """Every row of the company."""
    return [*_organisation(), *_plans(), *_records(), *_owed(), *_alerts(), *_secrets()]


def _organisation() -> list[Base]:
    people = [("anna", SALES), ("ben", OPERATIONS), ("carl", SALES), ("dora", SALES)]
    return [
        Department(id=SALES, name="Sales", manager_id=ANNA, **TRACKED),
        Department(id=OPERATIONS, name="Operations", manager_id=BEN, **TRACKED),
        *(
            User(
                id=number,
                username=name,
                display_name=name.title(),
                role="manager",
                department_id=department,
                email=f"{SECRET}@example.com",
                password_hash=f"{SECRET}-hash",
                is_active=True,
                must_change_password=False,
                **TRACKED,
            )
            for number, (name, department) in enumerate(people, start=1)
        ),
        Setting(
            key="company",
            value={
                "name": "Acme",
                "currency": "CNY",
                "timezone": "Asia/Shanghai",
                "fiscal_year_start": 4,
            },
            updated_at=NOW,
        ),
        Category(
            id=1, code="sales", name_zh="销售收入", name_en="Sales", kind="revenue", **TRACKED
        ),
        Category(id=2, code="rent", name_zh="房租", name_en="Rent", kind="operating", **TRACKED),
        Customer(
            id=1,
            name="Customer of sales",
            department_id=SALES,
            phone_encrypted=f"{SECRET}-phone",
            contact=f"{SECRET}-contact",
            **TRACKED,
        ),
        Account(
            id=1,
            name="Main account",
            kind="bank",
            currency="CNY",
            number_encrypted=f"{SECRET}-number",
            number_tail="9931",
            **TRACKED,
        ),
        ExchangeRate(
            id=1, currency="EUR", rate_date=date(2026, 1, 1), rate=Decimal("7.8"), **TRACKED
        ),
    ]


def _project(number: int, department: int, manager: int, **more: Any) -> Project:
    return Project(
        id=number,
        name=f"Project {number}",
        code=f"P{number}",
        department_id=department,
        manager_id=manager,
        start_date=date(2026, 1, 1),
        budget=Decimal(1000 * number),
        currency="CNY",
        status="active",
        progress=Decimal(0),
        **TRACKED,
        **more,
    )


def _plans() -> list[Base]:
    return [
        _project(1, SALES, ANNA),
        _project(2, OPERATIONS, BEN),
        _project(3, OPERATIONS, ANNA),
        _project(4, SALES, ANNA, deleted_at=NOW),
        *(
            ProjectPlan(
                project_id=number,
                effective_on=date(2026, 1, 1),
                budget=Decimal(1000 * number),
                currency="CNY",
                start_date=date(2026, 1, 1),
                created_at=NOW,
            )
            for number in (1, 2, 3, 4)
        ),
        *(
            Budget(
                id=department,
                department_id=department,
                period_start=date(2026, 1, 1),
                period_end=date(2026, 12, 31),
                amount=Decimal(5000),
                currency="CNY",
                status="approved",
                **TRACKED,
            )
            for department in (SALES, OPERATIONS)
        ),
        *(
            BudgetVersion(
                id=department,
                budget_id=department,
                effective_on=date(2026, 1, 1),
                amount=Decimal(5000),
                status="approved",
                created_at=NOW,
            )
            for department in (SALES, OPERATIONS)
        ),
        *(
            ProjectMilestone(
                id=number,
                project_id=number,
                name=f"Milestone {number}",
                planned_date=date(2026, 3, 1),
                status="delayed",
                weight=Decimal(100),
                **TRACKED,
            )
            for number in (1, 2, 3, 4)
        ),
        *(
            BudgetMonth(
                budget_version_id=number, month=date(2026, 1, 1), amount=Decimal(400 + number)
            )
            for number in (1, 2)
        ),
        *(
            SatisfactionScore(
                id=department,
                customer_id=1,
                department_id=department,
                score=Decimal(80),
                scored_on=date(2026, 2, 1),
                **TRACKED,
            )
            for department in (SALES, OPERATIONS)
        ),
        StatementBalance(
            id=1, account_id=1, balance_on=date(2026, 2, 28), balance=Decimal(900), **TRACKED
        ),
        *(
            StatusChange(target_type=kind, target_id=number, to_status=status, changed_at=NOW)
            for kind, number, status in [
                ("project", 1, "active"),
                ("project", 2, "active"),
                ("budget", SALES, "approved"),
                ("user", ANNA, SECRET),
            ]
        ),
    ]


RECORDS = [
    # id, direction, amount, department, project, description
    (1, "income", "100.00", SALES, None, "11"),
    (2, "expense", "40.00", SALES, 1, "12"),
    (3, "expense", "30.00", OPERATIONS, 2, "hidden-of-operations"),
    (4, "expense", "20.00", OPERATIONS, 3, "14"),
    (5, "expense", "10.00", None, None, "hidden-of-company"),
]
RECORDS_OF_SALES = [1, 2, 4]


def _records() -> list[Base]:
    return [
        FinancialRecord(
            id=number,
            record_date=date(2026, 1, number),
            direction=direction,
            amount=Decimal(amount),
            currency="CNY",
            amount_base=Decimal(amount),
            status="booked",
            category_id=1 if direction == "income" else 2,
            counterparty="李雷",
            description=description,
            department_id=department,
            project_id=project,
            extra={"note": f"{SECRET}-extra"},
            **TRACKED,
        )
        for number, direction, amount, department, project, description in RECORDS
    ] + [
        FinancialRecord(
            id=6,
            record_date=date(2026, 1, 6),
            direction="income",
            amount=Decimal("999"),
            currency="CNY",
            status="booked",
            description=f"{SECRET}-deleted",
            deleted_at=NOW,
            **TRACKED,
        )
    ]


def _owed() -> list[Base]:
    money: dict[str, Any] = {"currency": "CNY", **TRACKED}
    return [
        Contract(id=1, name="Support", department_id=SALES, status="active", **money),
        *(
            Receivable(
                id=number,
                customer_id=1,
                department_id=department,
                due_date=date(2026, 1, 31),
                amount=Decimal(250),
                status="open",
                **money,
            )
            for number, department in ((1, SALES), (2, OPERATIONS))
        ),
        *(
            ReceivableReceipt(
                receivable_id=number,
                financial_record_id=1,
                amount=Decimal(50),
                created_at=NOW,
            )
            for number in (1, 2)
        ),
    ]


def _alerts() -> list[Base]:
    return [
        AlertRule(
            id=1,
            name="Large expense",
            indicator="expense_amount",
            condition="gt",
            threshold=Decimal(35),
            severity="high",
            is_active=True,
            notify_roles=["finance"],
            notify_users=[],
            created_by=BEN,
            **TRACKED,
        ),
        *(
            Alert(
                id=number,
                rule_id=1,
                target_type="financial_record",
                target_id=number,
                department_id=department,
                severity="high",
                current_value=Decimal(40),
                threshold=Decimal(35),
                status="open",
                state="firing",
                open_key=f"1:financial_record:{number}",
                assigned_to=assigned,
                **TRACKED,
            )
            for number, department, assigned in (
                (2, SALES, None),
                (3, OPERATIONS, None),
                (5, None, BEN),
            )
        ),
    ]


def _secrets() -> list[Base]:
    return [
        UserSession(token_hash=f"{SECRET}-session", user_id=ANNA, created_at=NOW, expires_at=NOW),
        ApiToken(user_id=ANNA, name="x", token_hash=f"{SECRET}-token", created_at=NOW),
        Notification(
            user_id=ANNA,
            message=f"{SECRET}-message",
            type="system",
            level="info",
            is_read=False,
            created_at=NOW,
        ),
        Setting(key="smtp", value={"password": f"{SECRET}-smtp"}, updated_at=NOW),
    ]
