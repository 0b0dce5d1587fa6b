"""Fill an empty company with a demonstration: the same one for the same seed and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import func, select, update

from core.alerts import check_alerts, remove_starter_rules
from core.audit import record
from core.company import company
from core.finance import RECORDS_CHANGED, span_of
from core.identity import FirstPassword
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.periods import today
from core.kit.uow import Who, run_in_uow
from core.operations.demo.money import ABOUT, make_rates, make_records
from core.operations.demo.opinions import make_opinions
from core.operations.demo.papers import make_contracts, make_receipts, make_receivables
from core.operations.demo.people import first_passwords, make_firm
from core.operations.demo.plans import make_budgets, make_rules, make_sorting
from core.operations.demo.steps import make_milestones
from core.operations.demo.story import tell_story
from data.schema import Alert, Budget, Customer, Department, FinancialRecord, OutboxEvent, Project

AFTER_RATES, AFTER_PEOPLE, AFTER_PAPERS, AFTER_RECORDS, AFTER_RULES = 5, 35, 55, 80, 85  # per cent
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
    who: Who,
    *,
    records: int,
    seed: int,
    tell: Callable[[int], None] = lambda _percent: None,
    now: datetime | None = None,
) -> DemoReport:
    """Make the demonstration in one transaction, then its alert rules, and check them.

    The rules come last, so that the events of the many new rows have nothing to evaluate.
    `records` is how many financial records; fewer than the story takes are not made. `tell` hears
    how far it is, in per cent. `now` is the moment it is made, by default this one.

    Raises Conflict for a company that has departments, projects, customers, budgets or records.
    """
    started = perf_counter()
    passwords = first_passwords()
    rows = run_in_uow(who, lambda ctx: _fill(ctx, records, seed, passwords, tell), now=now)
    tell(AFTER_RECORDS)
    rules = run_in_uow(who, _rules, now=now)
    tell(AFTER_RULES)
    check_alerts(now=now)
    alerts = run_in_uow(who, _open_alerts)
    shown = {name: first.password for name, first in passwords.items() if name}
    return DemoReport(rows, rules, alerts, shown, round(perf_counter() - started, 2))


def _fill(
    ctx: Ctx,
    records: int,
    seed: int,
    passwords: Mapping[str, FirstPassword],
    tell: Callable[[int], None],
) -> int:
    for right in RIGHTS:
        ctx.require(right)
    check_empty(ctx)
    remove_starter_rules(ctx)  # the story has rules of its own
    firm = company(ctx)
    story = tell_story(today(ctx.now, firm.timezone), firm.fiscal_year_start, seed, ABOUT)
    make_rates(ctx, story.today)
    tell(AFTER_RATES)
    made = make_firm(ctx, story, passwords)
    make_milestones(ctx, story.today, made)
    make_opinions(ctx, story.today, made)
    tell(AFTER_PEOPLE)
    contracts = make_contracts(ctx, story, made)
    receivables = make_receivables(ctx, story, made, contracts)
    make_budgets(ctx, story, made)
    make_sorting(ctx, made)
    tell(AFTER_PAPERS)
    rows = make_records(ctx, story, made, contracts, records=records, seed=seed)
    make_receipts(ctx, story, receivables)
    record(ctx, "demo.filled", "company", None, after={"records": rows, "seed": seed})
    _settle_events(ctx)
    emit(ctx, RECORDS_CHANGED, span_of(ctx) or {})
    return rows


def _rules(ctx: Ctx) -> int:
    made = make_rules(ctx)
    _settle_events(ctx)
    return made


def _settle_events(ctx: Ctx) -> None:
    """Nobody has to hear of each single thing: what follows of it is done here, once."""
    emitted = OutboxEvent.id.in_(ctx.emitted)
    ctx.session.execute(update(OutboxEvent).where(emitted).values(handled_at=ctx.now))
    ctx.emitted.clear()


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
