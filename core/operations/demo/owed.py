"""What customers owe the demonstration firm: invoices of projects and agreements, and who paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.kit.periods import month_start
from core.operations.demo.days import FEBRUARY, MONTHS_BACK, SATURDAY, chance
from core.operations.demo.firm import CUSTOMERS
from core.operations.demo.streams import Cell
from core.operations.demo.work import AGREEMENTS, AHEAD, PROJECTS, WORKS, instalments

TERM = 30  # days from invoice to due
LATEST = 28  # days after it was due, at most, that everybody but the late ones pays
UNMATCHED = 5  # days: younger receipts are not matched yet
JANUARY_END, FESTIVAL = 28, 0.12
STANDING_TERM = 20


@dataclass(frozen=True)
class Invoice:
    """Something owed, with the payments (day, cents) that have come in."""

    code: str
    title: str
    contract: str
    project: str | None
    customer: str
    department: str
    issued: date
    due: date
    cents: int
    paid: tuple[tuple[date, int], ...] = ()
    category: str = "services"
    foreign: bool = False


def invoices(today: date) -> list[Invoice]:
    """All invoices issued up to today and not settled before the story, in order of their days."""
    found = [*_of_projects(today), *_of_agreements(today), *_late(today)]
    first = month_start(today, back=MONTHS_BACK)
    found = [
        one for one in found if one.issued <= today and (not one.paid or one.paid[0][0] >= first)
    ]
    found.sort(key=lambda one: (one.issued, one.contract, one.title))
    return [replace(one, code=f"INV-{one.issued:%y%m}-{at:03d}") for at, one in enumerate(found, 1)]


def contract_code(code: str) -> str:
    """The number of the contract of a project or an agreement."""
    return f"HT-{code}"


def _of_projects(today: date) -> Iterator[Invoice]:
    for project in PROJECTS:
        for number, (issued, cents) in enumerate(instalments(project, today), 1):
            due = issued + timedelta(days=TERM)
            yield Invoice(
                "", f"{project.name} 第 {number} 期款", contract_code(project.code), project.code,
                project.customer, project.department, issued, due, cents,
                _paid(project.code, number, project.customer, due, cents, today),
            )  # fmt: skip


def _of_agreements(today: date) -> Iterator[Invoice]:
    for agreement in AGREEMENTS:
        for back in range(agreement.since, -1, -1):
            issued = month_start(today, back=back) + timedelta(days=4)
            due = issued + timedelta(days=STANDING_TERM)
            cents = agreement.monthly * 100
            paid = due - timedelta(days=round(6 * chance(agreement.code, back)))
            yield Invoice(
                "", f"{agreement.name} {issued:%Y-%m}", contract_code(agreement.code), None,
                agreement.customer, agreement.department, issued, due, cents,
                ((paid, cents),) if paid <= today else (), foreign=agreement.foreign,
            )  # fmt: skip


LATE = (
    ("C004", AHEAD, "物流调度平台 进度款", 47, 38_600_000, ()),
    ("C006", "P-106", "供应链诊断 尾款", 96, 21_400_000, ((58, 6_000_000),)),
    ("C006", "P-106", "供应链诊断 增补工作", 65, 9_200_000, ()),
)
"""Customer, project, what for, days overdue, cents, payments (days ago, cents)."""


def _late(today: date) -> Iterator[Invoice]:
    for customer, project, title, overdue, cents, payments in LATE:
        due = today - timedelta(days=overdue)
        paid = tuple((today - timedelta(days=ago), part) for ago, part in payments)
        yield Invoice(
            "", title, contract_code(project), project, customer, WORKS[project].department,
            due - timedelta(days=TERM), due, cents, paid,
        )  # fmt: skip


def _paid(
    code: str, number: int, customer: str, due: date, cents: int, today: date
) -> tuple[tuple[date, int], ...]:
    """The payment of an instalment, once it has come; around the Spring Festival few pay."""
    habit = round(8 * chance("habit", customer)) - 3
    day = due + timedelta(days=habit + round(8 * chance(code, number)) - 3)
    if day.month == FEBRUARY and chance("festival", code, number, day.year) > FESTIVAL:
        if due.month < FEBRUARY:
            day = date(day.year, 1, JANUARY_END)
        else:
            day = date(day.year, FEBRUARY + 1, 2) + timedelta(days=round(12 * chance(code, day)))
    day = _open_day(min(day, due + timedelta(days=LATEST)))
    return ((day, cents),) if day <= today else ()


def _open_day(day: date) -> date:
    """The Monday after a weekend."""
    over = day.weekday() - SATURDAY
    return day + timedelta(days=2 - over) if over >= 0 else day


def receipt_number(invoice: Invoice, number: int) -> str:
    """The bank's number of a payment."""
    return f"R{invoice.code[4:]}-{number}"


def receipt_cells(found: list[Invoice]) -> Iterator[Cell]:
    """The income that pays the invoices."""
    for invoice in found:
        for number, (day, cents) in enumerate(invoice.paid, 1):
            yield Cell(
                day, 1, cents, "income", invoice.category,
                "foreign" if invoice.foreign else "main",
                (CUSTOMERS[invoice.customer],), (invoice.title,), invoice.department,
                invoice.project, invoice.customer, foreign=invoice.foreign,
                number=receipt_number(invoice, number), contract=invoice.contract,
            )  # fmt: skip


def matched(found: list[Invoice], today: date) -> Iterator[tuple[str, str, int]]:
    """(invoice, bank's number, cents) of the payments somebody has matched: not the last ones."""
    young = today - timedelta(days=UNMATCHED)
    for invoice in found:
        for number, (day, cents) in enumerate(invoice.paid, 1):
            if day <= young:
                yield invoice.code, receipt_number(invoice, number), cents
