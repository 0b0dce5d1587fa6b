"""Categorisation rules, and the suggestions that people turned down."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Money, Tracked, UtcDateTime, key


class CategorisationRule(Tracked, Base):
    """Where all conditions hold, what the record is about. The lowest `position` goes first.

    A deleted rule stays as a row, because records name the rule that decided.
    """

    __tablename__ = "categorisation_rules"
    id: Mapped[int] = key("categorisation_rules")
    position: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str | None] = mapped_column(String)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    text: Mapped[str | None] = mapped_column(String)
    text_match: Mapped[str] = mapped_column(String)  # contains, equals, starts_with, pattern
    counterparty: Mapped[str | None] = mapped_column(String)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    amount_min: Mapped[Decimal | None] = mapped_column(Money)
    amount_max: Mapped[Decimal | None] = mapped_column(Money)
    direction: Mapped[str | None] = mapped_column(String)
    currency: Mapped[str | None] = mapped_column(String)
    category_id: Mapped[int | None] = mapped_column(BigInteger)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    customer_id: Mapped[int | None] = mapped_column(BigInteger)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CategorisationDismissal(Base):
    """A suggested rule that somebody turned down; it is not suggested again."""

    __tablename__ = "categorisation_dismissals"
    __table_args__ = (UniqueConstraint("suggestion"),)
    id: Mapped[int] = key("categorisation_dismissals")
    suggestion: Mapped[str] = mapped_column(String)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
