"""Whether a rule as a whole makes sense, and whether its maker may watch what it names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.alerts.reach import FILTERS
from core.alerts.rules import RECOVERS_ABOVE, RECOVERS_BELOW, Condition
from core.identity import ROLES
from core.indicators import Indicator, TargetType, definition, target_type_of, targets
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound
from core.kit.i18n import N_
from data.schema import Role, User

SCOPES: dict[str, TargetType | None] = {
    "target_ids": None,
    "department_ids": TargetType.DEPARTMENT,
    "project_ids": TargetType.PROJECT,
    "customer_ids": TargetType.CUSTOMER,
}
"""What a rule can be narrowed by, and what the ids name; None: the rule's own targets."""


def checked(ctx: Ctx, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises Invalid with the field at fault."""
    indicator = _indicator(values["indicator"])
    target_type = target_type_of(indicator, values["target_type"])
    _check_condition(indicator, values)
    _check_recovery(values)
    _check_period(indicator, values)
    _check_reach(ctx, target_type, values)
    _check_filters(ctx, target_type, values)
    _check_roles(ctx, values["notify_roles"])
    _check_people(ctx, values["notify_users"])
    return values | {
        "target_type": str(target_type),
        "condition": str(values["condition"]),
        "severity": str(values["severity"]),
        "on_no_data": str(values["on_no_data"]),
        "on_error": str(values["on_error"]),
        "period": None if values["period"] is None else str(values["period"]),
        "scope": _scope(values),
        "notify_roles": list(values["notify_roles"]),
        "notify_users": list(values["notify_users"]),
    }


def _refuse(field: str, message: str, **params: Any) -> Invalid:
    return Invalid(f"alert_rule.{field}", message, fields={field: message}, **params)


def _indicator(code: str) -> Indicator:
    try:
        return definition(code)
    except NotFound as error:
        raise _refuse("indicator", error.message, **error.params) from error


def _check_condition(indicator: Indicator, values: dict[str, Any]) -> None:
    condition = Condition(values["condition"])
    high = values["threshold_high"]
    if condition is Condition.BETWEEN and (high is None or high < values["threshold"]):
        raise _refuse("threshold_high", N_("Give the upper end; it cannot be below the lower."))
    if condition is not Condition.CHANGE:
        return
    if not indicator.compares:
        raise _refuse("condition", N_("This indicator cannot be compared with an earlier day."))
    if values["change_window"] is None:
        raise _refuse("change_window", N_("Say over how many days the change is measured."))
    if values["threshold"] < 0:
        raise _refuse("threshold", N_("A change counts up and down: give it without a sign."))


def _check_period(indicator: Indicator, values: dict[str, Any]) -> None:
    if values["period"] is not None and not indicator.periodic:
        raise _refuse("period", N_("This indicator does not run over a period."))


def _check_recovery(values: dict[str, Any]) -> None:
    recovery, threshold = values["recovery_threshold"], values["threshold"]
    if recovery is None:
        return
    condition = Condition(values["condition"])
    if condition not in RECOVERS_BELOW | RECOVERS_ABOVE:
        message = N_("Only “greater”, “less” and “changes by” have a recovery threshold.")
        raise _refuse("recovery_threshold", message)
    if condition in RECOVERS_BELOW and recovery > threshold:
        raise _refuse("recovery_threshold", N_("Recovery cannot lie above the threshold."))
    if condition in RECOVERS_ABOVE and recovery < threshold:
        raise _refuse("recovery_threshold", N_("Recovery cannot lie below the threshold."))


def _scope(values: dict[str, Any]) -> dict[str, list[int]] | None:
    """What narrows the rule, without what is empty; nothing: null."""
    given = values["scope"] or {}
    kept = {name: sorted(set(given[name])) for name in SCOPES if given.get(name)}
    return kept or None


def _check_filters(ctx: Ctx, target_type: TargetType, values: dict[str, Any]) -> None:
    """Departments, projects and customers must suit the targets and be the maker's to see."""
    for name, ids in (_scope(values) or {}).items():
        named = SCOPES[name]
        if named is None:
            continue
        if name not in FILTERS[target_type]:
            raise _refuse("scope", N_("These targets cannot be narrowed that way."))
        _check_seen(ctx, named, set(ids))


def _check_reach(ctx: Ctx, target_type: TargetType, values: dict[str, Any]) -> None:
    if target_type is TargetType.COMPANY:
        if not targets(ctx, TargetType.COMPANY):
            raise _refuse("target_type", N_("You cannot see the figures of the whole company."))
        return
    _check_seen(ctx, target_type, set((_scope(values) or {}).get("target_ids", ())))


def _check_seen(ctx: Ctx, target_type: TargetType, wanted: set[int]) -> None:
    seen = {row.id for row in targets(ctx, target_type, target_ids=wanted)} if wanted else wanted
    if wanted - seen:
        raise _refuse(
            "scope",
            N_("These do not exist or you cannot see their amounts: {ids}."),
            ids=", ".join(str(one) for one in sorted(wanted - seen)[:20]),
        )


def _check_roles(ctx: Ctx, roles: list[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        custom = set(ctx.session.scalars(select(Role.code).where(Role.code.in_(unknown))))
        unknown = [role for role in unknown if role not in custom]
    if unknown:
        raise _refuse("notify_roles", N_("There is no role “{role}”."), role=unknown[0])


def _check_people(ctx: Ctx, user_ids: list[int]) -> None:
    found = set(ctx.session.scalars(select(User.id).where(User.id.in_(user_ids))))
    unknown = [user_id for user_id in user_ids if user_id not in found]
    if unknown:
        raise _refuse("notify_users", N_("There is no person with number {id}."), id=unknown[0])
