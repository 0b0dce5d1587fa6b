"""Nobody reads a value of something they may not see."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core import indicators
from core.kit.errors import Invalid, NotFound, NotPermitted
from tests.indicators.builders import customer, expense, income
from tests.world import World


def seen(world: World, who: str, code: str, target_type: str) -> dict[int, Decimal | None]:
    with world.uow(who) as ctx:
        found = indicators.values(ctx, code, target_type=target_type)
    return {value.target_id: value.value for value in found}


def test_projects_departments_and_company(world: World) -> None:
    assert set(seen(world, "manager_a", "revenue", "project")) == {
        world.project_a,
        world.project_a1,
    }
    assert set(seen(world, "manager_a", "revenue", "department")) == {world.a, world.a1}
    assert seen(world, "manager_a", "revenue", "company") == {}
    assert set(seen(world, "business_a", "revenue", "project")) == {world.project_a1}
    assert seen(world, "business_a", "revenue", "department") == {}
    for who in ("founder", "finance", "analyst"):
        assert set(seen(world, who, "revenue", "project")) == set(world.projects.values())
        assert seen(world, who, "revenue", "company") == {1: Decimal("0.00")}


def test_without_the_right_to_amounts_nothing_is_told(world: World) -> None:
    for who in ("employee", "outsider", "admin"):
        with pytest.raises(NotPermitted), world.uow(who) as ctx:
            indicators.values(ctx, "revenue", target_type="company")


def test_records_follow_their_place(world: World) -> None:
    mine = expense("1", department_id=world.a)
    expense("2", department_id=world.b)
    expense("3")
    assert set(seen(world, "manager_a", "expense_amount", "financial_record")) == {mine}


def test_a_customers_sums_hold_only_what_the_reader_may_see(world: World) -> None:
    acme = customer("Acme", department_id=world.a)
    income("10", customer_id=acme, department_id=world.a)
    income("100", customer_id=acme, department_id=world.b)
    assert seen(world, "finance", "revenue", "customer") == {acme: Decimal("110.00")}
    assert seen(world, "manager_a", "revenue", "customer") == {acme: Decimal("10.00")}
    assert seen(world, "manager_b", "revenue", "customer") == {}


def test_bad_questions_are_refused(world: World) -> None:
    with world.uow("founder") as ctx:
        with pytest.raises(NotFound):
            indicators.values(ctx, "happiness")
        with pytest.raises(Invalid):
            indicators.values(ctx, "revenue", target_type="financial_record")
        with pytest.raises(Invalid):
            indicators.values(ctx, "revenue", target_type="company", period="decade")
