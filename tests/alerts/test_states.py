"""The state table over every state and signal."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from core.alerts.states import (
    REASON_NAMES,
    STATUS_CHANGES,
    TRANSITIONS,
    Act,
    Reason,
    Signal,
    State,
    Status,
    status_on_resolve,
    transition,
)

AT = datetime(2026, 6, 1, tzinfo=UTC)
EXPECTED = {
    (State.NORMAL, Signal.BREACH): (State.FIRING, Act.RAISE, Reason.BREACHED),
    (State.RESOLVED, Signal.BREACH): (State.FIRING, Act.RAISE, Reason.BREACHED),
    (State.FIRING, Signal.BREACH): (State.FIRING, Act.KEEP, None),
    (State.FIRING, Signal.FINE): (State.RESOLVED, Act.RESOLVE, Reason.RECOVERED),
    (State.FIRING, Signal.GONE): (State.RESOLVED, Act.RESOLVE, Reason.TARGET_GONE),
    (State.FIRING, Signal.OFF): (State.RESOLVED, Act.RESOLVE, Reason.RULE_OFF),
    (State.FIRING, Signal.DELETED): (State.RESOLVED, Act.RESOLVE, Reason.RULE_DELETED),
}


@pytest.mark.parametrize(("state", "signal"), list(product(State, Signal)))
def test_every_pair_is_decided(state: State, signal: Signal) -> None:
    decision = transition(state, signal, AT)
    after, act, reason = EXPECTED.get((state, signal), (state, Act.NONE, None))
    assert (decision.before, decision.after) == (state, after)
    assert (decision.act, decision.reason) == (act, reason)
    assert decision.evaluated_at == AT
    assert decision.notifies == (act is Act.RAISE)


def test_the_table_is_whole() -> None:
    assert set(TRANSITIONS) == set(State)
    assert all(set(row) == set(Signal) for row in TRANSITIONS.values())
    assert set(REASON_NAMES) == set(Reason)


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
