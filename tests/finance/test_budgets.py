"""Budgets: dated versions, states, scope, masking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import (
    BudgetIn,
    BudgetPatch,
    BudgetRow,
    BudgetStatus,
    budget_versions,
    create_budget,
    delete_budget,
    get_budget,
    list_budgets,
    update_budget,
)
from core.finance.states import BUDGET_TRANSITIONS
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from data.schema import StatusChange
from tests.finance.records import events
from tests.world import NOW, TODAY, World


def make(ctx: Ctx, **changes: object) -> BudgetRow:
    values = {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1000"}
    return create_budget(ctx, BudgetIn.model_validate(values | changes))


def history(ctx: Ctx, budget: int) -> list[tuple[date, Decimal | None, str]]:
    found = budget_versions(ctx, budget)
    return [(one.effective_on, one.amount, one.status.value) for one in found]


def test_a_new_budget_is_approved_and_counts_from_its_start(world: World) -> None:
    with world.uow("finance") as ctx:
        row = make(ctx, department_id=world.a)
        assert history(ctx, row.id) == [(date(2026, 1, 1), Decimal(1000), "approved")]
        assert events(ctx, "finance.budgets_changed") == [
            {"department_ids": [world.a], "project_ids": []}
        ]
    assert (row.status, row.currency) == ("approved", "CNY")


def test_a_change_counts_from_today_or_the_day_told(world: World) -> None:
    with world.uow("finance") as ctx:
        row = make(ctx)
        update_budget(ctx, row.id, BudgetPatch(amount="1200", effective_on="2026-03-01"))
        update_budget(ctx, row.id, BudgetPatch(name="Renamed"))
        update_budget(ctx, row.id, BudgetPatch(status="closed", reason="over"))
        with pytest.raises(Invalid) as refused:
            update_budget(ctx, row.id, BudgetPatch(amount="1", effective_on="2026-02-01"))
        assert "effective_on" in refused.value.fields
        assert history(ctx, row.id) == [
            (date(2026, 1, 1), Decimal(1000), "approved"),
            (date(2026, 3, 1), Decimal(1200), "approved"),
            (TODAY, Decimal(1200), "closed"),
        ]
        changes = ctx.session.query(StatusChange).filter_by(target_type="budget").all()
    assert [(one.from_status, one.to_status, one.reason) for one in changes] == [
        (None, "approved", None),
        ("approved", "closed", "over"),
    ]


def test_a_change_before_the_period_counts_from_its_start(world: World) -> None:
    with world.uow("finance") as ctx:
        row = make(ctx, period_start="2027-01-01", period_end="2027-12-31")
        update_budget(ctx, row.id, BudgetPatch(amount="5"))
        assert history(ctx, row.id)[-1] == (date(2027, 1, 1), Decimal(5), "approved")
        update_budget(ctx, row.id, BudgetPatch(period_start="2026-07-01"))
        assert history(ctx, row.id)[0] == (date(2026, 7, 1), Decimal(1000), "approved")


@pytest.mark.parametrize("before", BudgetStatus)
@pytest.mark.parametrize("after", BudgetStatus)
def test_every_step_of_state(world: World, before: BudgetStatus, after: BudgetStatus) -> None:
    with world.uow("finance") as ctx:
        row = make(ctx, status=before)
        if before == after or after in BUDGET_TRANSITIONS[before]:
            assert update_budget(ctx, row.id, BudgetPatch(status=after)).status == after
        else:
            with pytest.raises(Conflict):
                update_budget(ctx, row.id, BudgetPatch(status=after))


def test_what_does_not_fit_is_refused(world: World) -> None:
    with world.uow("finance") as ctx:
        with pytest.raises(Invalid):
            make(ctx, period_end="2025-12-31")
        row = make(ctx)
        with pytest.raises(Invalid):
            update_budget(ctx, row.id, BudgetPatch(period_end="2025-12-31"))
        with pytest.raises(Invalid):
            make(ctx, project_id=999_999)
        update_budget(ctx, row.id, BudgetPatch(amount="2"), expected_version=1)
        with pytest.raises(Stale):
            update_budget(ctx, row.id, BudgetPatch(amount="3"), expected_version=1)
    with pytest.raises(ValueError, match="amount"):
        BudgetPatch(amount="-1")
    with pytest.raises(ValueError, match="period_end"):
        BudgetPatch(period_end=None)


def test_a_deleted_budget_is_gone_with_its_versions(world: World) -> None:
    with world.uow("finance") as ctx:
        row = make(ctx, project_id=world.project_a1)
        delete_budget(ctx, row.id)
        with pytest.raises(NotFound):
            get_budget(ctx, row.id)
        with pytest.raises(NotFound):
            budget_versions(ctx, row.id)
        assert events(ctx, "finance.budgets_changed")[-1] == {
            "department_ids": [world.a1],
            "project_ids": [world.project_a1],
        }


def test_filters(world: World) -> None:
    with world.uow("finance") as ctx:
        year = make(ctx, department_id=world.a).id
        june = make(ctx, period_start="2026-06-01", period_end="2026-06-30", amount="5").id
        both = {year, june}

        def found(**filters: str) -> set[int]:
            return {row.id for row in list_budgets(ctx, ListQuery(filters=filters)).items}

        assert found(date_from="2026-07-01") == {year}
        assert found(date_from="2026-06-15", date_to="2026-06-15") == both
        assert found(department_id="none") == found(amount_max="5") == {june}
        assert found(status="approved") == both


def test_scope_and_masking(world: World) -> None:
    with world.uow("finance") as ctx:
        company = make(ctx).id
        of_a = make(ctx, department_id=world.a).id
        of_a1 = make(ctx, project_id=world.project_a1).id
        of_b = make(ctx, department_id=world.b).id

    def seen(name: str) -> set[int]:
        with world.uow(name) as ctx:
            return {row.id for row in list_budgets(ctx, ListQuery()).items}

    assert seen("analyst") == {company, of_a, of_a1, of_b}
    assert seen("manager_a") == {of_a, of_a1}
    assert seen("business_a") == {of_a1}
    with world.uow("manager_a") as ctx:
        assert make(ctx).department_id == world.a
        with pytest.raises(NotPermitted):
            make(ctx, department_id=world.b)
        with pytest.raises(NotPermitted):
            update_budget(ctx, of_a, BudgetPatch(department_id=None))
        for hidden in (company, of_b):
            for attempt in (
                lambda one=hidden: get_budget(ctx, one),
                lambda one=hidden: budget_versions(ctx, one),
                lambda one=hidden: update_budget(ctx, one, BudgetPatch(amount="1")),
                lambda one=hidden: delete_budget(ctx, one),
            ):
                with pytest.raises(NotFound):
                    attempt()
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: list_budgets(ctx, ListQuery()),
            lambda: get_budget(ctx, of_b),
            lambda: budget_versions(ctx, of_b),
            lambda: make(ctx, department_id=world.b),
            lambda: update_budget(ctx, of_b, BudgetPatch(amount="1")),
            lambda: delete_budget(ctx, of_b),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    with world.uow("analyst") as ctx:
        blind = create_token(ctx, "no money", scopes=("budgets.view",))
    with unit_of_work(by_token(blind), now=NOW) as ctx:
        assert get_budget(ctx, of_a).amount is None
        assert budget_versions(ctx, of_a)[0].amount is None
        assert {row.amount for row in list_budgets(ctx, ListQuery(sort="amount")).items} == {None}
        assert list_budgets(ctx, ListQuery(filters={"amount": "1000"})).items == ()
