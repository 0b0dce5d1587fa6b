"""The words of an alert's life: states, what people did, what an evaluation can find, why things
change, and what is written when they do."""

from __future__ import annotations

from enum import StrEnum

from core.kit.i18n import N_


class State(StrEnum):
    """What the figures say. `normal`: no alert; `pending`: off plan, but not for long enough;
    `recovering`: fine again, but not for long enough. `no_data` and `error` stand for a figure
    that is not known now while an alert or its pending period is kept; `resolved` is written on
    an alert that is over."""

    NORMAL = "normal"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"
    NO_DATA = "no_data"
    ERROR = "error"
    RESOLVED = "resolved"


class Status(StrEnum):
    """What people did."""

    OPEN = "open"
    HANDLED = "handled"
    IGNORED = "ignored"


class Signal(StrEnum):
    """What an evaluation found for one rule and target."""

    BREACH = "breach"
    BAND = "band"  # within the threshold, but not yet past the recovery threshold
    FINE = "fine"
    NO_DATA = "no_data"
    ERROR = "error"
    GONE = "gone"  # the target is deleted, or out of the rule's reach
    OFF = "off"  # the rule is switched off
    DELETED = "deleted"  # the rule is deleted


class Missing(StrEnum):
    """What a rule does when the figure is not known: keep what was, raise an alert because of
    it, or take it as fine."""

    KEEP = "keep"
    RAISE = "raise"
    RESOLVE = "resolve"


class Effect(StrEnum):
    """What is to be written."""

    START = "start"  # remember since when it is off plan
    DROP = "drop"  # forget it
    RAISE = "raise"
    UPDATE = "update"  # the alert's value
    RECOVER = "recover"  # firing -> recovering
    RELAPSE = "relapse"  # recovering -> firing
    RESOLVE = "resolve"
    HEALTH = "health"  # the figure became unknown, or is known again
    WAKE = "wake"  # a snooze is over
    REMIND = "remind"


class Reason(StrEnum):
    """Why an alert changed; kept in its transitions and, by the system, as its remark."""

    PENDING = "pending"
    BREACHED = "breached"
    NO_DATA = "no_data"
    ERROR = "error"
    RECOVERING = "recovering"
    RELAPSED = "relapsed"
    RECOVERED = "recovered"
    VALUE_BACK = "value_back"
    VALUE_GONE = "value_gone"
    REMINDED = "reminded"
    SNOOZE_OVER = "snooze_over"
    TARGET_GONE = "target_gone"
    RULE_OFF = "rule_off"
    RULE_DELETED = "rule_deleted"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    HANDLED = "handled"
    IGNORED = "ignored"
    SNOOZED = "snoozed"
    REACTIVATED = "reactivated"


RAISING = frozenset({Reason.BREACHED, Reason.NO_DATA, Reason.ERROR})
"""Reasons an alert can be raised for."""


def status_on_resolve(status: Status) -> Status:
    """An alert still open is handled by the system; what a person decided stays."""
    return Status.HANDLED if status is Status.OPEN else status


STATUS_CHANGES: dict[Reason, dict[Status, Status]] = {
    Reason.HANDLED: {Status.OPEN: Status.HANDLED, Status.IGNORED: Status.HANDLED},
    Reason.IGNORED: {Status.OPEN: Status.IGNORED},
    Reason.REACTIVATED: {Status.HANDLED: Status.OPEN, Status.IGNORED: Status.OPEN},
}
"""What people may do to a status; anything not here is refused."""

STATE_NAMES = {
    State.PENDING: N_("Waiting"),
    State.FIRING: N_("Firing"),
    State.RECOVERING: N_("Recovering"),
    State.NO_DATA: N_("No figure"),
    State.ERROR: N_("Cannot be checked"),
    State.RESOLVED: N_("Recovered"),
}
STATUS_NAMES = {
    Status.OPEN: N_("Open"),
    Status.HANDLED: N_("Handled"),
    Status.IGNORED: N_("Ignored"),
}
MISSING_NAMES = {
    Missing.KEEP: N_("leave it as it was"),
    Missing.RAISE: N_("raise an alert"),
    Missing.RESOLVE: N_("take it as fine"),
}
REASON_NAMES = {
    Reason.PENDING: N_("Off plan for the first time"),
    Reason.BREACHED: N_("The limit was passed"),
    Reason.NO_DATA: N_("There is no figure"),
    Reason.ERROR: N_("The rule could not be checked"),
    Reason.RECOVERING: N_("The figure is fine, for the moment"),
    Reason.RELAPSED: N_("Off plan again before it had recovered"),
    Reason.RECOVERED: N_("The figure has recovered"),
    Reason.VALUE_BACK: N_("The figure is known again"),
    Reason.VALUE_GONE: N_("There is no figure any more"),
    Reason.REMINDED: N_("Reminded, because nobody has acted"),
    Reason.SNOOZE_OVER: N_("The snooze is over"),
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
