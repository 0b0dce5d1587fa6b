"""A company with records, budgets and alerts in every place, and what each person sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.alerts import check_alerts, create_rule
from core.finance import BudgetIn, create_budget
from data.schema import Alert
from tests.alerts.builders import rule_in
from tests.finance.records import add
from tests.world import NOW, World

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# place -> where its record lies; amounts are powers of ten, so that a sum tells its parts
PLACES: dict[str, dict[str, str]] = {
    "nowhere": {},
    "in_a": {"department_id": "a"},
    "in_a1": {"department_id": "a1"},
    "in_b": {"department_id": "b"},
    "project_a": {"project_id": "project_a"},
    "project_a1": {"project_id": "project_a1"},
    "project_b": {"project_id": "project_b"},
    "b_but_project_a": {"department_id": "b", "project_id": "project_a"},
}
AMOUNTS = {place: Decimal(10) ** number for number, place in enumerate(PLACES)}
BUDGETS = ("in_a", "in_a1", "in_b", "project_a", "project_a1", "project_b", "nowhere")


@dataclass(frozen=True)
class Sight:
    """What a person sees: places of records and budgets, names of targets."""

    records: set[str] = field(default_factory=set)
    budgets: set[str] = field(default_factory=set)
    projects: set[str] = field(default_factory=set)
    departments: set[str] = field(default_factory=set)
    measured: set[str] = field(default_factory=set)  # projects whose figures are seen
    alerts: set[str] = field(default_factory=set)


OF_A = {"in_a", "in_a1", "project_a", "project_a1"}
OF_B = {"in_b", "project_b"}
SIGHTS = {
    "manager_a": Sight(
        records={*OF_A, "b_but_project_a"},
        budgets=OF_A,
        projects={"Project A", "Project A1"},
        departments={"A", "A1"},
        measured={"Project A", "Project A1"},
        alerts={"A", "A1", "Project A", "Project A1"},
    ),
    "manager_b": Sight(
        records={*OF_B, "b_but_project_a"},
        budgets=OF_B,
        projects={"Project B"},
        departments={"B"},
        measured={"Project B"},
        alerts={"B", "Project B"},
    ),
    "business_a": Sight(
        records={"project_a1"},
        budgets={"project_a1"},
        projects={"Project A", "Project A1"},
        measured={"Project A1"},
        alerts={"Project A1"},
    ),
    "employee": Sight(),
}
"""manager_a leads A (with A1 below it), manager_b leads B, business_a only project A1."""


@dataclass(frozen=True)
class Placed:
    """The company with ids of records and budgets by place."""

    world: World
    records: dict[str, int]
    budgets: dict[str, int]


def fill(world: World) -> Placed:
    """A record in each place, a budget in most, and an alert about whatever was spent on."""
    where = {
        place: {key: getattr(world, name) for key, name in names.items()}
        for place, names in PLACES.items()
    }
    with world.uow("founder") as ctx:
        records = {
            place: add(ctx, amount=AMOUNTS[place], counterparty=place, **where[place]).id
            for place in PLACES
        }
        budgets = {
            place: create_budget(
                ctx,
                BudgetIn(
                    period_start=YEAR[0], period_end=YEAR[1], amount=Decimal(1), **where[place]
                ),
            ).id
            for place in BUDGETS
        }
    for target in ("department", "project"):
        with world.uow("founder") as ctx:
            rule = rule_in(
                name=f"{target} spends",
                target_type=target,
                indicator="cash_out",
                period="year_to_date",
            )
            create_rule(ctx, rule)
    check_alerts(now=NOW)
    with world.uow("system") as ctx:
        assert len(ctx.session.scalars(select(Alert)).all()) == 6
    return Placed(world, records, budgets)
