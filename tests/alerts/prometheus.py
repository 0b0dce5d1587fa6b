"""A reference of what Prometheus does with `for` and `keep_firing_for`, for one alert.

Written after the statements of `AlertingRule.Eval` in rules/alerting.go of Prometheus 3.12
(https://github.com/prometheus/prometheus/blob/v3.12.0/rules/alerting.go#L387-L551), which for
each series at each evaluation does this:

- the expression has a result: an alert that is not there, or inactive, begins as pending with
  ActiveAt = ts; KeepFiringSince is reset;
- it has none: a firing one with keep_firing_for > 0 notes KeepFiringSince = ts the first time and
  goes on firing while ts - KeepFiringSince < keep_firing_for; any other becomes inactive
  (a pending one is deleted);
- then a pending one with ts - ActiveAt >= for becomes firing.

An evaluation that fails returns before any of this and leaves every alert as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Result = bool | Literal["error"]


@dataclass
class Alert:
    """One entry of the rule's map of active alerts."""

    active_at: int
    state: str = "pending"
    keep_firing_since: int | None = None


def states(ticks: Sequence[tuple[int, Result]], hold: int, keep_firing_for: int) -> list[str]:
    """inactive, pending or firing after each evaluation, given as (moment, result)."""
    alert: Alert | None = None
    found: list[str] = []
    for ts, result in ticks:
        if result != "error":
            alert = evaluate(alert, ts, bool(result), hold, keep_firing_for)
        found.append("inactive" if alert is None else alert.state)
    return found


def evaluate(
    alert: Alert | None, ts: int, result: bool, hold: int, keep_firing_for: int
) -> Alert | None:
    """One evaluation; None stands for inactive or deleted."""
    if result:
        alert = alert or Alert(active_at=ts)
        alert.keep_firing_since = None
    elif alert is not None:
        keep_firing = False
        if alert.state == "firing" and keep_firing_for > 0:
            if alert.keep_firing_since is None:
                alert.keep_firing_since = ts
            keep_firing = ts - alert.keep_firing_since < keep_firing_for
        if not keep_firing:
            return None
    if alert is not None and alert.state == "pending" and ts - alert.active_at >= hold:
        alert.state = "firing"
    return alert
