"""Who sees, is told of, and may handle an alert; what a rule's maker may watch."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core import alerts, notifications
from core.alerts import AlertRulePatch
from core.identity import UserPatch, update_user
from core.kit.errors import AppError, Invalid, NotFound, NotPermitted
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from tests.alerts.builders import check, listed, make_rule, only_alert, rule_in
from tests.indicators.builders import expense
from tests.world import World

EVERYBODY = [
    "founder",
    "finance",
    "manager",
    "business",
    "analyst",
    "employee",
    "administrator",
]


@pytest.fixture
def overspent(world: World) -> World:
    """Projects A and B are overspent and everybody is to be told."""
    for project in (world.project_a, world.project_b):
        expense("120000", project_id=project)
    make_rule(world, notify_roles=EVERYBODY)
    return world


def told(world: World, who: str) -> list[str]:
    with world.uow(who) as ctx, use_locale("en"):
        found = notifications.list_notifications(ctx, ListQuery(sort="id")).items
    return [note.message for note in found]


def test_people_see_alerts_of_their_places(overspent: World) -> None:
    world = overspent
    seen = {
        who: sorted(alert.target_id for alert in listed(world, who))
        for who in ("founder", "finance", "analyst", "manager_a", "manager_b", "business_a")
    }
    both = sorted([world.project_a, world.project_b])
    assert seen == {
        "founder": both,
        "finance": both,
        "analyst": both,
        "manager_a": [world.project_a],
        "manager_b": [world.project_b],
        "business_a": [],
    }
    assert listed(world, "employee") == ()
    with pytest.raises(NotPermitted):
        listed(world, "admin")


def test_people_are_told_only_of_what_they_may_see(overspent: World) -> None:
    text = "Overspent: Budget overrun rate of Project {name} is 20%; the limit is 0%"
    assert told(overspent, "manager_a") == [text.format(name="A")]
    assert told(overspent, "manager_b") == [text.format(name="B")]
    assert len(told(overspent, "founder")) == 2
    for who in ("business_a", "employee", "outsider", "admin"):
        assert told(overspent, who) == []


def test_a_named_person_without_amounts_is_told_without_them(world: World) -> None:
    expense("120000", project_id=world.project_a)
    make_rule(world, notify_roles=[], notify_users=[world.users["employee"]])
    assert told(world, "employee") == [
        "Overspent: Budget overrun rate of Project A has passed its limit"
    ]


def test_outsiders_can_neither_read_nor_touch(overspent: World) -> None:
    alert_id = listed(overspent, "founder")[0].id
    for who in ("outsider", "manager_b", "business_a"):
        with overspent.uow(who) as ctx:
            with pytest.raises(NotFound):
                alerts.get_alert(ctx, alert_id)
            with pytest.raises(NotFound):
                alerts.alert_transitions(ctx, alert_id)
            for act in (alerts.acknowledge_alert, alerts.reactivate_alert):
                with pytest.raises(NotFound):
                    act(ctx, alert_id)
            with pytest.raises(NotFound):
                alerts.handle_alert(ctx, alert_id, "x")
            with pytest.raises(NotFound):
                alerts.assign_alert(ctx, alert_id, ctx.actor.user_id)
    with pytest.raises(NotPermitted), overspent.uow("analyst") as ctx:
        alerts.handle_alert(ctx, alert_id, "only reads")


def test_the_assigned_person_sees_handles_and_is_told(overspent: World) -> None:
    world = overspent
    alert_id = listed(world, "manager_a")[0].id
    with world.uow("manager_a") as ctx:
        alerts.assign_alert(ctx, alert_id, world.users["employee"])
        with pytest.raises(Invalid):
            alerts.assign_alert(ctx, alert_id, 10**9)
    (seen,) = listed(world, "employee")
    assert (seen.id, seen.current_value, seen.threshold) == (alert_id, None, None)
    assert told(world, "employee") == ["manager_a assigned you an alert: Overspent, Project A"]
    with world.uow("employee") as ctx:
        values = [one.value for one in alerts.alert_transitions(ctx, alert_id)]
        assert values == [None, None]
        assert alerts.handle_alert(ctx, alert_id, "done").status == "handled"


def test_a_rule_raises_only_what_its_maker_may_see(world: World) -> None:
    for project in (world.project_a, world.project_b):
        expense("120000", project_id=project)
    make_rule(world, "manager_a")
    assert only_alert(world).target_id == world.project_a
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["manager_a"], UserPatch(roles=("employee",)))
    assert check().resolved == 1


def test_rules_outlive_the_account_of_their_maker(world: World) -> None:
    expense("120000", project_id=world.project_a)
    make_rule(world, "manager_a")
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["manager_a"], UserPatch(is_active=False))
    assert check().resolved == 0
    assert only_alert(world).state == "firing"


def test_nobody_names_targets_they_cannot_see(world: World) -> None:
    for bad in (
        {"scope": {"target_ids": [world.project_b]}},
        {"target_type": "company"},
    ):
        with pytest.raises(Invalid), world.uow("manager_a") as ctx:
            alerts.create_rule(ctx, rule_in(**bad))
    for who in ("employee", "business_a", "analyst", "admin"):
        with pytest.raises(NotPermitted), world.uow(who) as ctx:
            alerts.create_rule(ctx, rule_in())


def test_rules_are_seen_by_their_makers_department(world: World) -> None:
    mine = make_rule(world, "manager_a", name="Mine")
    make_rule(world, "founder", name="All")
    with world.uow("manager_a") as ctx:
        assert [rule.name for rule in alerts.list_rules(ctx, ListQuery()).items] == ["Mine"]
    with world.uow("manager_b") as ctx:
        assert alerts.list_rules(ctx, ListQuery()).items == ()
        for act in (
            lambda: alerts.get_rule(ctx, mine.id),
            lambda: alerts.test_rule(ctx, mine.id),
            lambda: alerts.update_rule(ctx, mine.id, AlertRulePatch(name="Theirs")),
            lambda: alerts.delete_rule(ctx, mine.id),
        ):
            with pytest.raises(NotFound):
                act()
    with world.uow("analyst") as ctx:
        assert len(alerts.list_rules(ctx, ListQuery(), with_total=True).items) == 2
        with pytest.raises(NotPermitted):
            alerts.delete_rule(ctx, mine.id)
    with pytest.raises(NotPermitted), world.uow("employee") as ctx:
        alerts.list_rules(ctx, ListQuery())


def test_trying_a_rule_shows_only_own_targets_and_writes_nothing(world: World) -> None:
    for project in (world.project_a, world.project_b):
        expense("120000", project_id=project)
    with world.uow("manager_a") as ctx:
        tried = alerts.test_rule(ctx, rule_in())
    assert [one.target_id for one in tried.would_raise] == [world.project_a]
    assert tried.would_raise[0].current_value == Decimal("0.2")
    assert tried.evaluated == 2
    assert listed(world) == ()


@pytest.mark.parametrize(
    "bad",
    [
        {"indicator": "happiness"},
        {"target_type": "financial_record"},
        {"condition": "between"},
        {"condition": "between", "threshold_high": "-1"},
        {"condition": "change"},
        {"condition": "change", "change_window": 7, "threshold": "-1"},
        {"period": "year_to_date"},
        {"notify_roles": ["wizard"]},
        {"notify_users": [10**9]},
        {"scope": {"target_ids": [10**9]}},
    ],
)
def test_nonsense_is_refused(world: World, bad: dict[str, object]) -> None:
    with pytest.raises(AppError) as refused, world.uow("founder") as ctx:
        alerts.create_rule(ctx, rule_in(**bad))
    assert refused.value.status == 422
    assert refused.value.fields


def test_open_alerts_are_counted_by_severity(overspent: World) -> None:
    with overspent.uow("manager_a") as ctx:
        assert alerts.open_alert_counts(ctx) == {"high": 1, "medium": 0, "low": 0}
    with overspent.uow("outsider") as ctx:
        assert sum(alerts.open_alert_counts(ctx).values()) == 0
