"""What explains an alert: its figure's course, the rows behind it, and how earlier ones ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core import alerts
from core.identity import by_token, create_token
from core.indicators import rows_behind
from core.kit.errors import NotFound
from core.kit.i18n import use_locale
from core.kit.uow import unit_of_work
from data.schema import Receivable
from tests.alerts.builders import check, listed, make_rule
from tests.indicators.builders import add, budget, customer, expense, income
from tests.world import NOW, TODAY, World


def test_the_course_of_a_figure_with_its_limit(world: World) -> None:
    make_rule(world)
    expense("60000", project_id=world.project_a, record_date=TODAY - timedelta(weeks=5))
    expense("60000", project_id=world.project_a)
    check()
    alert = listed(world)[0]
    with world.uow("manager_a") as ctx:
        found = alerts.alert_trend(ctx, alert.id)
    values = [one.value for one in found.points]
    assert found.threshold == 0
    assert found.points[-1].day == TODAY
    assert len(values) == 13
    assert values[0] == -1
    assert values[-1] == Decimal("0.2")
    assert Decimal("-0.4") in values
    with world.uow("outsider") as ctx, pytest.raises(NotFound):
        alerts.alert_trend(ctx, alert.id)


def test_the_assigned_person_without_amounts_sees_no_figures(world: World) -> None:
    make_rule(world)
    expense("120000", project_id=world.project_a)
    check()
    alert_id = listed(world)[0].id
    with world.uow("founder") as ctx:
        alerts.assign_alert(ctx, alert_id, world.users["employee"])
    with world.uow("employee") as ctx:
        assert alerts.alert_trend(ctx, alert_id).points == ()
        assert alerts.alert_trend(ctx, alert_id).threshold is None
        assert alerts.alert_rows(ctx, alert_id) == ()


def test_a_narrowed_token_is_not_answered_from_its_owners_memory(world: World) -> None:
    make_rule(world)
    expense("120000", project_id=world.project_a)
    check()
    alert_id = listed(world)[0].id
    with world.uow("manager_a") as ctx:
        narrow = create_token(ctx, "no projects", scopes=("alerts.view", "amounts.view"))
    with world.uow("manager_a") as ctx:
        assert alerts.alert_trend(ctx, alert_id).points
    with unit_of_work(by_token(narrow), now=NOW) as ctx:
        assert alerts.alert_trend(ctx, alert_id).points == ()


def test_the_weightiest_records_stand_behind_a_figure(world: World) -> None:
    make_rule(world)
    small = expense("100", project_id=world.project_a)
    large = expense("119900", project_id=world.project_a, counterparty="Acme")
    expense("5000", project_id=world.project_b)
    income("700", project_id=world.project_a)
    check()
    alert = listed(world)[0]
    with world.uow("manager_a") as ctx:
        rows = alerts.alert_rows(ctx, alert.id)
    assert [(row.kind, row.id) for row in rows] == [
        ("financial_record", large),
        ("financial_record", small),
    ]
    assert (rows[0].name, rows[0].amount, rows[0].day) == ("Acme", Decimal(119900), TODAY)


@pytest.mark.parametrize(
    ("code", "target_type", "expected"),
    [
        ("budget_execution_rate", "department", ["in_budget"]),
        ("cash_out", "department", ["in_budget", "last_year"]),
        ("cash_in", "company", ["in"]),
        ("gross_margin", "project", ["in"]),
        ("cost_consumption_rate", "project", ["spent"]),
        ("project_progress", "project", []),
    ],
)
def test_only_what_counts_stands_behind_it(
    world: World, code: str, target_type: str, expected: list[str]
) -> None:
    budget("500", department_id=world.a)
    made = {
        "in_budget": expense("90", department_id=world.a),
        "last_year": expense("80", department_id=world.a, record_date=TODAY - timedelta(days=300)),
        "elsewhere": expense("70", department_id=world.b),
        "in": income("60", project_id=world.project_b),
        "spent": expense("50", project_id=world.project_b)
        if target_type == "project" and code != "gross_margin"
        else 0,
    }
    target = {"department": world.a, "company": 1, "project": world.project_b}[target_type]
    with world.uow("founder") as ctx:
        found = rows_behind(
            ctx, code, target_type=target_type, target_id=target, period="last_365_days"
        )
    assert [row.id for row in found] == [made[name] for name in expected]


def test_late_receivables_stand_behind_what_is_owed(world: World) -> None:
    acme = customer("Acme", world.a)
    given = {"customer_id": acme, "currency": "CNY", "status": "open", "version": 1}
    late, later = (
        add(
            Receivable(
                due_date=TODAY - timedelta(days=days), amount=Decimal(100), title="Bill", **given
            )
        )
        for days in (90, 10)
    )
    add(Receivable(due_date=TODAY + timedelta(days=9), amount=Decimal(100), **given))
    with world.uow("founder") as ctx:
        for code in ("receivable_overdue_days", "collection_rate"):
            found = rows_behind(ctx, code, target_type="customer", target_id=acme)
            assert [(row.kind, row.id) for row in found] == [
                ("receivable", late),
                ("receivable", later),
            ]
    with world.uow("employee") as ctx:
        assert rows_behind(ctx, code, target_type="customer", target_id=acme) == []


def test_similar_alerts_tell_how_they_ended(world: World) -> None:
    make_rule(world)
    expense("120000", project_id=world.project_b)
    check(NOW)
    with world.uow("manager_b") as ctx:
        alerts.ignore_alert(ctx, listed(world)[0].id, "A one-off")
    for _ in range(2):
        expense("120000", project_id=world.project_a)
        check(NOW)
        expense("-120000", project_id=world.project_a)
        check(NOW)
    expense("120000", project_id=world.project_a)
    check(NOW)
    newest = listed(world)[-1].id
    with world.uow("founder") as ctx, use_locale("en"):
        found = alerts.similar_alerts(ctx, newest)
    assert [one.same_target for one in found] == [True, True, False]
    assert [one.remarks for one in found] == [
        "The figure has recovered",
        "The figure has recovered",
        "A one-off",
    ]
    with world.uow("manager_a") as ctx:
        assert len(alerts.similar_alerts(ctx, newest)) == 2
