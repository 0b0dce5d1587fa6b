"""Every figure explains itself: formula, inputs, and the records that add up to it."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core import indicators
from core.finance import record_totals
from core.indicators.formulas import FORMULAS, INPUT, INPUTS, Kind, in_words, inputs_with, note_on
from core.indicators.openings import openings
from core.kit.context import Ctx
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from core.projects import MilestoneIn, ProjectIn, create_milestone, create_project
from core.satisfaction import ScoreIn, create_score
from data.schema import Contract, Receivable, ReceivableReceipt
from tests.indicators.builders import add, budget, customer, expense, income
from tests.world import TODAY, World

SIGNS = str.maketrans({"÷": "/", "×": "*", "−": "-"})
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
WITHOUT_NUMBERS = {"receivable_overdue_days"}  # a difference of days, tested by itself


def computed(text: str, inputs: dict[str, Decimal]) -> Decimal:
    """What the formula's text gives with these numbers."""

    def of(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return Decimal(OPERATORS[type(node.op)](of(node.left), of(node.right)))
        assert isinstance(node, ast.Name)
        return inputs[node.id]

    plain = INPUT.sub(lambda found: found[1], text).translate(SIGNS)
    return of(ast.parse(plain, mode="eval").body)


def test_every_indicator_has_a_formula_in_both_languages() -> None:
    assert set(FORMULAS) == set(indicators.INDICATORS)
    for code, formula in FORMULAS.items():
        assert {found[1] for found in INPUT.finditer(formula.text)} <= set(INPUTS)
        with use_locale("en"):
            english = note_on(code, "project"), note_on(code, "company")
        with use_locale("zh_CN"):
            chinese = note_on(code, "project"), note_on(code, "company")
        assert not set(english) & set(chinese)
    with use_locale("en"):
        assert in_words("budget_execution_rate") == "Used ÷ Budget"
        assert note_on("cost", "project") != note_on("cost", "department")


@pytest.fixture
def busy(world: World) -> World:
    """Project A with a plan, budget, costs and income of several kinds; budgets of departments; a
    customer who pays half of what is due."""
    buyer = customer("Buyer", world.a)
    place = {"project_id": world.project_a, "department_id": world.a, "customer_id": buyer}
    kinds = world.categories
    for kind, amount in (("cost_of_sales", "3000"), ("payroll", "2000"), ("tax", "70")):
        expense(amount, category_id=kinds[kind], **place)
    expense("900", **place)
    expense("-100", category_id=kinds["cost_of_sales"], **place)
    expense("5000", category_id=kinds["transfer"], **place)
    expense("777", project_id=world.project_a, record_date=date(2025, 12, 1))
    expense("40", department_id=world.b, category_id=kinds["cost_of_sales"])
    income("9000", category_id=kinds["revenue"], **place)
    income("500", **place)
    income("1234", category_id=kinds["financing"], **place)
    budget("50000", department_id=world.a)
    budget("8000", department_id=world.b, category_id=kinds["cost_of_sales"])
    contract = add(
        Contract(
            name="C",
            customer_id=buyer,
            project_id=world.project_a,
            department_id=world.a,
            currency="CNY",
            status="active",
        )
    )
    owed = add(
        Receivable(
            title="R",
            contract_id=contract,
            customer_id=buyer,
            project_id=world.project_a,
            department_id=world.a,
            due_date=date(2026, 5, 1),
            issued_on=date(2026, 4, 1),
            amount=Decimal(9000),
            currency="CNY",
            status="open",
        )
    )
    paid = income("4500", record_date=date(2026, 5, 2), category_id=kinds["revenue"], **place)
    add(ReceivableReceipt(receivable_id=owed, financial_record_id=paid, amount=Decimal(4500)))
    with world.uow("founder") as ctx:
        for day, weight, actual in ((date(2026, 3, 1), 40, True), (date(2026, 6, 1), 60, False)):
            made = {"name": "M", "planned_date": day, "weight": weight}
            done = {"actual_date": day} if actual else {}
            create_milestone(ctx, world.project_a, MilestoneIn.model_validate(made | done))
        score = {"customer_id": buyer, "project_id": world.project_a, "department_id": world.a}
        create_score(ctx, ScoreIn.model_validate(score | {"score": 90, "scored_on": TODAY}))
        due = {"name": "Due", "start_date": "2026-01-01", "end_date": "2026-05-01", "budget": 9}
        create_project(ctx, ProjectIn.model_validate(due | {"department_id": world.a}))
    return world


@pytest.mark.integration
def test_each_value_is_what_its_formula_gives_and_its_records_add_up(busy: World) -> None:
    seen: set[tuple[str, str]] = set()
    with busy.uow("founder") as ctx:
        for indicator in indicators.definitions():
            for kind in indicator.target_types:
                for value in indicators.values(ctx, indicator.code, target_type=kind):
                    if value.value is None:
                        continue
                    seen.add((indicator.code, str(kind)))
                    agrees(indicator.code, value)
                    adds_up(ctx, indicator.code, value)
    every = {(one.code, str(kind)) for one in indicators.definitions() for kind in one.target_types}
    assert every == seen


def agrees(code: str, value: indicators.IndicatorValue) -> None:
    """The formula gives the value from the inputs."""
    if code in WITHOUT_NUMBERS:
        return
    given = {
        name: Decimal(one) / (100 if INPUTS[name][1] is Kind.PERCENT else 1)
        for name, one in inputs_with(value).items()
        if isinstance(one, Decimal | int) and name in INPUTS
    }
    found = computed(FORMULAS[code].text, given)
    scale = 100 if code == "project_progress" else 1
    assert value.value is not None
    assert abs(found * scale - value.value) < Decimal("0.01"), (code, found, value)


def adds_up(ctx: Ctx, code: str, value: indicators.IndicatorValue) -> None:
    """The records that a link shows have the sum that the figure was computed from."""
    for one in openings(
        ctx,
        code,
        target_type=value.target_type,
        target_id=value.target_id,
        as_of=value.as_of,
    ):
        if one.of is None:
            continue
        shown = sum(row.amount_base for row in record_totals(ctx, ListQuery(filters=one.filters)))
        assert shown == value.inputs[one.of], (code, value.target_type, one)


@pytest.mark.integration
def test_a_budget_of_categories_opens_its_records(busy: World) -> None:
    with busy.uow("founder") as ctx:
        (first, *_) = openings(
            ctx, "budget_execution_rate", target_type="department", target_id=busy.b
        )
        assert str(busy.categories["cost_of_sales"]) in first.filters["category_id"].split(",")
        (only,) = [
            one
            for one in openings(
                ctx, "budget_execution_rate", target_type="department", target_id=busy.a1
            )
            if one.page in {"records", "budgets"}
        ]
        assert only.page == "budgets"
