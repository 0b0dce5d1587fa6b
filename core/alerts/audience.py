"""Who is told about an alert: people with the rule's roles who may see the target, and those
the rule names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.alerts.loading import Rule
from core.alerts.sight import Sight, sight_of
from core.identity import actors_of, users_with_roles
from core.indicators import Reading
from core.kit.context import Ctx


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told: where they see alerts, and where amounts."""

    user_id: int
    alerts: Sight
    amounts: Sight


@dataclass
class Audience:
    """Finds the readers of rules, looking each person up once."""

    ctx: Ctx
    _readers: dict[int, Reader] = field(default_factory=dict)
    _by_roles: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def readers(self, rule: Rule, reading: Reading | None) -> Iterable[Reader]:
        """Who is told that `reading` breaks `rule`, or that the rule itself is broken."""
        by_role = self._with_roles(rule.notify_roles)
        people = self._look_up({*by_role, *rule.notify_users})
        place = (reading.department_id, reading.project_id) if reading else (None, None)
        return [
            reader
            for reader in people
            if reader.user_id in rule.notify_users or reader.alerts.covers(*place)
        ]

    def _with_roles(self, roles: tuple[str, ...]) -> list[int]:
        if roles not in self._by_roles:
            self._by_roles[roles] = users_with_roles(self.ctx, list(roles)) if roles else []
        return self._by_roles[roles]

    def _look_up(self, user_ids: set[int]) -> list[Reader]:
        missing = user_ids - self._readers.keys()
        if missing:
            for user_id, actor in actors_of(self.ctx.session, missing).items():
                self._readers[user_id] = Reader(
                    user_id,
                    sight_of(self.ctx, actor, "alerts.view"),
                    sight_of(self.ctx, actor, "alerts.view", "amounts.view"),
                )
        return [self._readers[user_id] for user_id in sorted(user_ids) if user_id in self._readers]
