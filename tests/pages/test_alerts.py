"""The alerts' pages: what a manager reads, does, and sets up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core import alerts
from core.kit.listing import ListQuery
from tests.alerts.builders import check, listed, make_rule
from tests.indicators.builders import expense
from tests.pages.conftest import Visit, rows_of
from tests.world import NOW, World

pytestmark = pytest.mark.integration


@pytest.fixture
def overspent(world: World) -> int:
    """Project A is 20 % above its budget, B below it; the alert about A."""
    make_rule(world, name="Over *budget*")
    expense("120000", project_id=world.project_a, counterparty="Acme [Ltd]")
    expense("50000", project_id=world.project_b)
    check(NOW)
    return listed(world)[0].id


def texts(screen: AppTest) -> str:
    said = " ".join(str(one.value) for one in (*screen.markdown, *screen.caption))
    return said.replace("\\", "")


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def test_an_alert_says_what_how_bad_since_when_and_what_to_do(visit: Visit, overspent: int) -> None:
    screen = visit("manager_a", "alerts.py")
    (row,) = rows_of(screen, "alerts.table")
    assert row[:2] == ["Project A", "High"]
    assert "20.0 percentage points above the limit" in row
    screen = visit("manager_a", "alerts.py", id=str(overspent))
    assert not screen.exception
    read = texts(screen)
    assert "Budget overrun rate is 20.0%" in read
    assert "20.0 percentage points above the limit" in read
    assert "since 2026-06-15 10:00" in read
    assert "Look at the largest expenses below" in read
    assert "The limit was passed · 20.0%" in read


def test_who_handles_acts_on_the_page(visit: Visit, overspent: int, world: World) -> None:
    screen = visit("manager_a", "alerts.py", id=str(overspent))
    press(screen, "alerts.ack")
    assert "looks into it" in texts(screen)
    press(screen, "alerts.snooze3")
    assert "Quiet until" in texts(screen)
    assert rows_of(visit("manager_a", "alerts.py", view="snoozed"), "alerts.table")
    press(screen, "alerts.reopen")
    screen.selectbox(key="alerts.person").set_value(world.users["employee"]).run()
    press(screen, "alerts.assigned")
    assert rows_of(visit("employee", "alerts.py", view="mine"), "alerts.table")
    screen.text_area(key="alerts.remarks").set_value("Talked to the client").run()
    press(screen, "alerts.handled")
    assert "Talked to the client" in texts(screen)
    assert listed(world)[0].status == "handled"


def test_who_may_not_handle_reads_only(visit: Visit, overspent: int) -> None:
    screen = visit("analyst", "alerts.py", id=str(overspent))
    keys = {str(one.key) for one in screen.button}
    assert not keys & {"alerts.ack", "alerts.handled", "alerts.ignored"}
    outsider = visit("manager_b", "alerts.py", id=str(overspent))
    assert "20.0%" not in texts(outsider)


def test_a_rule_is_made_by_filling_in_a_sentence(
    visit: Visit, overspent: int, world: World
) -> None:
    screen = visit("founder", "alert_rules.py", new="1")
    assert not screen.exception
    form = "alert_rules.form"
    screen.number_input(key=f"{form}.threshold").set_value(110.0).run()
    assert rows_of(screen, f"{form}.trial")[0] == ["Project A", "120.0%", "Alert"]
    screen.selectbox(key=f"{form}.pending").set_value(2 * 86_400).run()
    screen.multiselect(key=f"{form}.department_ids").set_value([world.b]).run()
    assert "**0** of 1 would raise an alert now." in texts(screen)
    press(screen, f"{form}.save")
    with world.uow("founder") as ctx:
        query = ListQuery(filters={"indicator": "budget_execution_rate"})
        (rule,) = alerts.list_rules(ctx, query).items
    assert rule.name == "Budget execution rate greater than 110.0%"
    assert (rule.threshold, rule.pending_for) == (Decimal("1.1"), 2 * 86_400)
    assert rule.scope == {"department_ids": [world.b]}
    assert str(rule.id) in screen.query_params["id"]


def test_a_rule_is_changed_taken_back_copied_and_switched_off(
    visit: Visit, overspent: int, world: World
) -> None:
    (rule,) = _rules(world)
    screen = visit("founder", "alert_rules.py", id=str(rule.id))
    form = "alert_rules.form"
    assert screen.number_input(key=f"{form}.threshold").value == 0
    screen.number_input(key=f"{form}.threshold").set_value(30.0).run()
    press(screen, f"{form}.save")
    assert _rules(world)[0].threshold == Decimal("0.3")
    press(screen, "rule.restore.1")
    assert _rules(world)[0].threshold == 0
    press(screen, "alert_rules.switch")
    assert not _rules(world)[0].is_active
    press(screen, "alert_rules.duplicate")
    assert [one.is_active for one in _rules(world)] == [False, False]


def _rules(world: World) -> list[alerts.RuleRow]:
    with world.uow("founder") as ctx:
        return list(alerts.list_rules(ctx, ListQuery(sort="id")).items)


def test_many_alerts_at_once(visit: Visit, world: World) -> None:
    make_rule(world, indicator="expense_amount", target_type="financial_record", threshold=10)
    for _ in range(3):
        expense("20", department_id=world.a)
    check(NOW)
    ids = [one.id for one in listed(world)]
    with world.uow("manager_a") as ctx:
        wanted = alerts.BulkIn(ids=tuple(ids), action="ignore", remarks="Known")
        assert alerts.act_on_alerts(ctx, wanted) == 3
    assert {one.status for one in listed(world)} == {"ignored"}
    screen = visit("manager_a", "alerts.py", view="all", status="ignored")
    assert len(rows_of(screen, "alerts.table")) == 3
