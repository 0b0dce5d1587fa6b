"""Who acts, with which rights, and the context every service takes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.kit.errors import NotPermitted


class Scope(StrEnum):
    """How far a right reaches, from narrow to wide."""

    OWN = "own"
    PROJECT = "project"
    DEPARTMENT = "department"
    COMPANY = "company"


SCOPE_ORDER = {Scope.OWN: 0, Scope.PROJECT: 1, Scope.DEPARTMENT: 2, Scope.COMPANY: 3}


def wider(first: Scope, second: Scope) -> Scope:
    """The wider of two scopes."""
    return first if SCOPE_ORDER[first] >= SCOPE_ORDER[second] else second


@dataclass(frozen=True)
class Actor:
    """A person, a token's bearer, the operator or the system, with rights already resolved.

    `departments` holds the ids of the own department and of those managed, with their subtrees.
    """

    name: str
    user_id: int | None = None
    display_name: str = ""
    roles: tuple[str, ...] = ()
    grants: Mapping[str, Scope] = field(default_factory=dict)
    departments: frozenset[int] = frozenset()
    locale: str | None = None
    is_system: bool = False
    session_id: int | None = None
    must_change_password: bool = False

    def scope(self, action: str) -> Scope | None:
        """How far the actor may go with `action`; None: not at all."""
        if self.is_system:
            return Scope.COMPANY
        return self.grants.get(action)

    def can(self, action: str) -> bool:
        """Whether the actor may do `action` at all, in whatever scope."""
        return self.scope(action) is not None


SYSTEM = Actor(name="system", display_name="SelfMastery", is_system=True)


@dataclass(frozen=True)
class Ctx:
    """One unit of work: the open session, who acts, and the moment (UTC) it is.

    `version` is the data version from before the transaction began: what is cached under it is
    never older than the data. `touched` are the ids of audit and event rows it appended.
    """

    session: Session
    actor: Actor
    now: datetime
    version: int = 0
    emitted: list[int] = field(default_factory=list, repr=False)
    touched: list[int] = field(default_factory=list, repr=False)

    def require(self, action: str) -> Scope:
        """The actor's scope for `action`. Raises NotPermitted when there is none."""
        scope = self.actor.scope(action)
        if scope is None:
            raise NotPermitted(action=action)
        return scope


JsonObject = dict[str, Any]
