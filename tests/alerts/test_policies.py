"""What a rule says about time, missing figures and failures, from the rule to what people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from core import alerts, notifications
from core.indicators import INDICATORS
from core.kit import uow
from core.kit.context import SYSTEM, Ctx
from core.kit.events import emit
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow
from core.operations.jobs import registered, run_job
from data.schema import AlertPending, AlertRule, AlertRuleError, AlertTransition, OutboxEvent
from tests.alerts.builders import check, consistent, listed, make_rule, only_alert, stored
from tests.indicators.builders import expense
from tests.world import NOW, World

DAY = timedelta(days=1)


def told(world: World, who: str) -> list[str]:
    with world.uow(who) as ctx, use_locale("en"):
        found = notifications.list_notifications(ctx, ListQuery(sort="id")).items
    return [note.message for note in found]


def steps(world: World) -> list[tuple[str | None, str, str]]:
    rows = stored(world, AlertTransition)
    return [(one.from_state, one.to_state, one.reason) for one in rows]


def test_off_plan_for_two_days_then_told(world: World) -> None:
    make_rule(world, pending_for=2 * 86_400)
    expense("120000", project_id=world.project_a)
    assert check(NOW).raised == 0
    assert check(NOW + DAY).raised == 0
    (waiting,) = stored(world, AlertPending)
    assert (waiting.target_id, waiting.since) == (world.project_a, NOW)
    assert told(world, "manager_a") == []
    assert check(NOW + 2 * DAY).raised == 1
    alert = only_alert(world)
    assert (alert.pending_since, alert.created_at) == (NOW, NOW + 2 * DAY)
    assert steps(world) == [
        ("normal", "pending", "pending"),
        ("pending", "firing", "breached"),
    ]
    assert stored(world, AlertPending) == []
    consistent(world)


def due(world: World) -> Any:
    with world.uow("system") as ctx:
        return alerts.next_check_at(ctx)


def test_the_next_check_is_due_when_the_clock_moves_something(world: World) -> None:
    assert due(world) is None
    rule = make_rule(world, pending_for=86_400, keep_firing_for=3600, renotify_every=2 * 86_400)
    expense("120000", project_id=world.project_a)
    check(NOW)
    assert due(world) == NOW + DAY
    check(NOW + DAY)
    assert due(world) == NOW + 3 * DAY
    with world.uow("manager_a") as ctx:
        alerts.snooze_alert(ctx, only_alert(world).id, NOW + 2 * DAY)
    assert due(world) == NOW + 2 * DAY
    expense("-120000", project_id=world.project_a)
    check(NOW + DAY)
    assert due(world) == NOW + DAY + timedelta(hours=1)
    with world.uow("founder") as ctx:
        alerts.delete_rule(ctx, rule.id)
    assert due(world) is None


def test_another_threshold_begins_the_wait_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = NOW + DAY / 2
    monkeypatch.setattr(uow, "utc_now", lambda: later)
    rule = make_rule(world, pending_for=86_400)
    expense("120000", project_id=world.project_a)
    check(NOW)
    with world.uow("founder") as ctx:
        alerts.update_rule(ctx, rule.id, alerts.AlertRulePatch(description="why"))
    assert stored(world, AlertPending)[0].since == NOW
    with world.uow("founder") as ctx:
        alerts.update_rule(ctx, rule.id, alerts.AlertRulePatch(threshold=Decimal("0.1")))
    assert stored(world, AlertPending)[0].since == later
    with world.uow("founder") as ctx:
        alerts.update_rule(ctx, rule.id, alerts.AlertRulePatch(is_active=False))
    assert stored(world, AlertPending) == []


def test_recovery_asks_for_more_and_for_some_time(world: World) -> None:
    make_rule(world, recovery_threshold=Decimal("-0.1"), keep_firing_for=86_400)
    expense("120000", project_id=world.project_a)
    assert check(NOW).raised == 1
    expense("-25000", project_id=world.project_a)  # -5 %: within the limit, not yet recovered
    assert check(NOW).resolved == 0
    assert only_alert(world).state == "firing"
    expense("-25000", project_id=world.project_a)
    assert check(NOW).resolved == 0
    alert = only_alert(world)
    assert (alert.state, alert.recovering_since) == ("recovering", NOW)
    assert check(NOW + DAY).resolved == 1
    reasons = [reason for _, _, reason in steps(world)]
    assert reasons == ["breached", "recovering", "recovered"]
    consistent(world)


def test_no_figure_raises_where_the_rule_says_so(world: World) -> None:
    make_rule(
        world,
        "founder",
        indicator="collection_rate",
        condition="lt",
        threshold=Decimal("0.5"),
        on_no_data="raise",
        scope={"target_ids": [world.project_a]},
    )
    alert = only_alert(world)
    assert (alert.reason, alert.health, alert.current_value) == ("no_data", "no_data", None)
    assert told(world, "manager_a") == [
        "Overspent: there is no figure for Collection rate of Project A"
    ]
    consistent(world)


def test_people_are_reminded_until_somebody_acts(world: World) -> None:
    make_rule(world, renotify_every=86_400)
    expense("120000", project_id=world.project_a)
    for hours in (0, 12, 24, 36, 49):
        check(NOW + timedelta(hours=hours))
    plain = "Overspent: Budget overrun rate of Project A is 20%; the limit is 0%"
    assert told(world, "manager_a") == [plain, *[f"Still off plan: {plain}"] * 2]
    with world.uow("manager_a") as ctx:
        alerts.acknowledge_alert(ctx, only_alert(world).id)
    check(NOW + 9 * DAY)
    assert len(told(world, "manager_a")) == 3
    with world.uow("manager_a", now=NOW + 9 * DAY) as ctx:
        alerts.snooze_alert(ctx, only_alert(world).id, NOW + 10 * DAY)
    check(NOW + 9.5 * DAY)
    assert len(told(world, "manager_a")) == 3
    check(NOW + 10 * DAY)
    assert told(world, "manager_a")[3:] == [f"Still off plan: {plain}"]
    assert only_alert(world).snoozed_until is None
    assert steps(world)[-1] == ("firing", "firing", "snooze_over")
    consistent(world)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Revenue cannot be computed while this holds True."""
    states = [True]
    revenue = INDICATORS["revenue"]

    def load(ctx: Ctx, asked: Any) -> Any:
        if states[0]:
            raise RuntimeError("division by a tax office")
        return revenue.load(ctx, asked)

    monkeypatch.setitem(INDICATORS, "revenue", replace(revenue, load=load))
    return states


def test_a_rule_that_fails_says_so_and_holds_up_no_other(world: World, broken: list[bool]) -> None:
    with capture_logs():
        bad = make_rule(world, name="Bad", indicator="revenue")
        make_rule(world, name="Good")
        expense("120000", project_id=world.project_a)
        run_in_uow(SYSTEM, lambda ctx: emit(ctx, "finance.records_changed", {}))
    assert [one.rule_name for one in listed(world)] == ["Good"]
    with world.uow("founder") as ctx:
        row = alerts.get_rule(ctx, bad.id)
        assert row.error is not None
        assert "tax office" in row.error
        failing = alerts.list_rules(ctx, ListQuery(filters={"failing": "true"})).items
        assert [one.id for one in failing] == [bad.id]
    broken[0] = False
    assert check().errors == 0
    assert stored(world, AlertRuleError) == []
    with world.uow("founder") as ctx:
        assert alerts.get_rule(ctx, bad.id).error is None


def test_an_event_whose_check_fails_is_handled_at_the_next_try(
    world: World, broken: list[bool]
) -> None:
    broken[0] = False
    make_rule(world, name="Bad", indicator="revenue", threshold=Decimal(-1))
    make_rule(world, name="Good")
    expense("120000", project_id=world.project_a)
    broken[0] = True
    with capture_logs():
        run_in_uow(SYSTEM, lambda ctx: emit(ctx, "finance.records_changed", {}))
    assert len(stored(world, AlertRuleError)) == 1
    due = OutboxEvent.handled_at.is_(None)
    run_in_uow(
        SYSTEM,
        lambda ctx: ctx.session.execute(
            update(OutboxEvent).where(due).values(next_attempt_at=ctx.now)
        ),
    )
    with capture_logs():
        run_job(registered()["outbox"], forced=True, here=True)
    names = {one.rule_name for one in listed(world) if one.status == "open"}
    assert "Good" in names
    assert not [one for one in stored(world, OutboxEvent) if one.handled_at is None]


def test_a_failing_rule_can_raise_an_alert_about_itself(world: World, broken: list[bool]) -> None:
    with capture_logs():
        make_rule(world, indicator="revenue", on_error="raise", notify_roles=["founder", "manager"])
        check()
    (alert,) = listed(world)
    assert (alert.target_type, alert.reason, alert.target_name) == (
        "alert_rule",
        "error",
        "Overspent",
    )
    assert told(world, "founder") == ["Overspent: the rule could not be checked"]
    assert told(world, "manager_a") == []
    assert listed(world, "manager_a") == ()
    broken[0] = False
    assert check().resolved == 1
    consistent(world)


def test_a_rule_nobody_understands_is_an_error(world: World) -> None:
    rule = make_rule(world)
    run_in_uow(
        SYSTEM,
        lambda ctx: ctx.session.execute(
            update(AlertRule).where(AlertRule.id == rule.id).values(indicator="happiness")
        ),
    )
    with capture_logs():
        result = check()
    assert (result.rules, result.errors) == (1, 1)
    assert len(stored(world, AlertRuleError)) == 1
