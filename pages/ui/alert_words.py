"""Alerts and rules in words: figures with their unit, what is off plan, how far, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.alerts import CONDITION_NAMES, RAISING, RULE_TARGET, AlertRow, Condition, distance
from core.indicators import INDICATORS, TARGET_NAMES, Unit
from core.kit.i18n import N_, t
from pages.ui.format import money, number, percent

MINUTE, HOUR, DAY = 60, 3600, 86_400
SPANS = (
    (DAY, N_("1 day"), N_("{n} days")),
    (HOUR, N_("1 hour"), N_("{n} hours")),
    (MINUTE, N_("1 minute"), N_("{n} minutes")),
)
TARGETS: dict[str, str] = {**TARGET_NAMES, RULE_TARGET: N_("Alert rule")}
ADVICE: Mapping[str, str] = {
    "budget_execution_rate": N_(
        "Look at the largest expenses below: stop or move what can wait, or have the budget raised."
    ),
    "budget_overrun_rate": N_(
        "Look at the largest expenses below: stop or move what can wait, or have the budget raised."
    ),
    "cost_consumption_rate": N_(
        "Compare the cost with the progress: agree on fewer deliverables, or on more money."
    ),
    "gross_margin": N_(
        "Check the largest costs below, and whether all revenue has been booked and categorised."
    ),
    "revenue": N_("Check what has not been invoiced or booked yet, and talk to the customers."),
    "cost": N_("Check the largest costs below, and whether they are booked where they belong."),
    "cash_in": N_("Remind customers of what is due, the largest and oldest first."),
    "cash_out": N_("Check the largest payments below, and put off what can wait."),
    "collection_rate": N_("Remind customers of what is due, the largest and oldest first."),
    "receivable_overdue_days": N_(
        "Call the customer, agree on a date, and note it; the oldest receivables are below."
    ),
    "expense_amount": N_("Check the receipt and who approved it, then say so in the remarks."),
    "customer_satisfaction": N_("Talk to the customer, and note what was agreed."),
}
PROJECT_ADVICE = N_("Talk to the project's manager: which milestone is late, and what would help?")
OTHER_ADVICE = N_("Find the cause, give the alert to who can act, and note what was done.")


def figure(code: str, value: Decimal | None, currency: str | None = None) -> str:
    """A value of an indicator with its unit."""
    known = INDICATORS.get(code)
    unit = known.unit if known else Unit.INDEX
    if unit is Unit.RATIO:
        return percent(value)
    if value is None:
        return number(None)
    if unit is Unit.PERCENT:
        return percent(value / 100)
    if unit is Unit.MONEY:
        return money(value, currency)
    if unit is Unit.DAYS:
        return t("{n} days", n=number(value, 0))
    return number(value, 2)


def threshold(rule: Any, currency: str | None = None) -> str:
    """The limit of a rule, or of an alert's rule, in words: “greater than 90.0%”."""
    known = t(CONDITION_NAMES[rule.condition])
    if rule.threshold is None:
        return known
    if rule.condition == Condition.CHANGE:
        return f"{known} {percent(rule.threshold)}"
    shown = figure(rule.indicator, rule.threshold, currency)
    high = rule.threshold_high
    more = f" – {figure(rule.indicator, high, currency)}" if high is not None else ""
    return f"{known} {shown}{more}"


def indicator_name(code: str) -> str:
    """The indicator's name in the reader's language."""
    return INDICATORS[code].label() if code in INDICATORS else code


def sentence(rule: Any) -> str:
    """A rule in short: “Budget execution rate greater than 90.0% for 2 days”."""
    text = f"{indicator_name(rule.indicator)} {threshold(rule)}"
    if rule.pending_for:
        text = t("{what} for {period}", what=text, period=span(rule.pending_for))
    return text


def span(seconds: int) -> str:
    """A period in its largest unit: 2 days, 3 hours, 10 minutes."""
    for length, one, many in SPANS:
        if seconds >= length and (seconds % length == 0 or length < DAY):
            n = round(seconds / length)
            return t(one) if n == 1 else t(many, n=number(n))
    return t("{n} minutes", n=number(0))


def age(since: datetime, now: datetime) -> str:
    """How long ago, roughly: 3 days, 5 hours, 10 minutes."""
    seconds = max(0, int((now - since).total_seconds()))
    length = next((one for one, *_ in SPANS if seconds >= one), MINUTE)
    return span(seconds - seconds % length)


def what(alert: AlertRow) -> str:
    """What is off plan: “Budget overrun rate is 12.0%, the limit is 10.0%”."""
    name = indicator_name(alert.indicator)
    if alert.reason == "error":
        return t("The rule could not be checked")
    if alert.reason in RAISING and alert.reason != "breached":
        return t("There is no figure for “{indicator}”", indicator=name)
    if alert.current_value is None:
        return t("{indicator} has passed its limit", indicator=name)
    return t(
        "{indicator} is {value}",
        indicator=name,
        value=figure(alert.indicator, alert.current_value, alert.currency),
    )


def how_bad(alert: AlertRow) -> str:
    """How far beyond the limit, as a figure and as a share of it; empty where nothing is known."""
    beyond = distance(alert)
    if beyond is None or alert.threshold is None:
        return ""
    shown = _beyond(alert, beyond)
    above = (alert.current_value or 0) > alert.threshold
    text = t("{n} above the limit", n=shown) if above else t("{n} below the limit", n=shown)
    if beyond == 0:
        return t("exactly at the limit")
    unit = INDICATORS[alert.indicator].unit if alert.indicator in INDICATORS else None
    if alert.threshold and unit in (Unit.MONEY, Unit.DAYS):
        return f"{text} ({percent(beyond / abs(alert.threshold), 0)})"
    return text


def _beyond(alert: AlertRow, beyond: Decimal) -> str:
    unit = INDICATORS[alert.indicator].unit if alert.indicator in INDICATORS else None
    if unit in (Unit.RATIO, Unit.PERCENT):
        points = beyond * 100 if unit is Unit.RATIO else beyond
        return t("{n} percentage points", n=number(points, 1))
    return figure(alert.indicator, beyond, alert.currency)


def advice(alert: AlertRow) -> str:
    """What usually helps."""
    if alert.target_type == RULE_TARGET:
        return t("Open the rule, try it out, and change what it cannot read.")
    known = ADVICE.get(alert.indicator)
    if known is None:
        known = PROJECT_ADVICE if alert.target_type == "project" else OTHER_ADVICE
    return t(known)
