"""How far somebody sees, decided in Python for many targets at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core.identity import actors_of, scope_clause
from core.kit.context import SCOPE_ORDER, Actor, Ctx, Scope
from data.schema import Project


@dataclass(frozen=True)
class Sight:
    """The departments and projects somebody may see, or everything."""

    everything: bool = False
    departments: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()

    def covers(self, department_id: int | None, project_id: int | None) -> bool:
        """Whether a target placed there is seen."""
        return self.everything or department_id in self.departments or project_id in self.projects

    def holds(self, other: Sight) -> bool:
        """Whether nothing is seen by `other` that is not seen here."""
        if self.everything or other.everything:
            return self.everything
        return other.departments <= self.departments and other.projects <= self.projects


NOTHING = Sight()
EVERYTHING = Sight(everything=True)


def sight_of(ctx: Ctx, actor: Actor, *actions: str) -> Sight:
    """Where the actor may do all of `actions`; what they merely own is not counted."""
    scopes = [actor.scope(action) for action in actions]
    if None in scopes:
        return NOTHING
    scope = min((scope for scope in scopes if scope), key=SCOPE_ORDER.__getitem__)
    if scope is Scope.COMPANY:
        return EVERYTHING
    if scope is Scope.OWN:
        return NOTHING
    projects = select(Project.id).where(scope_clause(actor, scope, Project))
    departments = actor.departments if scope is Scope.DEPARTMENT else frozenset()
    return Sight(False, departments, frozenset(ctx.session.scalars(projects)))


def creator_sights(ctx: Ctx, creators: Collection[int | None]) -> dict[int | None, Sight]:
    """What each rule's creator sees today; rules of the system see all.

    A creator whose account is closed keeps the rights of their roles, so that the company does
    not lose its alerts with them.
    """
    people = [creator for creator in creators if creator is not None]
    actors = actors_of(ctx.session, people, also_inactive=True)
    sights: dict[int | None, Sight] = {
        user_id: sight_of(ctx, actor, "amounts.view") for user_id, actor in actors.items()
    }
    return {None: EVERYTHING} | dict.fromkeys(people, NOTHING) | sights
