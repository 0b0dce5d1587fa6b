"""Rows of a small company in which everything fits together."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.audit import record
from core.kit.context import Ctx
from data.schema import (
    Account,
    Alert,
    AlertRule,
    AlertTransition,
    Base,
    Budget,
    BudgetVersion,
    Category,
    Contract,
    Customer,
    Department,
    ExchangeRate,
    FinancialRecord,
    FinancialRecordVersion,
    ImportBatch,
    Notification,
    OutboxEvent,
    Project,
    ProjectPlan,
    Receivable,
    ReceivableReceipt,
    Setting,
    StatusChange,
    User,
    UserRole,
)

DAY = date(2026, 3, 2)
BATCH = "batch-1"
WITH_FIXED_IDS = (
    "users",
    "departments",
    "customers",
    "accounts",
    "categories",
    "projects",
    "exchange_rates",
    "budgets",
    "financial_records",
    "contracts",
    "receivables",
    "alert_rules",
    "alerts",
)


def fill(ctx: Ctx) -> None:
    """One of each, tied together."""
    made: dict[str, Any] = {"created_at": ctx.now, "updated_at": ctx.now}
    add(
        ctx,
        Setting(key="company", value={"name": "示例公司", "currency": "CNY"}, updated_at=ctx.now),
    )
    add(ctx, User(id=1, username="boss", display_name="老板", role="founder", **made))
    add(ctx, UserRole(user_id=1, role="founder", position=0))
    add(ctx, UserRole(user_id=1, role="administrator", position=1))
    add(ctx, Department(id=1, name="销售部", manager_id=1, **made))
    add(ctx, Department(id=2, name="一组", parent_id=1, **made))
    add(ctx, Customer(id=1, name="客户", department_id=1, **made))
    add(ctx, Account(id=1, name="基本户", kind="bank", currency="CNY", **made))
    add(ctx, Category(id=1, code="own", name_zh="服务", name_en="Services", kind="revenue", **made))
    add(ctx, ExchangeRate(id=1, currency="USD", rate_date=DAY, rate=Decimal("7.10"), **made))
    add_project(ctx, made)
    add_budget(ctx, made)
    add_records(ctx, made)
    add_owed(ctx, made)
    add_alert(ctx, made)
    add(ctx, OutboxEvent(name="seen", payload={}, created_at=ctx.now, handled_at=ctx.now))
    advance_sequences(ctx)
    record(ctx, "company.created", "company", None, after={"name": "示例公司"})


def add_project(ctx: Ctx, made: dict[str, Any]) -> None:
    money = {"budget": Decimal("100.00"), "currency": "CNY", "start_date": DAY}
    add(
        ctx,
        Project(id=1, name="项目", customer_id=1, manager_id=1, department_id=1, status="active",
                **money, **made),
    )  # fmt: skip
    add(ctx, ProjectPlan(project_id=1, effective_on=DAY, created_at=ctx.now, **money))
    add_status(ctx, "project", 1, "active")


def add_budget(ctx: Ctx, made: dict[str, Any]) -> None:
    money = {"amount": Decimal("500.00"), "status": "approved"}
    add(
        ctx,
        Budget(id=1, department_id=1, period_start=DAY, period_end=DAY, currency="CNY",
               **money, **made),
    )  # fmt: skip
    add(ctx, BudgetVersion(budget_id=1, effective_on=DAY, created_at=ctx.now, **money))
    add_status(ctx, "budget", 1, "approved")


def add_status(ctx: Ctx, target_type: str, target_id: int, status: str) -> None:
    add(
        ctx,
        StatusChange(
            target_type=target_type, target_id=target_id, to_status=status, changed_at=ctx.now
        ),
    )


def add_records(ctx: Ctx, made: dict[str, Any]) -> None:
    add(
        ctx,
        ImportBatch(id=BATCH, state="committed", file_name="a.csv", file_bytes=1, source="cli",
                    options={}, rows_new=2, rows_changed=0, committed_at=ctx.now, **made),
    )  # fmt: skip
    said: dict[str, Any] = {"record_date": DAY, "direction": "expense", "status": "booked"}
    add(
        ctx,
        FinancialRecord(id=1, amount=Decimal("10.00"), currency="CNY", amount_base=Decimal("10.00"),
                        department_id=1, project_id=1, customer_id=1, account_id=1, category_id=1,
                        import_batch_id=BATCH, dedup_key="a", description="中文 “引号”\n第二行",
                        extra={"fee": "1.00"}, **said, **{**made, "version": 2}),
        FinancialRecord(id=2, amount=Decimal("2.50"), currency="USD", amount_base=Decimal("17.75"),
                        import_batch_id=BATCH, dedup_key="b", **said, **made),
        FinancialRecordVersion(record_id=1, version=1, amount=Decimal("9.00"), currency="CNY",
                               replaced_at=ctx.now, created_at=ctx.now, **said),
    )  # fmt: skip


def add_owed(ctx: Ctx, made: dict[str, Any]) -> None:
    paid = Decimal("80.00")
    add(
        ctx,
        FinancialRecord(id=3, record_date=DAY, direction="income", status="booked", amount=paid,
                        currency="CNY", amount_base=paid, customer_id=1, **made),
        Contract(id=1, code="C-1", name="合同", customer_id=1, currency="CNY", status="active",
                 **made),
        Receivable(id=1, contract_id=1, customer_id=1, due_date=DAY, amount=Decimal("100.00"),
                   currency="CNY", status="open", **made),
        ReceivableReceipt(receivable_id=1, financial_record_id=3, amount=paid, created_at=ctx.now),
    )  # fmt: skip
    add_status(ctx, "contract", 1, "active")
    add_status(ctx, "receivable", 1, "open")


def add_alert(ctx: Ctx, made: dict[str, Any]) -> None:
    add(
        ctx,
        AlertRule(id=1, name="超支", indicator="expense_amount", condition="gt",
                  threshold=Decimal(5), severity="high", notify_roles=["finance"],
                  notify_users=[], **made),
        Alert(id=1, rule_id=1, target_type="financial_record", target_id=1, severity="high",
              current_value=Decimal(10), threshold=Decimal(5), status="open", state="firing",
              open_key="1:financial_record:1", **made),
        AlertTransition(alert_id=1, to_state="firing", reason="breached", evaluated_at=ctx.now),
        StatusChange(target_type="alert", target_id=1, to_status="open", changed_at=ctx.now),
        Notification(user_id=1, alert_id=1, message="超支", type="alert", level="critical",
                     created_at=ctx.now),
    )  # fmt: skip


def add(ctx: Ctx, *rows: Base) -> None:
    for row in rows:
        ctx.session.add(row)
        ctx.session.flush()


def advance_sequences(ctx: Ctx) -> None:
    """Fixed ids were used: move the sequences past them."""
    for name in WITH_FIXED_IDS:
        for _ in range(3):
            ctx.session.connection().exec_driver_sql(f"SELECT nextval('{name}_id_seq')")


LATER = timedelta(hours=2)
