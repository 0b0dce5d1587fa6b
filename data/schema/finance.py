"""Money: accounts, categories, rates, customers, records and their former versions, budgets,
import batches and templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Money, Rate, Tracked, UtcDateTime, key


class Account(Tracked, Base):
    __tablename__ = "accounts"
    id: Mapped[int] = key("accounts")
    name: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)  # bank, payment, card, cash
    currency: Mapped[str] = mapped_column(String)
    institution: Mapped[str | None] = mapped_column(String)
    number_encrypted: Mapped[str | None] = mapped_column(String)
    number_tail: Mapped[str | None] = mapped_column(String)  # last four, to tell accounts apart
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    opening_on: Mapped[date | None] = mapped_column(Date)
    opening_balance: Mapped[Decimal | None] = mapped_column(Money)  # at the end of that day
    reconciled_until: Mapped[date | None] = mapped_column(Date)
    reconciled_by: Mapped[int | None] = mapped_column(BigInteger)
    reconciled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StatementBalance(Tracked, Base):
    """What the bank says an account held at the end of a day, in the account's currency."""

    __tablename__ = "statement_balances"
    __table_args__ = (UniqueConstraint("account_id", "balance_on"),)
    id: Mapped[int] = key("statement_balances")
    account_id: Mapped[int] = mapped_column(BigInteger)
    balance_on: Mapped[date] = mapped_column(Date)
    balance: Mapped[Decimal] = mapped_column(Money)
    import_batch_id: Mapped[str | None] = mapped_column(String)  # null: entered by hand
    note: Mapped[str | None] = mapped_column(String)


class Category(Tracked, Base):
    __tablename__ = "categories"
    id: Mapped[int] = key("categories")
    code: Mapped[str] = mapped_column(String, unique=True)
    name_zh: Mapped[str] = mapped_column(String)
    name_en: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")


class ExchangeRate(Tracked, Base):
    """Units of company currency for one unit of `currency` on `rate_date`."""

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("currency", "rate_date"),)
    id: Mapped[int] = key("exchange_rates")
    currency: Mapped[str] = mapped_column(String)
    rate_date: Mapped[date] = mapped_column(Date)
    rate: Mapped[Decimal] = mapped_column(Rate)


class Customer(Tracked, Base):
    __tablename__ = "customers"
    id: Mapped[int] = key("customers")
    name: Mapped[str] = mapped_column(String)
    code: Mapped[str | None] = mapped_column(String, unique=True)
    contact: Mapped[str | None] = mapped_column(String)
    email: Mapped[str | None] = mapped_column(String)
    phone_encrypted: Mapped[str | None] = mapped_column(String)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    description: Mapped[str | None] = mapped_column(String)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")


class RecordColumns:
    """What a financial record says; shared by the record and its former versions."""

    record_date: Mapped[date] = mapped_column(Date)
    direction: Mapped[str] = mapped_column(String)  # income, expense, neutral
    amount: Mapped[Decimal] = mapped_column(Money)  # in its direction; a refund is negative
    currency: Mapped[str] = mapped_column(String)
    amount_base: Mapped[Decimal | None] = mapped_column(Money)  # company currency
    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String, server_default="booked")
    category_id: Mapped[int | None] = mapped_column(BigInteger)
    category_source: Mapped[str | None] = mapped_column(String)  # file, rule, keyword, person
    categorisation_rule_id: Mapped[int | None] = mapped_column(BigInteger)  # the rule that decided
    counterparty: Mapped[str | None] = mapped_column(String)
    description: Mapped[str | None] = mapped_column(String)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    customer_id: Mapped[int | None] = mapped_column(BigInteger)
    contract_id: Mapped[int | None] = mapped_column(BigInteger)
    business_event_id: Mapped[int | None] = mapped_column(BigInteger)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    import_batch_id: Mapped[str | None] = mapped_column(String)
    import_line: Mapped[int | None] = mapped_column(BigInteger)  # physical line in the file
    external_id: Mapped[str | None] = mapped_column(String)  # the source's own number
    extra: Mapped[dict[str, Any] | None] = mapped_column(Json)  # fee, balance, other columns kept
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FinancialRecord(RecordColumns, Tracked, Base):
    """`dedup_key` is held unique by the import, one commit at a time: hash of the account (else
    the source's header signature) and the source's own number, or of the content with its
    occurrence count; null for hand-made rows."""

    __tablename__ = "financial_records"
    id: Mapped[int] = key("financial_records")
    dedup_key: Mapped[str | None] = mapped_column(String)


class FinancialRecordVersion(RecordColumns, Base):
    """The row as it was before an edit or an update by import."""

    __tablename__ = "financial_record_versions"
    id: Mapped[int] = key("financial_record_versions")
    record_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by: Mapped[int | None] = mapped_column(BigInteger)
    replaced_by_batch_id: Mapped[str | None] = mapped_column(String)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Budget(Tracked, Base):
    __tablename__ = "budgets"
    id: Mapped[int] = key("budgets")
    name: Mapped[str | None] = mapped_column(String)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    category_id: Mapped[int | None] = mapped_column(BigInteger)
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String)
    status: Mapped[str] = mapped_column(String)  # draft, approved, closed
    note: Mapped[str | None] = mapped_column(String)


class BudgetVersion(Base):
    """Amount and status of a budget from `effective_on` until the next version."""

    __tablename__ = "budget_versions"
    id: Mapped[int] = key("budget_versions")
    budget_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Money)
    status: Mapped[str] = mapped_column(String)
    reason: Mapped[str | None] = mapped_column(String)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BudgetMonth(Base):
    """What a version of a budget plans for a month; a version without months is spread evenly."""

    __tablename__ = "budget_months"
    id: Mapped[int] = key("budget_months")
    budget_version_id: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[date] = mapped_column(Date)  # its first day
    amount: Mapped[Decimal] = mapped_column(Money)


class RecurringDismissal(Base):
    """A recurring expense somebody does not want to see."""

    __tablename__ = "recurring_dismissals"
    id: Mapped[int] = key("recurring_dismissals")
    series: Mapped[str] = mapped_column(String, unique=True)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportBatch(Base):
    """One file on its way in; `state` as in the REST contract."""

    __tablename__ = "import_batches"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    state: Mapped[str] = mapped_column(String)
    file_name: Mapped[str] = mapped_column(String)
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    file_sha256: Mapped[str | None] = mapped_column(String)
    source: Mapped[str] = mapped_column(String)  # page, api, cli, inbox
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    preview: Mapped[dict[str, Any] | None] = mapped_column(Json)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    progress: Mapped[int] = mapped_column(BigInteger, server_default="0")  # per cent
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    rows_new: Mapped[int | None] = mapped_column(BigInteger)
    rows_changed: Mapped[int | None] = mapped_column(BigInteger)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportTemplate(Tracked, Base):
    """A confirmed mapping, found again by the signature of the source's header."""

    __tablename__ = "import_templates"
    id: Mapped[int] = key("import_templates")
    name: Mapped[str] = mapped_column(String, unique=True)
    signature: Mapped[str | None] = mapped_column(String)
    columns: Mapped[dict[str, Any]] = mapped_column(Json)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
