"""Random histories against a model: values, gaps, failures, edits, what people do, restarts and
crashes, in whatever order. After each step the database says what the model says."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from core import alerts
from core.alerts import AlertRulePatch
from core.alerts.handlers import RULE_CHANGED
from core.indicators import INDICATORS, Indicator, TargetType, Unit
from core.kit import uow
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import AppError
from core.kit.events import emit, handle_event
from core.kit.uow import run_in_uow
from data.schema import Alert, AlertPending, AlertTransition, Notification, OutboxEvent
from tests.alerts.builders import check, consistent, make_rule, stored
from tests.alerts.model import RULE, Model
from tests.world import NOW, World

pytestmark = pytest.mark.integration

STEPS, SEEDS = 60, 4
MENDED = 0.4
FIGURES = (None, 80, 95, 100, 120, 150, 150)
ACTS = ("acknowledge", "snooze", "handle", "ignore", "reactivate")
EDITS: tuple[dict[str, Any], ...] = (
    {"threshold": 90},
    {"threshold": 100},
    {"recovery": 85},
    {"recovery": None},
    {"pending": 0},
    {"pending": 3},
    {"keep": 0},
    {"keep": 3},
    {"no_data": "keep"},
    {"no_data": "raise"},
    {"no_data": "resolve"},
    {"error": "keep"},
    {"error": "raise"},
    {"error": "resolve"},
    {"remind": 4},
    {"remind": None},
    {"active": False},
    {"active": True},
)
COLUMNS: dict[str, Callable[[Any], tuple[str, Any]]] = {
    "threshold": lambda value: ("threshold", Decimal(value)),
    "recovery": lambda value: ("recovery_threshold", None if value is None else Decimal(value)),
    "pending": lambda value: ("pending_for", value * 3600),
    "keep": lambda value: ("keep_firing_for", value * 3600),
    "no_data": lambda value: ("on_no_data", value),
    "error": lambda value: ("on_error", value),
    "remind": lambda value: ("renotify_every", None if value is None else value * 3600),
    "active": lambda value: ("is_active", value),
}


class Killed(BaseException):
    """The process dies here."""


class Life:
    """The product, the model, and the world both live in."""

    def __init__(self, world: World, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.monkeypatch = world, monkeypatch
        self.chance = random.Random(seed)
        self.now: datetime = NOW
        self.values: dict[int, int | None] = dict.fromkeys(sorted(world.projects.values()), 80)
        self.broken = self.lost = False
        self.model = Model()
        monkeypatch.setattr(uow, "utc_now", lambda: self.now)
        monkeypatch.setitem(INDICATORS, "played", self._indicator())
        self.rule = make_rule(
            world,
            indicator="played",
            threshold=Decimal(100),
            notify_roles=[],
            notify_users=[world.users["founder"]],
        )

    def _indicator(self) -> Indicator:
        return Indicator(
            "played",
            "Played",
            Unit.RATIO,
            "down",
            (TargetType.PROJECT,),
            frozenset({"budgets"}),
            lambda _ctx, asked: self._rows(asked.target_ids),
            lambda _asked, row: None if row.value is None else Decimal(row.value),
            lambda _asked, _row: {},
        )

    def _rows(self, wanted: frozenset[int] | None) -> list[Any]:
        if self.broken:
            raise RuntimeError("the figures cannot be read")
        return [
            SimpleNamespace(
                target_id=target,
                target_name=f"P{target}",
                department_id=None,
                project_id=target,
                currency="CNY",
                value=value,
            )
            for target, value in self.values.items()
            if wanted is None or target in wanted
        ]

    def step(self) -> str:
        """Time passes, then something happens."""
        self.now += timedelta(hours=self.chance.choice((0, 1, 1, 2, 5)))
        if self.broken and self.chance.random() < MENDED:
            self.broken = False
        if not self.model.rule.active and self.chance.random() < MENDED:
            self._edit({"active": True})
            return "on"
        name = self.chance.choice(
            ("figure",) * 4
            + ("check",) * 5
            + ("event", "event", "lost_event", "outbox", "act", "act", "edit", "edit")
            + ("break_", "killed")
        )
        getattr(self, name)()
        return name

    def figure(self) -> None:
        self.values[self.chance.choice(list(self.values))] = self.chance.choice(FIGURES)

    def break_(self) -> None:
        self.broken = not self.broken

    def check(self) -> None:
        result = check(self.now)
        self.model.check(self.values, self.now, broken=self.broken)
        assert result.errors == (self.broken and self.model.rule.active)

    def killed(self) -> None:
        """The process dies while it checks; the next check finds what was before."""
        from core.alerts import writing

        def die(*_: object) -> None:
            raise Killed

        with self.monkeypatch.context() as patched:
            patched.setattr(writing, "announce", die)
            if self.model.rule.active and not self.broken:
                with pytest.raises(Killed):
                    check(self.now)

    def event(self) -> None:
        """Figures changed: rules that read them are checked right after the commit."""
        run_in_uow(SYSTEM, self._emit)
        self._model_event()

    def _emit(self, ctx: Ctx) -> None:
        emit(ctx, "finance.budgets_changed", {})

    def _model_event(self) -> None:
        if not self.model.failing:
            self.model.check(self.values, self.now, broken=self.broken)

    def lost_event(self) -> None:
        """Dies between commit and handling."""
        with self.monkeypatch.context() as patched:
            patched.setattr(uow, "_after_commit", [])
            run_in_uow(SYSTEM, self._emit)
        self.lost = True

    def outbox(self) -> None:
        """What nobody handled is handled, however often it is tried."""
        left = [one for one in stored(self.world, OutboxEvent) if one.handled_at is None]
        waiting = [one.id for one in left]
        for event_id in waiting:
            handle_event(event_id)
        if any(one.name == RULE_CHANGED for one in left):
            self.model.check(self.values, self.now, broken=self.broken)
        elif self.lost:
            self._model_event()
        for event_id in waiting:
            handle_event(event_id)
        self.lost = False

    def edit(self) -> None:
        self._edit(self.chance.choice(EDITS))

    def _edit(self, change: dict[str, Any]) -> None:
        patch = dict(COLUMNS[name](value) for name, value in change.items())
        before = alerts_rule(self.world, self.rule.id)
        try:
            with self.world.uow("founder", now=self.now) as ctx:
                after = alerts.update_rule(ctx, self.rule.id, AlertRulePatch.model_validate(patch))
        except AppError as refused:
            assert refused.status == 422
            return
        if after.version == before.version:
            return
        self.model.change(**change)
        self.model.check(self.values, self.now, broken=self.broken)

    def act(self) -> None:
        if not self.model.alerts:
            return
        target = self.chance.choice(sorted(self.model.alerts))
        act = self.chance.choice(ACTS)
        until = self.now + timedelta(hours=3)
        allowed = self.model.act(target, act, until)
        try:
            with self.world.uow("founder", now=self.now) as ctx:
                self._do(ctx, act, self._alert_id(target), until)
        except AppError as refused:
            assert refused.status == 409
            assert not allowed
        else:
            assert allowed

    def _do(self, ctx: Ctx, act: str, alert_id: int, until: datetime) -> None:
        match act:
            case "acknowledge":
                alerts.acknowledge_alert(ctx, alert_id)
            case "snooze":
                alerts.snooze_alert(ctx, alert_id, until)
            case "handle":
                alerts.handle_alert(ctx, alert_id, "done")
            case "ignore":
                alerts.ignore_alert(ctx, alert_id, "noise")
            case _:
                alerts.reactivate_alert(ctx, alert_id)

    def _alert_id(self, target: int) -> int:
        return next(one.id for one in self._open() if _target(one) == target)

    def _open(self) -> list[Alert]:
        return [one for one in stored(self.world, Alert) if one.resolved_at is None]

    def compare(self) -> None:
        """Database and model agree."""
        with self.world.uow("system") as ctx:
            rows = {model: list(ctx.session.scalars(select(model))) for model in COMPARED}
            shown = {_target(one): _shown(one) for one in rows[Alert] if one.resolved_at is None}
            waiting = {one.target_id: one.since for one in rows[AlertPending]}
            told = [one for one in rows[AlertTransition] if _tells(one)]
            counts = len(rows[Alert]), len(told), len(rows[Notification])
        assert shown == {target: one.shown() for target, one in self.model.alerts.items()}
        assert waiting == self.model.waiting
        assert counts == (self.model.raised, self.model.told, self.model.told)


COMPARED: tuple[Any, ...] = (Alert, AlertPending, AlertTransition, Notification)


def _shown(one: Alert) -> tuple[Any, ...]:
    seen = one.acknowledged_at is not None
    return one.state, one.health, one.status, seen, one.snoozed_until


def _tells(one: AlertTransition) -> bool:
    raised = one.to_state == "firing" and one.from_state in ("normal", "pending")
    return raised or one.reason in ("reminded", "snooze_over")


def _target(alert: Alert) -> int:
    return RULE if alert.target_type == "alert_rule" else alert.target_id


def alerts_rule(world: World, rule_id: int) -> Any:
    with world.uow("founder") as ctx:
        return alerts.get_rule(ctx, rule_id)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_the_database_says_what_the_model_says(
    world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(world, seed, monkeypatch)
    played: list[str] = []
    with capture_logs():  # what fails on purpose is told at length
        for _ in range(STEPS):
            played.append(life.step())
            try:
                life.compare()
            except AssertionError as error:
                raise AssertionError(f"after {played[-8:]}") from error
    assert life.model.raised
    consistent(world)
    with world.uow("founder", now=life.now) as ctx:
        alerts.delete_rule(ctx, life.rule.id)
    consistent(world)
    assert not life._open()
    assert not stored(world, AlertPending)
