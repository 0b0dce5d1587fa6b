"""States of an alert as a table: what the figures say, and what follows from it.

`evaluate` turns a rule and a reading into a signal, `transition` here says what becomes of the
alert, and only then is anything written or anybody told. What people do (status) is apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.kit.i18n import N_


class State(StrEnum):
    """What the figures say. `normal`: no alert, or none any more."""

    NORMAL = "normal"
    FIRING = "firing"
    RESOLVED = "resolved"


class Status(StrEnum):
    """What people did."""

    OPEN = "open"
    HANDLED = "handled"
    IGNORED = "ignored"


class Signal(StrEnum):
    """What an evaluation found for one rule and target."""

    BREACH = "breach"
    FINE = "fine"
    NO_VALUE = "no_value"
    ERROR = "error"
    GONE = "gone"  # the target is deleted, or out of the rule's reach
    OFF = "off"  # the rule is switched off
    DELETED = "deleted"  # the rule is deleted


class Act(StrEnum):
    """What is to be written."""

    NONE = "none"
    RAISE = "raise"
    KEEP = "keep"
    RESOLVE = "resolve"


class Reason(StrEnum):
    """Why an alert changed; kept in its transitions and, by the system, as its remark."""

    BREACHED = "breached"
    RECOVERED = "recovered"
    TARGET_GONE = "target_gone"
    RULE_OFF = "rule_off"
    RULE_DELETED = "rule_deleted"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    HANDLED = "handled"
    IGNORED = "ignored"
    SNOOZED = "snoozed"
    REACTIVATED = "reactivated"


@dataclass(frozen=True)
class Decision:
    """What becomes of an alert, decided for the moment `evaluated_at`."""

    before: State
    after: State
    act: Act
    reason: Reason | None
    evaluated_at: datetime

    @property
    def notifies(self) -> bool:
        """Whether people are told: when an alert is raised."""
        return self.act is Act.RAISE


Outcome = tuple[State, Act, Reason | None]
_RAISED: Outcome = (State.FIRING, Act.RAISE, Reason.BREACHED)
_QUIET: dict[Signal, Outcome] = {
    Signal.BREACH: _RAISED,
    Signal.FINE: (State.NORMAL, Act.NONE, None),
    Signal.NO_VALUE: (State.NORMAL, Act.NONE, None),
    Signal.ERROR: (State.NORMAL, Act.NONE, None),
    Signal.GONE: (State.NORMAL, Act.NONE, None),
    Signal.OFF: (State.NORMAL, Act.NONE, None),
    Signal.DELETED: (State.NORMAL, Act.NONE, None),
}
TRANSITIONS: dict[State, dict[Signal, Outcome]] = {
    State.NORMAL: _QUIET,
    State.RESOLVED: _QUIET
    | dict.fromkeys(
        [signal for signal in Signal if signal is not Signal.BREACH],
        (State.RESOLVED, Act.NONE, None),
    ),
    State.FIRING: {
        Signal.BREACH: (State.FIRING, Act.KEEP, None),
        Signal.FINE: (State.RESOLVED, Act.RESOLVE, Reason.RECOVERED),
        Signal.NO_VALUE: (State.FIRING, Act.NONE, None),
        Signal.ERROR: (State.FIRING, Act.NONE, None),
        Signal.GONE: (State.RESOLVED, Act.RESOLVE, Reason.TARGET_GONE),
        Signal.OFF: (State.RESOLVED, Act.RESOLVE, Reason.RULE_OFF),
        Signal.DELETED: (State.RESOLVED, Act.RESOLVE, Reason.RULE_DELETED),
    },
}


def transition(previous: State, signal: Signal, at: datetime) -> Decision:
    """What a signal means for an alert in state `previous`."""
    after, act, reason = TRANSITIONS[previous][signal]
    return Decision(previous, after, act, reason, at)


def status_on_resolve(status: Status) -> Status:
    """An alert still open is handled by the system; what a person decided stays."""
    return Status.HANDLED if status is Status.OPEN else status


STATUS_CHANGES: dict[Reason, dict[Status, Status]] = {
    Reason.HANDLED: {Status.OPEN: Status.HANDLED, Status.IGNORED: Status.HANDLED},
    Reason.IGNORED: {Status.OPEN: Status.IGNORED},
    Reason.REACTIVATED: {Status.HANDLED: Status.OPEN, Status.IGNORED: Status.OPEN},
}
"""What people may do to a status; anything not here is refused."""

STATE_NAMES = {State.FIRING: N_("Firing"), State.RESOLVED: N_("Recovered")}
STATUS_NAMES = {
    Status.OPEN: N_("Open"),
    Status.HANDLED: N_("Handled"),
    Status.IGNORED: N_("Ignored"),
}
REASON_NAMES = {
    Reason.BREACHED: N_("The limit was passed"),
    Reason.RECOVERED: N_("The figure has recovered"),
    Reason.TARGET_GONE: N_("What the alert was about is gone or out of the rule's reach"),
    Reason.RULE_OFF: N_("The rule was switched off"),
    Reason.RULE_DELETED: N_("The rule was deleted"),
    Reason.ACKNOWLEDGED: N_("Acknowledged"),
    Reason.ASSIGNED: N_("Assigned"),
    Reason.HANDLED: N_("Handled by a person"),
    Reason.IGNORED: N_("Ignored by a person"),
    Reason.SNOOZED: N_("Snoozed"),
    Reason.REACTIVATED: N_("Opened again"),
}
