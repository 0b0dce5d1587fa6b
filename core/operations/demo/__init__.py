"""Fill an empty company with a demonstration: the same one for the same seed and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from core.alerts import check_alerts
from core.audit import record
from core.company import company
from core.finance import RECORDS_CHANGED, span_of
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.periods import today
from core.kit.uow import Who, run_in_uow
from core.operations.demo.money import make_rates, make_records
from core.operations.demo.people import Made, make_firm
from core.operations.demo.plan import cells as plan_cells
from core.operations.demo.plan import give_out, project_costs
from core.operations.demo.plans import make_budgets, make_rules
from data.schema import Alert, Budget, Customer, Department, FinancialRecord, Project

AFTER_RATES, AFTER_PEOPLE, AFTER_RECORDS, AFTER_RULES = 5, 50, 80, 85  # per cent
RIGHTS = ("users.admin", "departments.edit", "records.edit", "rules.edit")


@dataclass(frozen=True)
class DemoReport:
    """What was made; the passwords are shown once and kept nowhere."""

    records: int
    rules: int
    alerts: int
    passwords: Mapping[str, str]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "records": self.records,
            "rules": self.rules,
            "alerts": self.alerts,
            "accounts": [
                {"username": name, "password": password}
                for name, password in self.passwords.items()
            ],
            "seconds": self.seconds,
        }


def fill_company(
    who: Who, *, records: int, seed: int, tell: Callable[[int], None] = lambda _percent: None
) -> DemoReport:
    """Make the demonstration in one transaction, then its alert rules, and check them.

    The rules come last, so that the events of the many new rows have nothing to evaluate.
    `tell` hears how far it is, in per cent.

    Raises Conflict for a company that has departments, projects, customers, budgets or records.
    """
    started = perf_counter()
    made, rows = run_in_uow(who, lambda ctx: _fill(ctx, records, seed, tell))
    tell(AFTER_RECORDS)
    rules = run_in_uow(who, make_rules)
    tell(AFTER_RULES)
    check_alerts()
    alerts = run_in_uow(who, _open_alerts)
    return DemoReport(rows, rules, alerts, made.passwords, round(perf_counter() - started, 2))


def _fill(ctx: Ctx, records: int, seed: int, tell: Callable[[int], None]) -> tuple[Made, int]:
    for right in RIGHTS:
        ctx.require(right)
    check_empty(ctx)
    day = today(ctx.now, company(ctx).timezone)
    found = plan_cells(day)
    make_rates(ctx, day)
    tell(AFTER_RATES)
    made = make_firm(ctx, day, project_costs(found))
    tell(AFTER_PEOPLE)
    make_budgets(ctx, day, found, made)
    rows = make_records(ctx, give_out(found, records), made, seed)
    record(ctx, "demo.filled", "company", None, after={"records": rows, "seed": seed})
    if rows:
        emit(ctx, RECORDS_CHANGED, span_of(ctx) or {})
    return made, rows


def _open_alerts(ctx: Ctx) -> int:
    return ctx.session.scalar(select(func.count()).where(Alert.status == "open")) or 0


def check_empty(ctx: Ctx) -> None:
    """Raise Conflict for a company that has departments, projects or anything of money."""
    for model in (FinancialRecord, Project, Customer, Budget, Department):
        if ctx.session.scalar(select(func.count()).select_from(model)):
            raise Conflict(
                "demo.not_empty",
                N_("This company has data already. The demonstration needs an empty one."),
            )
