"""A second, plain telling of what alerts do, to hold the product to: no database, no tables of
transitions, only what a person would expect of one rule over some targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

RULE = 0
"""Stands for the rule itself among the targets."""
Value = int | None


@dataclass
class Rule:
    """What the rule says; hours."""

    threshold: int = 100
    recovery: int | None = None
    pending: int = 0
    keep: int = 0
    no_data: str = "keep"
    error: str = "keep"
    remind: int | None = None
    active: bool = True

    def off_plan(self, value: int, *, alerted: bool) -> bool:
        """Whether a value counts as off plan; an alert asks for more before it is fine."""
        limit = self.threshold
        if alerted and self.recovery is not None:
            limit = self.recovery
        return value > limit


@dataclass
class Alert:
    """An open alert."""

    told: datetime
    status: str = "open"
    seen: bool = False
    snoozed: datetime | None = None
    fine_since: datetime | None = None
    health: str | None = None

    def shown(self) -> tuple[Any, ...]:
        """What can be compared with a row."""
        state = "firing" if self.fine_since is None else "recovering"
        return state, self.health, self.status, self.seen, self.snoozed


@dataclass
class Model:
    """All of it: open alerts, pending periods, and how often people were told."""

    rule: Rule = field(default_factory=Rule)
    alerts: dict[int, Alert] = field(default_factory=dict)
    waiting: dict[int, datetime] = field(default_factory=dict)
    failing: bool = False
    raised: int = 0
    told: int = 0

    def check(self, values: Mapping[int, Value], now: datetime, *, broken: bool) -> None:
        """The rule is evaluated."""
        if not self.rule.active:
            return
        self.failing = broken
        if broken:
            self._fail(now)
            return
        self._see(RULE, False, None, now)
        for target, value in values.items():
            if value is not None:
                alerted = target in self.alerts
                self._see(target, self.rule.off_plan(value, alerted=alerted), None, now)
            elif self.rule.no_data == "resolve":
                self._see(target, False, None, now)
            else:
                self._see(target, True if self.rule.no_data == "raise" else None, "no_data", now)

    def _fail(self, now: datetime) -> None:
        if self.rule.error == "raise":
            self.waiting.pop(RULE, None)
            self._see(RULE, True, "error", now, patience=0)
            return
        for target in {*self.alerts, *self.waiting} - {RULE}:
            self._see(target, False if self.rule.error == "resolve" else None, "error", now)

    def _see(
        self,
        target: int,
        off_plan: bool | None,
        health: str | None,
        now: datetime,
        patience: int | None = None,
    ) -> None:
        """One target is off plan, fine, or (None) not known and left as it is."""
        alert = self.alerts.get(target)
        if alert is None:
            self._without_alert(target, off_plan, health, now, patience)
            return
        alert.health = health if off_plan is not False else None
        if off_plan is False:
            alert.fine_since = alert.fine_since or now
            if now - alert.fine_since >= timedelta(hours=self.rule.keep):
                del self.alerts[target]
            return
        if off_plan:
            alert.fine_since = None
        if alert.fine_since is None:
            self._remind(alert, now)

    def _without_alert(
        self,
        target: int,
        off_plan: bool | None,
        health: str | None,
        now: datetime,
        patience: int | None,
    ) -> None:
        if off_plan is False:
            self.waiting.pop(target, None)
        if not off_plan:
            return
        since = self.waiting.setdefault(target, now)
        hours = self.rule.pending if patience is None else patience
        if now - since >= timedelta(hours=hours):
            del self.waiting[target]
            self.alerts[target] = Alert(told=now, health=health)
            self.raised += 1
            self.told += 1

    def _remind(self, alert: Alert, now: datetime) -> None:
        if alert.status != "open":
            return
        if alert.snoozed is not None:
            if alert.snoozed <= now:
                alert.snoozed, alert.told = None, now
                self.told += 1
            return
        every = self.rule.remind
        if every and not alert.seen and now - alert.told >= timedelta(hours=every):
            alert.told = now
            self.told += 1

    def change(self, **values: Any) -> None:
        """The rule is edited; what follows is checked by the caller."""
        for name, value in values.items():
            setattr(self.rule, name, value)
        if "threshold" in values:
            self.waiting.clear()
        if not self.rule.active:
            self.alerts.clear()
            self.waiting.clear()
            self.failing = False

    def act(self, target: int, act: str, until: datetime) -> bool:
        """A person does something; False where that is refused."""
        alert = self.alerts[target]
        match act:
            case "acknowledge":
                alert.seen = True
            case "snooze":
                alert.snoozed = until
            case "handle" if alert.status != "handled":
                alert.status, alert.snoozed = "handled", None
            case "ignore" if alert.status == "open":
                alert.status, alert.snoozed = "ignored", None
            case "reactivate" if alert.status != "open" or alert.snoozed:
                alert.status, alert.snoozed = "open", None
            case _:
                return False
        return True
