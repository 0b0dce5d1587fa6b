"""What is paid once a month, a quarter or a year: one record each, on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.kit.periods import month_start
from core.operations.demo.days import SINCE, Month, chance, months, pay_day
from core.operations.demo.firm import (
    LANDLORD,
    OFFICES,
    PEOPLE,
    PROPERTY,
    SOCIAL,
    STAFF,
    SUBSCRIPTION,
    TAX_OFFICE,
)
from core.operations.demo.streams import Cell
from core.operations.demo.work import PROJECTS, Project

LABOUR = "project_labour"
"""A category of the demonstration: pay of people at work on a project, a cost of sales."""
LABOUR_SHARE = 0.78  # of the pay of departments with projects
SOCIAL_RATE = 0.30
RAISE = 0.05  # a year
BONUS = 1.1  # monthly pays, in January
JANUARY = 1
QUARTER = (1, 4, 7, 10)
PRICE_ROSE = 5  # months back
OLD_PRICE, NEW_PRICE = 680_000, 884_000  # cents


@dataclass(frozen=True)
class Bill:
    """Paid on `day` of `in_months` (every month without): `amount` in company currency."""

    department: str
    category: str
    account: str
    party: str
    text: str
    day: int
    amount: int
    in_months: tuple[int, ...] = tuple(range(1, 13))
    growth: float = 0.0


BILLS = (
    Bill("HR", "rent", "second", LANDLORD, "办公室租金", 5, 96_000),
    Bill("HR", "rent", "second", PROPERTY, "物业管理费", 5, 11_200),
    Bill("HR", "telecom", "alipay", "东华宽带", "宽带与电话费", 8, 4_600),
    Bill("HR", "utilities", "second", "城东供电服务", "电费", 12, 6_800),
    Bill("HR", "insurance", "main", "安和财产保险", "雇主责任险与财产险", 16, 68_000, (3,)),
    Bill("HR", "training", "main", "明理企业培训中心", "员工培训", 20, 18_000, QUARTER),
    Bill("FIN", "professional", "main", "正衡会计师事务所", "记账与审计", 22, 26_000, QUARTER),
    Bill("GM", "professional", "main", "上海允执律师事务所", "常年法律顾问费", 18, 15_000, QUARTER),
    Bill("FIN", "vat", "second", TAX_OFFICE, "增值税及附加", 15, 118_000, growth=0.06),
    Bill("FIN", "income_tax", "second", TAX_OFFICE, "企业所得税预缴", 15, 95_000, QUARTER, 0.06),
    Bill("FIN", "bank_fees", "main", "江海银行", "账户管理费与手续费", 28, 860),
)  # fmt: skip


def bill_amount(bill: Bill, month: Month) -> float:
    """What a bill comes to in a month, 0 when it does not come."""
    if month.start.month not in bill.in_months:
        return 0.0
    return bill.amount * (1 + bill.growth * month.years)


def pay(department: str, month: Month) -> float:
    """What a department's people earn in a month."""
    heads = sum(person.department == department for person in PEOPLE)
    return heads * OFFICES[department].pay * (1 + RAISE * month.years)


def line_cells(today: date) -> Iterator[Cell]:
    """All single payments up to today, pay before all."""
    for month in months(today):
        for department, office in OFFICES.items():
            if office.pay:
                yield from _of_people(department, month, today)
        for bill in BILLS:
            amount = round(bill_amount(bill, month)) * 100
            if amount:
                yield from _due(
                    month, today, bill.day, amount, bill.category, bill.account, bill.party,
                    bill.text, bill.department,
                )  # fmt: skip
        price = NEW_PRICE if month.back <= PRICE_ROSE else OLD_PRICE
        yield from _due(
            month,
            today,
            3,
            price,
            "software",
            "alipay",
            SUBSCRIPTION,
            "协作平台订阅（40 席）",
            "HR",
        )


def _of_people(department: str, month: Month, today: date) -> Iterator[Cell]:
    earned = round(pay(department, month) / 10) * 1000
    name, label = OFFICES[department].name, f"{month.start.month} 月"
    running = [one for one in PROJECTS if one.department == department and one.runs(month, today)]
    crew = sum(one.crew for one in running)
    at_work = 0
    for project in running:
        part = round(earned * LABOUR_SHARE * project.crew / crew / 1000) * 1000
        at_work += part
        yield from _labour(month, today, part, f"项目人工 {project.name} {label}", project)
    yield from _due(
        month, today, 10, earned - at_work, "salaries", "main", STAFF, f"工资 {name} {label}",
        department,
    )  # fmt: skip
    social = round(earned * SOCIAL_RATE / 100) * 100
    yield from _due(
        month, today, 15, social, "social_security", "main", SOCIAL,
        f"社保公积金 {name} {label}", department,
    )  # fmt: skip
    if month.start.month == JANUARY:
        bonus = round(earned * BONUS / 1000) * 1000
        yield from _due(
            month, today, 18, bonus, "bonuses", "main", STAFF, f"年终奖 {name}", department
        )


def _labour(month: Month, today: date, cents: int, text: str, project: Project) -> Iterator[Cell]:
    yield from _due(
        month, today, 10, cents, LABOUR, "main", STAFF, text, project.department,
        project.code, project.customer,
    )  # fmt: skip


def _due(
    month: Month, today: date, day: int, cents: int, category: str, account: str, party: str,
    text: str, department: str, project: str | None = None, customer: str | None = None,
) -> Iterator[Cell]:  # fmt: skip
    """One payment, once its day has come."""
    on = pay_day(month.start + timedelta(days=day - 1))
    if on <= today:
        yield Cell(
            on, 1, cents, "expense", category, account, (party,), (text,), department,
            project, customer,
        )  # fmt: skip


UNSORTED = ("扫码付款", "个体工商户", "街角五金", "临时用工", "便民打印")


def unsorted_cells(today: date) -> Iterator[Cell]:
    """A few payments nobody has said yet what they are about."""
    for back in range(1, SINCE + 1):
        start = month_start(today, back=back)
        for number in range(6):
            cents = round((260 + 2_900 * chance("unsorted", back, number)) * 100)
            party = UNSORTED[number % len(UNSORTED)]
            yield Cell(
                start + timedelta(days=3 + number * 4), 1, cents, "expense", None, "alipay",
                (party,), ("待确认付款",),
            )  # fmt: skip
