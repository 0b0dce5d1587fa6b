"""The alert rules a company begins with: made once when it is set up, its own from then on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select

from core.alerts.rules import Condition, Severity
from core.alerts.schemas import AlertRuleIn
from core.alerts.service import create_rule, delete_rule
from core.company import company, get_setting, put_setting
from core.kit.context import SYSTEM, Ctx
from core.kit.i18n import N_, t, use_locale
from data.schema import AlertRule

STARTER_KEY = "starter_rules"
LEADERS = ("founder", "manager")
MONEY = (*LEADERS, "finance")


@dataclass(frozen=True)
class Starter:
    """A rule to begin with. `name` and `why` are message ids; targets are of `target_type`."""

    name: str
    why: str
    indicator: str
    target_type: str
    condition: Condition
    threshold: str
    severity: Severity
    roles: tuple[str, ...] = LEADERS


STARTERS = (
    Starter(
        N_("Project past its planned end"),
        N_("The project runs longer than planned."),
        "schedule_delay_rate",
        "project",
        Condition.GT,
        "0",
        Severity.HIGH,
    ),
    Starter(
        N_("Project behind plan"),
        N_("More than a tenth of what the plan has reached by today is not done."),
        "progress_deviation",
        "project",
        Condition.GT,
        "0.1",
        Severity.MEDIUM,
    ),
    Starter(
        N_("Project budget nearly used"),
        N_("More than 90 % of the project's budget is spent."),
        "budget_execution_rate",
        "project",
        Condition.GT,
        "0.9",
        Severity.MEDIUM,
    ),
    Starter(
        N_("Project over budget"),
        N_("The project has spent more than its budget."),
        "budget_overrun_rate",
        "project",
        Condition.GT,
        "0",
        Severity.HIGH,
    ),
    Starter(
        N_("Project spends faster than it delivers"),
        N_("For what is reached, the project has spent clearly more than planned (CPI below 0.9)."),
        "cost_performance_index",
        "project",
        Condition.LT,
        "0.9",
        Severity.MEDIUM,
    ),
    Starter(
        N_("Department over budget"),
        N_("The department has spent more than its approved budgets."),
        "budget_overrun_rate",
        "department",
        Condition.GT,
        "0",
        Severity.HIGH,
        MONEY,
    ),
    Starter(
        N_("Customer pays late"),
        N_("A receivable of the customer is more than 30 days overdue."),
        "receivable_overdue_days",
        "customer",
        Condition.GT,
        "30",
        Severity.HIGH,
        MONEY,
    ),
)


def make_starter_rules(ctx: Ctx) -> tuple[int, ...]:
    """Make them in the company's language, as rules of the company itself; their ids.

    Only once: what is deleted does not come back. The caller has authorised it.
    """
    if get_setting(ctx, STARTER_KEY) is not None:
        return ()
    own = replace(ctx, actor=SYSTEM)
    with use_locale(company(ctx).locale):
        ids = tuple(create_rule(own, _rule(one)).id for one in STARTERS)
    put_setting(ctx, STARTER_KEY, list(ids))
    return ids


def remove_starter_rules(ctx: Ctx) -> None:
    """Delete those nobody has changed, for a company that brings its own. Needs `rules.edit`."""
    ctx.require("rules.edit")
    untouched = select(AlertRule.id).where(
        AlertRule.id.in_(_ids(ctx)), AlertRule.version == 1, AlertRule.deleted_at.is_(None)
    )
    for rule_id in list(ctx.session.scalars(untouched)):
        delete_rule(ctx, rule_id)


def has_own_rules(ctx: Ctx) -> bool:
    """Whether somebody has made a rule, or changed one the company began with."""
    own: ColumnElement[bool] = or_(AlertRule.id.not_in(_ids(ctx)), AlertRule.version > 1)
    return ctx.session.scalar(select(AlertRule.id).where(own).limit(1)) is not None


def _ids(ctx: Ctx) -> list[int]:
    return list(get_setting(ctx, STARTER_KEY) or ())


def _rule(one: Starter) -> AlertRuleIn:
    return AlertRuleIn(
        name=t(one.name),
        description=t(one.why),
        indicator=one.indicator,
        target_type=one.target_type,
        condition=one.condition,
        threshold=Decimal(one.threshold),
        severity=one.severity,
        notify_roles=one.roles,
    )
