"""Inputs and rows of alert rules and alerts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from core.alerts.rules import Condition, Severity
from core.alerts.states import Missing
from core.kit.inputs import UNSET, Code, Id, Input, Name, OptionalText, Row
from core.kit.periods import PeriodName

Number = Annotated[Decimal, Field(max_digits=24, decimal_places=8, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=1, le=3650)]
Seconds = Annotated[int, Field(ge=0, le=366 * 86_400)]
Ids = Annotated[tuple[Id, ...], Field(max_length=1000)]
Roles = Annotated[tuple[Code, ...], Field(max_length=50)]


class RuleScope(Input):
    """Which targets a rule watches; none named: all its creator may see. Departments count with
    all below them. Each list that is given narrows further."""

    target_ids: Ids = ()
    department_ids: Ids = ()
    project_ids: Ids = ()
    customer_ids: Ids = ()


class AlertRuleIn(Input):
    """A new rule. Ratios are fractions (0.1 = 10 %), money is in the target's currency.

    `threshold_high` belongs to `between`, `change_window` (days) to `change`. Seconds: off plan
    for `pending_for` before an alert is raised, fine for `keep_firing_for` before it recovers,
    people reminded every `renotify_every` while nobody acts. An alert recovers when the value no
    longer breaks the condition with `recovery_threshold` in place of the threshold.
    """

    name: Name
    description: OptionalText = None
    indicator: Code
    target_type: Code | None = None
    condition: Condition
    threshold: Number
    threshold_high: Number | None = None
    change_window: Days | None = None
    period: PeriodName | None = None
    severity: Severity
    pending_for: Seconds | None = None
    recovery_threshold: Number | None = None
    keep_firing_for: Seconds | None = None
    on_no_data: Missing = Missing.KEEP
    on_error: Missing = Missing.KEEP
    renotify_every: Seconds | None = None
    scope: RuleScope | None = None
    is_active: bool = True
    notify_roles: Roles
    notify_users: Ids = ()


class AlertRulePatch(Input):
    """Changes to a rule; what is not given stays."""

    name: Name = UNSET
    description: OptionalText = None
    indicator: Code = UNSET
    target_type: Code | None = None
    condition: Condition = UNSET
    threshold: Number = UNSET
    threshold_high: Number | None = None
    change_window: Days | None = None
    period: PeriodName | None = None
    severity: Severity = UNSET
    pending_for: Seconds | None = None
    recovery_threshold: Number | None = None
    keep_firing_for: Seconds | None = None
    on_no_data: Missing = UNSET
    on_error: Missing = UNSET
    renotify_every: Seconds | None = None
    scope: RuleScope | None = None
    is_active: bool = UNSET
    notify_roles: Roles = UNSET
    notify_users: Ids = UNSET


class RuleRow(Row):
    """A rule as it is stored. `error` says why it cannot be checked, since `error_since`."""

    id: int
    name: str
    description: str | None
    indicator: str
    target_type: str | None
    condition: str
    threshold: Decimal
    threshold_high: Decimal | None
    change_window: int | None
    period: str | None
    severity: str
    pending_for: int | None
    recovery_threshold: Decimal | None
    keep_firing_for: int | None
    on_no_data: str
    on_error: str
    renotify_every: int | None
    scope: dict[str, Any] | None
    is_active: bool
    notify_roles: tuple[str, ...]
    notify_users: tuple[int, ...]
    open_alerts: int = 0
    error: str | None = None
    error_since: datetime | None = None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class AlertRow(Row):
    """An alert with what its rule says. `current_value` and `threshold` are None where the
    reader may not see amounts; `current_value` also where the alert is about a figure that is not
    there (`reason` no_data or error). `currency` is set where values are money. `health` says that
    the figure is not known at the moment. A remark of the system is shown in the reader's
    language."""

    id: int
    rule_id: int
    rule_name: str
    indicator: str
    condition: str
    target_type: str
    target_id: int
    target_name: str | None
    department_id: int | None
    project_id: int | None
    severity: str
    current_value: Decimal | None
    threshold: Decimal | None
    threshold_high: Decimal | None
    currency: str | None
    status: str
    state: str
    reason: str
    health: str | None
    pending_since: datetime | None
    recovering_since: datetime | None
    resolved_at: datetime | None
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    assigned_to: int | None
    snoozed_until: datetime | None
    handled_by: int | None
    handled_at: datetime | None
    remarks: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class TransitionRow(Row):
    """One change of an alert's state or status. `value` is None where it may not be seen."""

    id: int
    from_state: str | None
    to_state: str
    reason: str
    value: Decimal | None
    evaluated_at: datetime
    changed_by: int | None


class CheckResult(Row):
    """What a check did. `targets` counts rule and target pairs, `unchanged` those without a
    new or resolved alert, `errors` rules that could not be evaluated."""

    rules: int = 0
    targets: int = 0
    raised: int = 0
    resolved: int = 0
    unchanged: int = 0
    errors: int = 0
    seconds: float = 0.0


class WouldRaise(Row):
    """A target that breaks the rule now."""

    target_type: str
    target_id: int
    target_name: str
    current_value: Decimal
    currency: str | None = None


class RuleTest(Row):
    """What a rule would raise now, and how many targets it looked at; `without_value` of them
    have no figure, `nearest` are the ones that come closest to the limit without breaking it."""

    would_raise: tuple[WouldRaise, ...]
    evaluated: int
    without_value: int = 0
    nearest: tuple[WouldRaise, ...] = ()


class RuleVersion(Row):
    """A rule as it stood after a change: `changes` are field -> (before, after)."""

    version: int
    changed_by: int | None
    changed_at: datetime
    content: dict[str, Any]
    changes: dict[str, tuple[Any, Any]]
    is_current: bool


class TrendPoint(Row):
    """The figure at the end of a day; None where it has no value."""

    day: date
    value: Decimal | None


class AlertTrend(Row):
    """How the figure moved. `threshold` is None for a change, and where amounts are not shown."""

    points: tuple[TrendPoint, ...]
    threshold: Decimal | None
    threshold_high: Decimal | None


class PastAlert(Row):
    """An earlier alert of the same rule, and how it ended."""

    id: int
    target_name: str | None
    same_target: bool
    severity: str
    status: str
    created_at: datetime
    resolved_at: datetime | None
    handled_by: int | None
    remarks: str | None
