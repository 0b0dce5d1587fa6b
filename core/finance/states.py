"""Codes of the finance tables with the words shown for them, and what may become what."""

from __future__ import annotations

from enum import StrEnum

from core.kit.i18n import N_


class Direction(StrEnum):
    """Which way the money goes; neutral: neither, such as between own accounts."""

    INCOME = "income"
    EXPENSE = "expense"
    NEUTRAL = "neutral"


class RecordStatus(StrEnum):
    """What a source says of a transaction. Only booked ones count in figures."""

    BOOKED = "booked"
    PENDING = "pending"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AccountKind(StrEnum):
    """Where own money lies."""

    BANK = "bank"
    PAYMENT = "payment"
    CARD = "card"
    CASH = "cash"


class CategoryKind(StrEnum):
    """What a category means for margins and budgets."""

    REVENUE = "revenue"
    COST_OF_SALES = "cost_of_sales"
    OPERATING = "operating"
    PAYROLL = "payroll"
    TAX = "tax"
    INVESTMENT = "investment"
    FINANCING = "financing"
    TRANSFER = "transfer"
    UNCATEGORISED = "uncategorised"


class CategorySource(StrEnum):
    """What decided a record's category."""

    FILE = "file"
    RULE = "rule"
    KEYWORD = "keyword"
    PERSON = "person"


class BudgetStatus(StrEnum):
    """Only approved budgets count."""

    DRAFT = "draft"
    APPROVED = "approved"
    CLOSED = "closed"


CATEGORY_SOURCE_NAMES: dict[CategorySource, str] = {
    CategorySource.FILE: N_("By the file"),
    CategorySource.RULE: N_("By a rule"),
    CategorySource.KEYWORD: N_("By a keyword"),
    CategorySource.PERSON: N_("By a person"),
}
COUNTED_STATUSES = (RecordStatus.BOOKED,)
UNCOUNTED_KINDS = (CategoryKind.TRANSFER, CategoryKind.FINANCING)
"""Kinds that are neither earned nor spent."""

BUDGET_TRANSITIONS: dict[BudgetStatus, frozenset[BudgetStatus]] = {
    BudgetStatus.DRAFT: frozenset({BudgetStatus.APPROVED, BudgetStatus.CLOSED}),
    BudgetStatus.APPROVED: frozenset({BudgetStatus.DRAFT, BudgetStatus.CLOSED}),
    BudgetStatus.CLOSED: frozenset({BudgetStatus.APPROVED}),
}

DIRECTION_NAMES = {
    Direction.INCOME: N_("Income"),
    Direction.EXPENSE: N_("Expense"),
    Direction.NEUTRAL: N_("Neutral"),
}
RECORD_STATUS_NAMES = {
    RecordStatus.BOOKED: N_("Booked"),
    RecordStatus.PENDING: N_("Pending"),
    RecordStatus.CLOSED: N_("Closed"),
    RecordStatus.CANCELLED: N_("Cancelled"),
}
ACCOUNT_KIND_NAMES = {
    AccountKind.BANK: N_("Bank account"),
    AccountKind.PAYMENT: N_("Payment service"),
    AccountKind.CARD: N_("Card"),
    AccountKind.CASH: N_("Cash"),
}
CATEGORY_KIND_NAMES = {
    CategoryKind.REVENUE: N_("Revenue"),
    CategoryKind.COST_OF_SALES: N_("Cost of sales"),
    CategoryKind.OPERATING: N_("Operating expense"),
    CategoryKind.PAYROLL: N_("Payroll"),
    CategoryKind.TAX: N_("Tax"),
    CategoryKind.INVESTMENT: N_("Investment"),
    CategoryKind.FINANCING: N_("Financing"),
    CategoryKind.TRANSFER: N_("Transfer"),
    CategoryKind.UNCATEGORISED: N_("Uncategorised"),
}
BUDGET_STATUS_NAMES = {
    BudgetStatus.DRAFT: N_("Draft"),
    BudgetStatus.APPROVED: N_("Approved"),
    BudgetStatus.CLOSED: N_("Closed"),
}
