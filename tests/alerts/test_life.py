"""An alert from its first breach to recovery, with what people do in between."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core import alerts, notifications
from core.alerts import AlertRulePatch
from core.kit.errors import Conflict, Invalid, Stale
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from data.schema import Alert, AlertTransition, FinancialRecord, Notification, StatusChange
from tests.alerts.builders import check, consistent, listed, make_rule, only_alert, stored
from tests.indicators.builders import budget, expense
from tests.world import NOW, World

LATER = NOW + timedelta(hours=1)


def overspend(world: World, amount: str = "120000") -> None:
    expense(amount, project_id=world.project_a)


def recover(world: World) -> None:
    expense("-120000", project_id=world.project_a)


def test_raised_once_kept_and_resolved(world: World) -> None:
    rule = make_rule(world)
    overspend(world)
    assert check(LATER).raised == 1
    alert = only_alert(world)
    assert (alert.target_type, alert.target_id) == ("project", world.project_a)
    assert (alert.status, alert.state, alert.severity) == ("open", "firing", "high")
    assert (alert.current_value, alert.threshold) == (Decimal("0.2"), Decimal(0))
    assert (alert.rule_id, alert.rule_name) == (rule.id, "Overspent")

    overspend(world, "10000")
    again = check(LATER)
    assert (again.raised, again.resolved, again.targets, again.unchanged) == (0, 0, 3, 3)
    assert only_alert(world).current_value == Decimal("0.3")

    recover(world)
    assert check(LATER).resolved == 1
    alert = only_alert(world)
    assert (alert.status, alert.state) == ("handled", "resolved")
    assert alert.resolved_at == LATER
    assert alert.handled_by is None
    with use_locale("en"):
        assert only_alert(world).remarks == "The figure has recovered"
    reasons = [one.reason for one in stored(world, AlertTransition)]
    assert reasons == ["breached", "recovered"]
    statuses = [
        (one.from_status, one.to_status)
        for one in stored(world, StatusChange)
        if one.target_type == "alert"
    ]
    assert statuses == [(None, "open"), ("open", "handled")]
    consistent(world)


def test_raised_again_after_recovery(world: World) -> None:
    make_rule(world)
    for _ in range(3):
        overspend(world)
        assert check().raised == 1
        recover(world)
        assert check().resolved == 1
    assert len(listed(world)) == 3
    consistent(world)


def test_what_a_person_closed_is_not_raised_again_before_recovery(world: World) -> None:
    make_rule(world)
    overspend(world)
    check()
    with world.uow("manager_a") as ctx:
        alerts.handle_alert(ctx, only_id(world), "Talked to the client")
    assert check().raised == 0
    alert = only_alert(world)
    assert (alert.status, alert.state, alert.resolved_at) == ("handled", "firing", None)
    assert alert.remarks == "Talked to the client"
    recover(world)
    assert check().resolved == 1
    alert = only_alert(world)
    assert (alert.status, alert.state, alert.remarks) == (
        "handled",
        "resolved",
        "Talked to the client",
    )
    consistent(world)


def only_id(world: World) -> int:
    return only_alert(world).id


def test_ignored_stays_ignored(world: World) -> None:
    make_rule(world)
    overspend(world)
    check()
    with pytest.raises(Invalid), world.uow("founder") as ctx:
        alerts.ignore_alert(ctx, only_id(world), "  ")
    with world.uow("founder") as ctx:
        alerts.ignore_alert(ctx, only_id(world), "One-off")
    with pytest.raises(Conflict), world.uow("founder") as ctx:
        alerts.ignore_alert(ctx, only_id(world), "Again")
    recover(world)
    check()
    assert (only_alert(world).status, only_alert(world).state) == ("ignored", "resolved")


def test_acknowledge_snooze_reactivate(world: World) -> None:
    make_rule(world)
    overspend(world)
    check()
    alert_id = only_id(world)
    with world.uow("manager_a") as ctx:
        acknowledged = alerts.acknowledge_alert(ctx, alert_id)
        assert acknowledged.acknowledged_by == world.users["manager_a"]
        with pytest.raises(Invalid):
            alerts.snooze_alert(ctx, alert_id, NOW)
        snoozed = alerts.snooze_alert(ctx, alert_id, NOW + timedelta(days=1))
        assert snoozed.snoozed_until == NOW + timedelta(days=1)
        assert alerts.reactivate_alert(ctx, alert_id).snoozed_until is None
        with pytest.raises(Conflict):
            alerts.reactivate_alert(ctx, alert_id)
    with world.uow("manager_a") as ctx:
        alerts.handle_alert(ctx, alert_id, "")
        assert alerts.reactivate_alert(ctx, alert_id).status == "open"
        reasons = [one.reason for one in alerts.alert_transitions(ctx, alert_id)]
    assert reasons == [
        "breached",
        "acknowledged",
        "snoozed",
        "reactivated",
        "handled",
        "reactivated",
    ]
    recover(world)
    check()
    with pytest.raises(Conflict), world.uow("manager_a") as ctx:
        alerts.acknowledge_alert(ctx, alert_id)


def test_a_stale_save_is_refused(world: World) -> None:
    make_rule(world)
    overspend(world)
    check()
    alert = only_alert(world)
    with world.uow("founder") as ctx:
        alerts.handle_alert(ctx, alert.id, "", expected_version=alert.version)
    with pytest.raises(Stale), world.uow("founder") as ctx:
        alerts.reactivate_alert(ctx, alert.id, expected_version=alert.version)


def test_an_unknown_value_keeps_the_alert(world: World) -> None:
    make_rule(world, indicator="budget_overrun_rate", target_type="department")
    budget("100", department_id=world.a)
    expense("200", department_id=world.a)
    assert check().raised == 1
    expense("1", department_id=world.a, currency="EUR")
    result = check(now=NOW.replace(year=2027))  # no budget holds that day
    assert (result.raised, result.resolved) == (0, 0)
    assert only_alert(world).state == "firing"


def test_a_target_that_is_gone_ends_its_alert(world: World) -> None:
    make_rule(
        world, indicator="expense_amount", target_type="financial_record", threshold=Decimal(100)
    )
    record = expense("101")
    expense("100")
    assert check().raised == 1
    with world.uow("system") as ctx:
        row = ctx.session.get(FinancialRecord, record)
        assert row is not None
        row.deleted_at = NOW
    assert check().resolved == 1
    assert stored(world, AlertTransition)[-1].reason == "target_gone"


@pytest.mark.parametrize("how", ["off", "deleted", "scope"])
def test_the_end_of_a_rule_is_the_end_of_its_alerts(world: World, how: str) -> None:
    rule = make_rule(world)
    overspend(world)
    check()
    with world.uow("founder") as ctx:
        if how == "deleted":
            alerts.delete_rule(ctx, rule.id)
        else:
            patch = (
                {"is_active": False}
                if how == "off"
                else {"scope": {"target_ids": [world.project_b]}}
            )
            alerts.update_rule(ctx, rule.id, AlertRulePatch.model_validate(patch))
    alert = only_alert(world)
    assert (alert.state, alert.status) == ("resolved", "handled")
    assert check().raised == 0
    consistent(world)


def test_a_new_rule_is_checked_at_once(world: World) -> None:
    overspend(world)
    make_rule(world)
    assert len(listed(world)) == 1


def test_a_new_threshold_is_checked_at_once(world: World) -> None:
    overspend(world)
    rule = make_rule(world, threshold=Decimal("0.5"))
    assert listed(world) == ()
    with world.uow("founder") as ctx:
        patch = AlertRulePatch(threshold=Decimal("0.1"))
        alerts.update_rule(ctx, rule.id, patch, expected_version=rule.version)
    assert only_alert(world).threshold == Decimal("0.1")
    with pytest.raises(Stale), world.uow("founder") as ctx:
        alerts.update_rule(ctx, rule.id, patch, expected_version=rule.version)


def test_change_over_a_window(world: World) -> None:
    make_rule(
        world,
        indicator="cash_out",
        target_type="company",
        condition="change",
        threshold=Decimal("0.5"),
        change_window=30,
        period="last_30_days",
    )
    expense("100", record_date=NOW.date() - timedelta(days=40))
    expense("150")
    assert check().raised == 0
    expense("1")
    assert check().raised == 1
    assert only_alert(world).current_value == Decimal("151")


def test_one_bad_rule_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.alerts import evaluation

    bad, good = make_rule(world, name="Bad"), make_rule(world, name="Good")
    plain = evaluation._Judge.verdicts

    def verdicts(self: evaluation._Judge, readings: object) -> object:
        if self.rule.id == bad.id:
            raise RuntimeError("broken")
        return plain(self, readings)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluation._Judge, "verdicts", verdicts)
    overspend(world)
    result = check()
    assert (result.rules, result.raised, result.errors) == (2, 1, 1)
    assert only_alert(world).rule_id == good.id


def test_many_at_once_are_told_in_one_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.alerts import telling

    monkeypatch.setattr(telling, "MANY", 2)
    make_rule(
        world,
        indicator="expense_amount",
        target_type="financial_record",
        threshold=Decimal(1),
        notify_roles=["finance"],
    )
    for _ in range(3):
        expense("5")
    assert check().raised == 3
    (note,) = stored(world, Notification)
    assert note.alert_id is None
    with world.uow("finance") as ctx, use_locale("en"):
        (row,) = notifications.list_notifications(ctx, ListQuery()).items
    assert row.message == "Overspent: 3 new alerts"
    assert len(stored(world, Alert)) == 3
