"""From what is remembered and what is seen to what follows: pure, the clock given.

With no recovery threshold, `pending_for` and `keep_firing_for` mean what `for` and
`keep_firing_for` mean in Prometheus (rules/alerting.go, AlertingRule.Eval): an alert fires at the
first evaluation at which the condition has held for the whole period since the evaluation that
first saw it; it recovers at the first evaluation that lies the whole period after the evaluation
that first missed it; a pending one is dropped at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.alerts.states import Effect, Missing, Reason, Signal, State

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class Policy:
    """What a rule says about time and about figures that are not known. `renotify_every`: how
    often people are reminded of an alert nobody has acted on; None: never."""

    pending_for: timedelta = NO_TIME
    keep_firing_for: timedelta = NO_TIME
    on_no_data: Missing = Missing.KEEP
    on_error: Missing = Missing.KEEP
    renotify_every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is remembered of a rule and target. `state` is one of normal, pending, firing and
    recovering; `health` says that the figure was not known at the last evaluation.

    `open`: nobody has closed the alert; `seen`: somebody has acknowledged it.
    """

    state: State = State.NORMAL
    health: State | None = None
    pending_since: datetime | None = None
    recovering_since: datetime | None = None
    told_at: datetime | None = None
    snoozed_until: datetime | None = None
    open: bool = True
    seen: bool = False

    @property
    def shown(self) -> State:
        """The state with its reason: the figure not known counts for more than what is kept."""
        return self.health or self.state


NOTHING_KNOWN = Standing()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a rule and target, decided for the moment `at`. `reason` says why an alert
    is raised or why its state changes."""

    before: Standing
    after: Standing
    effects: tuple[Effect, ...]
    reason: Reason | None
    at: datetime

    @property
    def notifies(self) -> bool:
        """Whether people are told."""
        return Effect.RAISE in self.effects or Effect.REMIND in self.effects


ENDINGS = {
    Signal.GONE: Reason.TARGET_GONE,
    Signal.OFF: Reason.RULE_OFF,
    Signal.DELETED: Reason.RULE_DELETED,
}
UNKNOWN = {Signal.NO_DATA: State.NO_DATA, Signal.ERROR: State.ERROR}


def transition(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    """What a signal means for what is remembered."""
    if signal in ENDINGS:
        return _ended(before, ENDINGS[signal], now)
    if signal not in UNKNOWN:
        return _told(_known(_stepped(before, signal, policy, now)), policy)
    missing = policy.on_no_data if signal is Signal.NO_DATA else policy.on_error
    health = UNKNOWN[signal]
    if missing is Missing.KEEP:
        return _told(_unknown(_unchanged(before, now), health), policy)
    if missing is Missing.RESOLVE:
        return _taken_as_fine(before, policy, now)
    raised = _stepped(before, Signal.BREACH, policy, now)
    if raised.reason in (Reason.BREACHED, Reason.PENDING):
        raised = replace(raised, reason=Reason(signal))
    return _told(_unknown(raised, health), policy)


def _stepped(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    return STEPS[before.state](before, signal, policy, now)


def _unchanged(before: Standing, now: datetime, *effects: Effect) -> Decision:
    return Decision(before, before, effects, None, now)


def _from_normal(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    if signal is not Signal.BREACH:
        return _unchanged(before, now)
    waiting = replace(before, state=State.PENDING, pending_since=now)
    if policy.pending_for > NO_TIME:
        return Decision(before, waiting, (Effect.START,), Reason.PENDING, now)
    return _raised(before, waiting, now)


def _from_pending(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    if signal is not Signal.BREACH:
        return Decision(before, NOTHING_KNOWN, (Effect.DROP,), None, now)
    if now - (before.pending_since or now) < policy.pending_for:
        return _unchanged(before, now)
    return _raised(before, before, now, Effect.DROP)


def _raised(before: Standing, waiting: Standing, now: datetime, *effects: Effect) -> Decision:
    after = replace(waiting, state=State.FIRING, told_at=now)
    return Decision(before, after, (*effects, Effect.RAISE), Reason.BREACHED, now)


def _from_firing(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    if signal is not Signal.FINE:
        return _unchanged(before, now, Effect.UPDATE)
    if policy.keep_firing_for == NO_TIME:
        return _resolved(before, now)
    after = replace(before, state=State.RECOVERING, recovering_since=now)
    return Decision(before, after, (Effect.RECOVER, Effect.UPDATE), Reason.RECOVERING, now)


def _from_recovering(before: Standing, signal: Signal, policy: Policy, now: datetime) -> Decision:
    if signal is not Signal.FINE:
        after = replace(before, state=State.FIRING, recovering_since=None)
        return Decision(before, after, (Effect.RELAPSE, Effect.UPDATE), Reason.RELAPSED, now)
    if now - (before.recovering_since or now) < policy.keep_firing_for:
        return _unchanged(before, now, Effect.UPDATE)
    return _resolved(before, now)


def _resolved(before: Standing, now: datetime, reason: Reason = Reason.RECOVERED) -> Decision:
    return Decision(before, NOTHING_KNOWN, (Effect.RESOLVE,), reason, now)


Step = Callable[[Standing, Signal, Policy, datetime], Decision]
STEPS: dict[State, Step] = {
    State.NORMAL: _from_normal,
    State.PENDING: _from_pending,
    State.FIRING: _from_firing,
    State.RECOVERING: _from_recovering,
}
"""What breach, band and fine mean in each state."""


def _ended(before: Standing, reason: Reason, now: datetime) -> Decision:
    if before.state in (State.FIRING, State.RECOVERING):
        return _resolved(before, now, reason)
    effects = (Effect.DROP,) if before.state is State.PENDING else ()
    return Decision(before, NOTHING_KNOWN, effects, None, now)


def _taken_as_fine(before: Standing, policy: Policy, now: datetime) -> Decision:
    decided = _known(_stepped(before, Signal.FINE, policy, now))
    if decided.reason is Reason.RECOVERED:
        return replace(decided, reason=Reason.VALUE_GONE)
    return decided


def _known(decided: Decision) -> Decision:
    """The figure is known: what was not known before is so no longer."""
    if decided.after.health is None:
        return decided
    return replace(
        decided,
        after=replace(decided.after, health=None),
        effects=(*decided.effects, Effect.HEALTH),
        reason=decided.reason or Reason.VALUE_BACK,
    )


def _unknown(decided: Decision, health: State) -> Decision:
    """The figure is not known; only what is kept anyway remembers that."""
    kept = decided.after.state in (State.FIRING, State.RECOVERING)
    if not kept or decided.after.health is health:
        return replace(decided, effects=_without_value(decided.effects))
    return replace(
        decided,
        after=replace(decided.after, health=health),
        effects=(*_without_value(decided.effects), Effect.HEALTH),
        reason=decided.reason or Reason(health),
    )


def _without_value(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if effect is not Effect.UPDATE)


def _told(decided: Decision, policy: Policy) -> Decision:
    """Wake a snooze that is over, and remind of what nobody has acted on."""
    after, now = decided.after, decided.at
    if after.state is not State.FIRING or not after.open or Effect.RAISE in decided.effects:
        return decided
    if after.snoozed_until is not None:
        if after.snoozed_until > now:
            return decided
        after = replace(after, snoozed_until=None, told_at=now)
        woken = (*decided.effects, Effect.WAKE, Effect.REMIND)
        return replace(decided, after=after, effects=woken)
    every, told = policy.renotify_every, after.told_at
    if every is None or after.seen or told is None or now - told < every:
        return decided
    after = replace(after, told_at=now)
    return replace(decided, after=after, effects=(*decided.effects, Effect.REMIND))
