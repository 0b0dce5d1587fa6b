"""Inputs and rows of alert rules and alerts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from core.alerts.rules import Condition, Severity
from core.kit.inputs import UNSET, Code, Id, Input, Name, OptionalText, Row
from core.kit.periods import PeriodName

Number = Annotated[Decimal, Field(max_digits=24, decimal_places=8, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=1, le=3650)]
Ids = Annotated[tuple[Id, ...], Field(max_length=1000)]
Roles = Annotated[tuple[Code, ...], Field(max_length=50)]


class RuleScope(Input):
    """Which targets a rule watches; none named: all its creator may see."""

    target_ids: Ids = ()


class AlertRuleIn(Input):
    """A new rule. Ratios are fractions (0.1 = 10 %), money is in the target's currency.

    `threshold_high` belongs to `between`, `change_window` (days) to `change`.
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
    scope: RuleScope | None = None
    is_active: bool = UNSET
    notify_roles: Roles = UNSET
    notify_users: Ids = UNSET


class RuleRow(Row):
    """A rule as it is stored."""

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
    scope: dict[str, Any] | None
    is_active: bool
    notify_roles: tuple[str, ...]
    notify_users: tuple[int, ...]
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class AlertRow(Row):
    """An alert with what its rule says. `current_value` and `threshold` are None where the
    reader may not see amounts. A remark of the system is shown in the reader's language."""

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
    status: str
    state: str
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


class RuleTest(Row):
    """What a rule would raise now, and how many targets it looked at."""

    would_raise: tuple[WouldRaise, ...]
    evaluated: int
