"""The progress report of a project for any day, as a sheet a customer could be sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.company import Company, company
from core.dashboards.health import (
    LIGHT_NAMES,
    Light,
    ProjectHealth,
    ProjectOutlook,
    project_outlook,
    refusal,
)
from core.finance import visible_customers
from core.identity import people
from core.indicators import COST_METHODS, CostMethod
from core.kit.context import Ctx
from core.kit.formats import NONE, day, moment, money, number, percent
from core.kit.i18n import current_language, t
from core.kit.money import ratio
from core.projects import (
    END_METHODS,
    MILESTONE_STATUS_NAMES,
    EndMethod,
    ProgressReport,
    ProjectRow,
    ReportedMilestone,
    get_project,
    progress_report,
)
from core.reports.chart import s_curve
from core.reports.rendering import Sheet
from data.schema import Customer

TONES = {Light.RED: "bad", Light.AMBER: "warn", Light.GREEN: "good", Light.NONE: "plain"}
STATUS_TONES = {
    "completed": "good",
    "delayed": "bad",
    "in_progress": "accent",
    "not_started": "plain",
}
MOST_MILESTONES = 200
LONGEST_NAME = 160


def progress_sheet(
    ctx: Ctx, project_id: int, as_of: date | None = None, *, amounts: bool = True
) -> Sheet:
    """The report of a day, by default today; without `amounts` nothing of money and no alert is
    in it, as for a customer. Raises NotFound, NotPermitted."""
    project = get_project(ctx, project_id)
    outlook = project_outlook(ctx, project_id, as_of, amounts=amounts)
    health = outlook.health
    report = progress_report(ctx, project_id, outlook.as_of)
    firm = company(ctx)
    shown = health.budget is not None
    data = {
        "lang": current_language(),
        "title": t("Project progress report"),
        "company": firm.name,
        "project": project.name[:LONGEST_NAME],
        "about": _about(ctx, project, outlook.as_of),
        "printed": t(
            "{company} · as of {day} · printed {moment}",
            company=firm.name,
            day=day(outlook.as_of),
            moment=moment(ctx.now, firm.timezone),
        ),
        "light": {"name": t(LIGHT_NAMES[health.light]), "tone": TONES[health.light]},
        "verdict": outlook.verdict,
        "because": outlook.sentence.removeprefix(outlook.verdict),
        "reasons": [one.text for one in outlook.further_reasons],
        "figures": _figures(health, outlook, shown=shown),
        "milestones": [_milestone(one) for one in report.milestones[:MOST_MILESTONES]],
        "left_out": _left_out(len(report.milestones)),
        "forecasts": _forecasts(outlook),
        "money": _money(health, outlook, report) if shown else [],
        "note": late_note(outlook, firm),
        "words": _words(),
    }
    charts = {"curve": s_curve(outlook)} if len(outlook.curve) > 1 else {}
    return Sheet("progress", data, charts)


def _about(ctx: Ctx, project: ProjectRow, as_of: date) -> list[str]:
    told = [project.code or "", t("As of {day}", day=day(as_of))]
    if project.customer_id is not None and ctx.actor.can("customers.view"):
        own = visible_customers(ctx).where(Customer.id == project.customer_id).subquery()
        name = ctx.session.scalar(select(own.c.name))
        told.append(t("Customer: {name}", name=name) if name else "")
    if project.manager_id is not None:
        names = {person.id: person.name for person in people(ctx)}
        name = names.get(project.manager_id)
        told.append(t("Manager: {name}", name=name) if name else "")
    return [one[:LONGEST_NAME] for one in told if one]


def _figures(
    health: ProjectHealth, outlook: ProjectOutlook, *, shown: bool
) -> list[dict[str, str]]:
    end, cost = outlook.end, outlook.cost
    found = [
        _figure(
            t("Progress"),
            _points(health.progress),
            t("Planned by now: {planned}", planned=_points(health.planned_progress)),
        ),
        _figure(t("Planned end"), day(end.planned), _replanned(health, outlook)),
        _figure(
            t("Expected end"),
            day(end.expected),
            refusal(end.refused) or _range(day(end.earliest), day(end.latest)),
        ),
    ]
    if shown:
        found.append(
            _figure(
                t("Expected cost"),
                money_short(cost.expected, cost.currency),
                t("Budget: {budget}", budget=money_short(cost.budget, cost.currency)),
            )
        )
    return found


def _replanned(health: ProjectHealth, outlook: ProjectOutlook) -> str:
    if health.end_date and outlook.end.planned and health.end_date != outlook.end.planned:
        return t("Now planned: {day}", day=day(health.end_date))
    return ""


def _figure(label: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _points(progress: Decimal | None) -> str:
    return NONE if progress is None else f"{number(progress, 0)}%"


def _range(low: str, high: str) -> str:
    return "" if low == high else t("{low} to {high}", low=low, high=high)


def money_short(value: Decimal | None, currency: str) -> str:
    """An amount without cents."""
    if value is None:
        return money(None, currency)
    whole = money(value.quantize(Decimal(1)), currency)
    return whole.removesuffix(".00")


def _milestone(one: ReportedMilestone) -> dict[str, Any]:
    return {
        "name": one.name[:LONGEST_NAME],
        "baseline": day(one.baseline_date),
        "planned": day(one.planned_date),
        "reached": day(one.actual_date),
        "slip": number(one.slip),
        "late": bool(one.slip and one.slip > 0),
        "weight": number(one.weight),
        "status": t(MILESTONE_STATUS_NAMES[one.status]),
        "tone": STATUS_TONES[one.status],
    }


def _left_out(milestones: int) -> str:
    if milestones <= MOST_MILESTONES:
        return ""
    return t("{shown} of {all} milestones are listed.", shown=MOST_MILESTONES, all=milestones)


def _forecasts(outlook: ProjectOutlook) -> list[dict[str, Any]]:
    end, cost = outlook.end, outlook.cost
    dates = [one for one in end.methods if one.method != EndMethod.REACHED]
    rows: list[dict[str, Any]] = [
        {
            "method": t("End: {method}", method=t(END_METHODS[EndMethod(one.method)])),
            "value": day(one.end),
            "told": one.told,
        }
        for one in dates
    ]
    rows += [
        {
            "method": t("Cost: {method}", method=t(COST_METHODS[CostMethod(one.method)])),
            "value": money(one.cost, cost.currency),
            "told": one.told,
        }
        for one in cost.methods
    ]
    return rows


def _money(
    health: ProjectHealth, outlook: ProjectOutlook, report: ProgressReport
) -> list[dict[str, str]]:
    now = next((one for one in outlook.curve if one.day == outlook.as_of), None)
    pv, ev = (now.pv, now.ev) if now else (None, None)
    currency = health.currency

    def amount(label: str, value: Decimal | None) -> dict[str, str]:
        return {"label": label, "value": money(value, currency)}

    return [
        amount(t("Budget (BAC)"), health.budget),
        amount(t("Planned value (PV)"), pv),
        amount(t("Earned value (EV)"), ev),
        amount(t("Actual cost (AC)"), health.cost),
        amount(t("Schedule variance (SV)"), None if ev is None or pv is None else ev - pv),
        amount(t("Cost variance (CV)"), _minus(ev, health.cost)),
        {"label": t("Schedule performance (SPI)"), "value": number(health.spi, 2)},
        {"label": t("Cost performance (CPI)"), "value": number(health.cpi, 2)},
        amount(t("Estimate at completion (EAC)"), outlook.cost.expected),
        amount(t("Variance at completion (VAC)"), _minus(health.budget, outlook.cost.expected)),
        {"label": t("Budget used"), "value": percent(ratio(health.cost, health.budget), 0)},
        {
            "label": "SPI(t)",
            "value": number(outlook.end.schedule_performance_t, 2),
        },
    ]


def _minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def late_note(outlook: ProjectOutlook, firm: Company) -> str:
    """What was entered only after the day; empty where nothing was."""
    late = outlook.late_facts
    if not late.any or late.last_entered is None:
        return ""
    return t(
        "Facts dated up to {day} that were entered later are counted: {records} records, "
        "{milestones} milestones reached, {plans} plans; the last on {moment}.",
        day=day(outlook.as_of),
        records=late.records,
        milestones=late.milestones,
        plans=late.plans,
        moment=moment(late.last_entered, firm.timezone),
    )


def _words() -> dict[str, Any]:
    return {
        "curve": t("Plan and reality over time"),
        "milestones": t("Milestones"),
        "milestone_columns": [
            t("Milestone"),
            t("Baseline"),
            t("Planned"),
            t("Reached"),
            t("Days late"),
            t("Weight"),
            t("Status"),
        ],
        "forecast": t("How end and cost are expected"),
        "forecast_columns": [t("Method"), t("Gives")],
        "money": t("Money"),
    }
