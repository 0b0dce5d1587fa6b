"""Who may come in: users, roles, sessions, tokens, and what failed at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Tracked, UtcDateTime, key


class User(Tracked, Base):
    __tablename__ = "users"
    id: Mapped[int] = key("users")
    username: Mapped[str] = mapped_column(String, unique=True)
    display_name: Mapped[str] = mapped_column(String)
    email: Mapped[str | None] = mapped_column(String)
    role: Mapped[str] = mapped_column(String)  # the first of `user_roles`
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    manager_id: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    locale: Mapped[str | None] = mapped_column(String)
    password_hash: Mapped[str | None] = mapped_column(String)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    must_change_password: Mapped[bool] = mapped_column(Boolean, server_default="false")


class Role(Tracked, Base):
    """A custom role; the built-in ones are in `core.identity`."""

    __tablename__ = "roles"
    id: Mapped[int] = key("roles")
    code: Mapped[str] = mapped_column(String, unique=True)
    name_zh: Mapped[str] = mapped_column(String)
    name_en: Mapped[str] = mapped_column(String)
    grants: Mapped[dict[str, str]] = mapped_column(Json)  # action -> scope


class UserRole(Base):
    __tablename__ = "user_roles"
    __table_args__ = (UniqueConstraint("user_id", "role"),)
    id: Mapped[int] = key("user_roles")
    user_id: Mapped[int] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String)
    position: Mapped[int] = mapped_column(BigInteger)


class UserSession(Base):
    """A login. The cookie holds a random id, the row only its hash."""

    __tablename__ = "sessions"
    id: Mapped[int] = key("sessions")
    token_hash: Mapped[str | None] = mapped_column(String, unique=True)
    ticket_hash: Mapped[str | None] = mapped_column(String, unique=True)  # until exchanged
    ticket_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_agent: Mapped[str | None] = mapped_column(String)


class LoginAttempt(Base):
    """A failed login, counted for the lock-out; names that do not exist count as well."""

    __tablename__ = "login_attempts"
    id: Mapped[int] = key("login_attempts")
    username: Mapped[str] = mapped_column(String)
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiToken(Base):
    __tablename__ = "api_tokens"
    id: Mapped[int] = key("api_tokens")
    user_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String)
    token_hash: Mapped[str] = mapped_column(String, unique=True)
    scopes: Mapped[list[str] | None] = mapped_column(Json)  # null: all rights of the user
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedView(Tracked, Base):
    """What somebody wants to find again of a page: its search, filters and order, under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)
    id: Mapped[int] = key("saved_views")
    user_id: Mapped[int] = mapped_column(BigInteger)
    page: Mapped[str] = mapped_column(String)  # its address
    name: Mapped[str] = mapped_column(String)
    query: Mapped[str] = mapped_column(String)  # what stands behind the address
    is_default: Mapped[bool] = mapped_column(Boolean, server_default="false")


class IdempotencyKey(Base):
    """The answer already given to a POST or form submit, so that a repeat writes nothing."""

    __tablename__ = "idempotency_keys"
    id: Mapped[int] = key("idempotency_keys")
    key: Mapped[str] = mapped_column(String, unique=True)  # "<user id>:<route>:<client key>"
    fingerprint: Mapped[str] = mapped_column(String)
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
