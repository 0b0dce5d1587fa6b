"""Contracts, receivables, and the receipts that pay them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Money, Tracked, UtcDateTime, key


class Contract(Tracked, Base):
    __tablename__ = "contracts"
    id: Mapped[int] = key("contracts")
    code: Mapped[str | None] = mapped_column(String, unique=True)
    name: Mapped[str] = mapped_column(String)
    customer_id: Mapped[int | None] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String)
    signed_on: Mapped[date | None] = mapped_column(Date)
    start_date: Mapped[date | None] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)
    terms: Mapped[str | None] = mapped_column(String)
    status: Mapped[str] = mapped_column(String)  # draft, active, completed, terminated


class Receivable(Tracked, Base):
    """What somebody owes; whether it is paid or overdue follows from its receipts."""

    __tablename__ = "receivables"
    id: Mapped[int] = key("receivables")
    code: Mapped[str | None] = mapped_column(String)  # number of the invoice
    title: Mapped[str | None] = mapped_column(String)
    contract_id: Mapped[int | None] = mapped_column(BigInteger)
    customer_id: Mapped[int | None] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    business_event_id: Mapped[int | None] = mapped_column(BigInteger)
    issued_on: Mapped[date | None] = mapped_column(Date)
    due_date: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String)
    status: Mapped[str] = mapped_column(String)  # open, cancelled
    note: Mapped[str | None] = mapped_column(String)


class ReceivableReceipt(Base):
    """A part of an income record that pays a part of a receivable, on the record's day."""

    __tablename__ = "receivable_receipts"
    id: Mapped[int] = key("receivable_receipts")
    receivable_id: Mapped[int] = mapped_column(BigInteger)
    financial_record_id: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Decimal] = mapped_column(Money)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
