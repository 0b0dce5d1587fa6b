"""Whatever the budgets: departments and the company stand as the indicator says, and one budget
as a plain loop over its records says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from core.finance import (
    BudgetIn,
    BudgetUse,
    CategoryIn,
    CategoryKind,
    budget_year,
    create_budget,
    create_category,
)
from core.indicators import TargetType, definition, question, readings
from core.kit.context import Ctx
from data.schema import FinancialRecord, Project
from tests.world import NOW, World

START = date(2025, 10, 1)


def fill(
    ctx: Ctx, world: World, random: Random
) -> tuple[list[FinancialRecord], dict[int | None, set[int | None]]]:
    """Records anywhere and budgets of all kinds; the records, and each category's tree."""
    parent = world.categories["operating"]
    below = [
        create_category(
            ctx,
            CategoryIn(code=f"x{n}", name_zh=f"x{n}", name_en=f"x{n}",
                       kind=CategoryKind.OPERATING, parent_id=parent),
        ).id
        for n in range(2)
    ]  # fmt: skip
    categories = [None, parent, *below, world.categories["payroll"], world.categories["transfer"]]
    places = [None, world.a, world.a1, world.b]
    projects = [None, None, world.project_a, world.project_a1, world.project_b]
    records = [
        FinancialRecord(
            record_date=START + timedelta(days=random.randrange(400)),
            direction=random.choice(("expense", "expense", "income")),
            amount=Decimal(random.randrange(-500, 5000)) / 10,
            currency="CNY", status=random.choice(("booked", "booked", "pending")),
            category_id=random.choice(categories), department_id=random.choice(places),
            project_id=random.choice(projects), created_at=NOW, updated_at=NOW,
        )
        for _ in range(300)
    ]  # fmt: skip
    for record in records:
        record.amount_base = record.amount
    ctx.session.add_all(records)
    for _ in range(14):
        start = START + timedelta(days=random.randrange(200))
        wanted = BudgetIn(
            period_start=start,
            period_end=start + timedelta(days=random.randrange(30, 365)),
            amount=Decimal(random.randrange(1, 5000)),
            department_id=random.choice(places),
            project_id=random.choice(projects) if random.random() < 0.3 else None,
            category_id=random.choice([None, None, parent, below[0]]),
            status=random.choice(("approved", "approved", "draft")),
        )
        create_budget(ctx, wanted)
    ctx.session.flush()
    tree: dict[int | None, set[int | None]] = {one: {one} for one in categories}
    return records, {**tree, parent: {parent, *below}}


def spent(
    use: BudgetUse,
    day: date,
    records: list[FinancialRecord],
    tree: dict[int | None, set[int | None]],
    homes: dict[int | None, int],
) -> Decimal:
    """What a budget used up to a day, record by record; transfers are left out before."""

    def counts(one: FinancialRecord) -> bool:
        if not use.period_start <= one.record_date <= min(use.period_end, day):
            return False
        if use.category_id is not None and one.category_id not in tree[use.category_id]:
            return False
        if use.project_id is not None:
            return one.project_id == use.project_id
        home = one.department_id or homes.get(one.project_id)
        return use.department_id in (None, home)

    return sum((one.amount for one in records if counts(one)), Decimal(0))


def rates(ctx: Ctx, target: TargetType, day: date) -> dict[int, Decimal | None]:
    wanted = definition("budget_execution_rate")
    found = readings(ctx, wanted, question(ctx, wanted, target, as_of=day))
    return {one.target_id: one.value for one in found}


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_the_indicators(world: World, seed: int) -> None:
    random = Random(seed)
    with world.uow("finance") as ctx:
        records, tree = fill(ctx, world, random)
        homes = dict(ctx.session.execute(select(Project.id, Project.department_id)).all())
        expenses = [
            one
            for one in records
            if (one.direction, one.status) == ("expense", "booked")
            and one.category_id != world.categories["transfer"]
        ]
        for day in (date(2025, 12, 31), date(2026, 2, 17), date(2026, 6, 15)):
            year = budget_year(ctx, day.year, as_of=day)
            departments = rates(ctx, TargetType.DEPARTMENT, day)
            for use in year.departments:
                assert use.rate == departments[use.department_id or 0]
            if year.company:
                assert year.company.rate == rates(ctx, TargetType.COMPANY, day)[1]
            for use in year.budgets:
                assert use.used == spent(use, day, expenses, tree, homes)
