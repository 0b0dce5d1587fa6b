"""Whose reading it is, for readings that are remembered."""

from __future__ import annotations

from core.kit.context import Actor


class Viewer:
    """What of an actor decides the figures: equal viewers share a remembered reading."""

    def __init__(self, actor: Actor) -> None:
        self._rights = (
            None if actor.is_system else actor.user_id,
            frozenset(actor.grants.items()),
            actor.departments,
        )

    def __hash__(self) -> int:
        return hash(self._rights)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Viewer) and self._rights == other._rights
