"""Which targets a change can have moved, so that an edit does not check the whole company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.alerts.loading import Rule
from core.indicators import TargetType


@dataclass(frozen=True)
class Affected:
    """The places a change concerns; None: any. `days` are the first and last record dates."""

    departments: frozenset[int] | None = None
    projects: frozenset[int] | None = None
    days: tuple[date, date] | None = None

    def targets(self, target_type: TargetType) -> frozenset[int] | None:
        """The targets of a type that are concerned; None: any."""
        return {
            TargetType.DEPARTMENT: self.departments,
            TargetType.PROJECT: self.projects,
        }.get(target_type)

    def joined(self, other: Affected) -> Affected:
        """All that either concerns."""
        if EVERYTHING_AFFECTED in (self, other):
            return EVERYTHING_AFFECTED
        days = None
        if self.days is not None and other.days is not None:
            days = min(self.days[0], other.days[0]), max(self.days[1], other.days[1])
        return Affected(
            _either(self.departments, other.departments),
            _either(self.projects, other.projects),
            days,
        )


def _either(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    return None if one is None or other is None else one | other


EVERYTHING_AFFECTED = Affected()


def named_targets(rules: Iterable[Rule], concerned: frozenset[int] | None) -> frozenset[int] | None:
    """The targets to read for the rules, of those concerned; None: all."""
    ids: set[int] = set()
    for rule in rules:
        if rule.reach.targets is None:
            return concerned
        ids |= rule.reach.targets
    return frozenset(ids) if concerned is None else concerned & ids


def of_records(payload: Mapping[str, Any]) -> Affected:
    """What an event about changed records concerns."""
    if "min_date" not in payload:
        return EVERYTHING_AFFECTED
    days = (date.fromisoformat(payload["min_date"]), date.fromisoformat(payload["max_date"]))
    return Affected(_ids(payload, "department_ids"), _ids(payload, "project_ids"), days)


def of_budgets(payload: Mapping[str, Any]) -> Affected:
    """What an event about changed budgets concerns; a project's budget weighs on departments."""
    departments = _ids(payload, "department_ids")
    return Affected(departments=departments) if departments else EVERYTHING_AFFECTED


def of_receivables(payload: Mapping[str, Any]) -> Affected:
    """What an event about changed receivables concerns."""
    return Affected(projects=_ids(payload, "project_ids"))


def _ids(payload: Mapping[str, Any], name: str) -> frozenset[int] | None:
    return frozenset(payload[name]) if name in payload else None
