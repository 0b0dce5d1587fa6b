"""The state machine over every state, health, signal and policy; nothing is left undecided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from core.alerts.states import (
    MISSING_NAMES,
    REASON_NAMES,
    STATE_NAMES,
    STATUS_CHANGES,
    Effect,
    Missing,
    Reason,
    Signal,
    State,
    Status,
    status_on_resolve,
)
from core.alerts.transition import NOTHING_KNOWN, STEPS, Policy, Standing, transition

AT = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PERIODS = Policy(pending_for=2 * HOUR, keep_firing_for=2 * HOUR)
STANDINGS = {
    "normal": NOTHING_KNOWN,
    "pending": Standing(State.PENDING, pending_since=AT - HOUR),
    "pending, due": Standing(State.PENDING, pending_since=AT - 2 * HOUR),
    "firing": Standing(State.FIRING, pending_since=AT - 9 * HOUR, told_at=AT - 9 * HOUR),
    "recovering": Standing(State.RECOVERING, recovering_since=AT - HOUR, told_at=AT - 9 * HOUR),
    "recovering, due": Standing(
        State.RECOVERING, recovering_since=AT - 2 * HOUR, told_at=AT - 9 * HOUR
    ),
}
# standing -> what each signal leads to: state afterwards, effects, reason. Columns are the
# signals breach, band, fine; gone, off and deleted are the same for all and tested below.
NORMAL, DROP = ("normal", "", None), ("normal", "drop", None)
OVER, KEPT = ("normal", "resolve", "recovered"), ("firing", "update", None)
BACK, STILL = ("firing", "relapse update", "relapsed"), ("recovering", "update", None)
WITH_PERIODS = {
    "normal": (("pending", "start", "pending"), NORMAL, NORMAL),
    "pending": (("pending", "", None), DROP, DROP),
    "pending, due": (("firing", "drop raise", "breached"), DROP, DROP),
    "firing": (KEPT, KEPT, ("recovering", "recover update", "recovering")),
    "recovering": (BACK, BACK, STILL),
    "recovering, due": (BACK, BACK, OVER),
}
AT_ONCE = {
    "normal": (("firing", "raise", "breached"), NORMAL, NORMAL),
    "pending": (("firing", "drop raise", "breached"), DROP, DROP),
    "pending, due": (("firing", "drop raise", "breached"), DROP, DROP),
    "firing": (KEPT, KEPT, OVER),
    "recovering": (BACK, BACK, OVER),
    "recovering, due": (BACK, BACK, OVER),
}
VALUES = (Signal.BREACH, Signal.BAND, Signal.FINE)
Row = tuple[str, str, str | None]


def seen(before: Standing, signal: Signal, policy: Policy) -> Row:
    decision = transition(before, signal, policy, AT)
    assert decision.before == before
    assert decision.at == AT
    reason = None if decision.reason is None else str(decision.reason)
    return str(decision.after.state), " ".join(decision.effects), reason


@pytest.mark.parametrize("periods", [True, False])
@pytest.mark.parametrize(("name", "signal"), list(product(STANDINGS, VALUES)))
def test_known_figures(name: str, signal: Signal, periods: bool) -> None:
    table, policy = (WITH_PERIODS, PERIODS) if periods else (AT_ONCE, Policy())
    assert seen(STANDINGS[name], signal, policy) == table[name][VALUES.index(signal)]


@pytest.mark.parametrize(("name", "signal"), list(product(STANDINGS, VALUES)))
def test_a_figure_known_again_ends_the_doubt(name: str, signal: Signal) -> None:
    plain = STANDINGS[name]
    if plain.state not in (State.FIRING, State.RECOVERING):
        return
    state, effects, reason = WITH_PERIODS[name][VALUES.index(signal)]
    known = state != "normal"
    for health in (State.NO_DATA, State.ERROR):
        got = seen(replace(plain, health=health), signal, PERIODS)
        assert got == (
            state,
            f"{effects} health" if known else effects,
            reason or ("value_back" if known else None),
        )


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        (Signal.GONE, "target_gone"),
        (Signal.OFF, "rule_off"),
        (Signal.DELETED, "rule_deleted"),
    ],
)
@pytest.mark.parametrize("name", STANDINGS)
def test_the_end_of_target_or_rule_ends_everything(name: str, signal: Signal, reason: str) -> None:
    expected = {"firing": "resolve", "recovering": "resolve", "pending": "drop", "normal": ""}
    before = STANDINGS[name]
    effect = expected[str(before.state)]
    why = reason if effect == "resolve" else None
    assert seen(before, signal, PERIODS) == ("normal", effect, why)


@pytest.mark.parametrize("signal", [Signal.NO_DATA, Signal.ERROR])
@pytest.mark.parametrize("name", STANDINGS)
def test_keep_leaves_everything_as_it_was(name: str, signal: Signal) -> None:
    before = STANDINGS[name]
    decision = transition(before, signal, PERIODS, AT)
    assert decision.after.state is before.state
    assert decision.after.pending_since == before.pending_since
    assert decision.after.recovering_since == before.recovering_since
    if before.state in (State.FIRING, State.RECOVERING):
        assert decision.effects == (Effect.HEALTH,)
        assert decision.after.shown == State(signal)
        again = transition(decision.after, signal, PERIODS, AT + HOUR)
        assert again.effects == ()
    else:
        assert decision.effects == ()


@pytest.mark.parametrize("signal", [Signal.NO_DATA, Signal.ERROR])
@pytest.mark.parametrize("name", STANDINGS)
def test_resolve_takes_a_missing_figure_as_fine(name: str, signal: Signal) -> None:
    policy = replace(PERIODS, on_no_data=Missing.RESOLVE, on_error=Missing.RESOLVE)
    state, effects, reason = seen(STANDINGS[name], Signal.FINE, policy)
    expected = (state, effects, "value_gone" if reason == "recovered" else reason)
    assert seen(STANDINGS[name], signal, policy) == expected


@pytest.mark.parametrize("signal", [Signal.NO_DATA, Signal.ERROR])
@pytest.mark.parametrize("name", STANDINGS)
def test_raise_takes_a_missing_figure_as_a_breach(name: str, signal: Signal) -> None:
    policy = replace(PERIODS, on_no_data=Missing.RAISE, on_error=Missing.RAISE)
    as_breach = transition(STANDINGS[name], Signal.BREACH, policy, AT)
    decision = transition(STANDINGS[name], signal, policy, AT)
    assert decision.after.state is as_breach.after.state
    told = set(as_breach.effects) - {Effect.UPDATE}
    fires = decision.after.state is State.FIRING
    assert set(decision.effects) == told | ({Effect.HEALTH} if fires else set())
    if Effect.RAISE in decision.effects:
        assert decision.reason == Reason(signal)
    assert decision.after.shown == (State(signal) if fires else decision.after.state)


REMINDING = replace(PERIODS, renotify_every=3 * HOUR)


@pytest.mark.parametrize(
    ("changes", "effects"),
    [
        ({}, "update remind"),
        ({"told_at": AT - 3 * HOUR}, "update remind"),
        ({"told_at": AT - 2 * HOUR}, "update"),
        ({"seen": True}, "update"),
        ({"open": False}, "update"),
        ({"snoozed_until": AT + HOUR}, "update"),
        ({"snoozed_until": AT}, "update wake remind"),
        ({"snoozed_until": AT, "seen": True}, "update wake remind"),
        ({"snoozed_until": AT, "open": False}, "update"),
    ],
)
def test_who_is_reminded_when(changes: dict[str, object], effects: str) -> None:
    before = replace(STANDINGS["firing"], **changes)  # type: ignore[arg-type]
    decision = transition(before, Signal.BREACH, REMINDING, AT)
    assert " ".join(decision.effects) == effects
    assert decision.notifies == ("remind" in effects)
    if decision.notifies:
        assert decision.after.told_at == AT
        assert decision.after.snoozed_until is None
        assert not transition(decision.after, Signal.BREACH, REMINDING, AT).notifies


@pytest.mark.parametrize("name", ["normal", "pending", "recovering"])
def test_only_what_fires_is_reminded_of(name: str) -> None:
    before = replace(STANDINGS[name], snoozed_until=AT)
    for signal in (Signal.FINE, Signal.NO_DATA):
        assert Effect.REMIND not in transition(before, signal, REMINDING, AT).effects


def test_nobody_is_told_without_a_policy_or_a_breach() -> None:
    for name, signal in product(STANDINGS, Signal):
        decision = transition(STANDINGS[name], signal, PERIODS, AT)
        assert decision.notifies == (name == "pending, due" and signal is Signal.BREACH)


def test_the_tables_are_whole() -> None:
    remembered = {State.NORMAL, State.PENDING, State.FIRING, State.RECOVERING}
    assert set(STEPS) == remembered
    assert set(REASON_NAMES) == set(Reason)
    assert set(STATE_NAMES) == set(State) - {State.NORMAL}
    assert set(MISSING_NAMES) == set(Missing)


@pytest.mark.parametrize("status", Status)
def test_recovery_handles_only_what_is_open(status: Status) -> None:
    expected = Status.HANDLED if status is Status.OPEN else status
    assert status_on_resolve(status) is expected


def test_what_people_may_do() -> None:
    allowed = {
        (reason, before): after
        for reason, changes in STATUS_CHANGES.items()
        for before, after in changes.items()
    }
    assert allowed == {
        (Reason.HANDLED, Status.OPEN): Status.HANDLED,
        (Reason.HANDLED, Status.IGNORED): Status.HANDLED,
        (Reason.IGNORED, Status.OPEN): Status.IGNORED,
        (Reason.REACTIVATED, Status.HANDLED): Status.OPEN,
        (Reason.REACTIVATED, Status.IGNORED): Status.OPEN,
    }
