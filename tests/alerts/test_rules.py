"""Rules as things people keep: what they reach, copies, versions, and trying them out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import update

from core import alerts
from core.alerts import AlertRulePatch
from core.kit.errors import AppError, Invalid, NotFound, NotPermitted
from core.kit.i18n import use_locale
from data.schema import Project
from tests.alerts.builders import check, listed, make_rule, rule_in
from tests.indicators.builders import customer, expense
from tests.world import NOW, World


def watched(world: World, scope: dict[str, list[int]], **values: object) -> list[int]:
    """The targets a rule of this reach raises alerts for."""
    rule = make_rule(world, scope=scope, **values)
    found = sorted(one.target_id for one in listed(world) if one.rule_id == rule.id)
    with world.uow("founder") as ctx:
        tried = alerts.test_rule(ctx, rule.id)
        alerts.delete_rule(ctx, rule.id)
    assert sorted(one.target_id for one in tried.would_raise) == found
    return found


def test_rules_reach_departments_with_all_below_and_customers(world: World) -> None:
    acme = customer("Acme")
    with world.uow("system") as ctx:
        ctx.session.execute(
            update(Project).where(Project.id == world.project_b).values(customer_id=acme)
        )
    for project in world.projects.values():
        expense("120000", project_id=project)
    below_a = sorted([world.project_a, world.project_a1])
    assert watched(world, {"department_ids": [world.a]}) == below_a
    assert watched(world, {"department_ids": [world.a1]}) == [world.project_a1]
    assert watched(world, {"customer_ids": [acme]}) == [world.project_b]
    assert watched(world, {"customer_ids": [acme], "department_ids": [world.a]}) == []
    assert len(watched(world, {})) == 3


def test_single_records_are_narrowed_too(world: World) -> None:
    acme = customer("Acme")
    own = expense("900", department_id=world.a1)
    by_project = expense("900", project_id=world.project_a)
    others = expense("900", customer_id=acme, department_id=world.b)
    kind = {"indicator": "expense_amount", "target_type": "financial_record", "threshold": 500}
    assert watched(world, {"department_ids": [world.a]}, **kind) == [own, by_project]
    assert watched(world, {"project_ids": [world.project_a]}, **kind) == [by_project]
    assert watched(world, {"customer_ids": [acme]}, **kind) == [others]


def test_leaving_a_rules_reach_ends_the_alert(world: World) -> None:
    make_rule(world, scope={"department_ids": [world.a]})
    expense("120000", project_id=world.project_a)
    assert check().raised == 1
    with world.uow("system") as ctx:
        ctx.session.execute(
            update(Project).where(Project.id == world.project_a).values(department_id=world.b)
        )
    assert check().resolved == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"scope": {"project_ids": [1]}},
        {"scope": {"department_ids": [10**9]}},
        {"recovery_threshold": "0.1"},
        {"condition": "lt", "recovery_threshold": "-0.1"},
        {"condition": "eq", "recovery_threshold": "0"},
        {"target_type": "company", "scope": {"department_ids": [1]}},
    ],
)
def test_what_makes_no_sense_is_refused(world: World, bad: dict[str, object]) -> None:
    with pytest.raises(AppError) as refused, world.uow("founder") as ctx:
        alerts.create_rule(ctx, rule_in(**bad))
    assert refused.value.status == 422
    assert refused.value.fields


def test_nobody_narrows_to_places_they_cannot_see(world: World) -> None:
    with pytest.raises(Invalid), world.uow("manager_a") as ctx:
        alerts.create_rule(ctx, rule_in(scope={"department_ids": [world.b]}))


def test_a_copy_is_switched_off_and_belongs_to_who_made_it(world: World) -> None:
    rule = make_rule(world, pending_for=3600, scope={"department_ids": [world.a]})
    with world.uow("finance") as ctx, use_locale("en"):
        copy = alerts.duplicate_rule(ctx, rule.id)
    assert (copy.name, copy.is_active) == ("Overspent (copy)", False)
    assert (copy.pending_for, copy.scope) == (3600, {"department_ids": [world.a]})
    assert copy.created_by == world.users["finance"]


def test_every_change_is_a_version_that_can_come_back(world: World) -> None:
    rule = make_rule(world)
    with world.uow("founder", now=NOW) as ctx:
        patch = AlertRulePatch(threshold=Decimal("0.5"), severity="low", pending_for=60)
        changed = alerts.update_rule(ctx, rule.id, patch)
        again = alerts.update_rule(ctx, rule.id, patch)
    assert again.version == changed.version
    with world.uow("analyst") as ctx:
        second, first = alerts.rule_versions(ctx, rule.id)
    assert (first.version, first.changes, first.is_current) == (1, {}, False)
    assert second.is_current
    assert second.changed_by == world.users["founder"]
    after = {
        name: Decimal(str(value[1])) for name, value in second.changes.items() if name != "severity"
    }
    assert after == {"threshold": Decimal("0.5"), "pending_for": Decimal(60)}
    assert second.changes["severity"] == ("high", "low")
    with world.uow("founder") as ctx:
        back = alerts.restore_rule(ctx, rule.id, 1, expected_version=changed.version)
        assert len(alerts.rule_versions(ctx, rule.id)) == 3
    assert (back.threshold, back.severity, back.pending_for) == (0, "high", None)
    with world.uow("founder") as ctx, pytest.raises(NotFound):
        alerts.restore_rule(ctx, rule.id, 99)


def test_outsiders_neither_copy_nor_restore(world: World) -> None:
    rule = make_rule(world, "manager_a")
    for who, error in (("manager_b", NotFound), ("analyst", NotPermitted)):
        for act in (
            lambda ctx: alerts.duplicate_rule(ctx, rule.id),
            lambda ctx: alerts.restore_rule(ctx, rule.id, 1),
        ):
            with pytest.raises(error), world.uow(who) as ctx:
                act(ctx)
    with pytest.raises(NotPermitted), world.uow("employee") as ctx:
        alerts.rule_versions(ctx, rule.id)


def test_a_trial_names_the_worst_first_and_what_comes_close(world: World) -> None:
    for project, amount in zip(world.projects.values(), ("130000", "120000", "90000"), strict=True):
        expense(amount, project_id=project)
    with world.uow("founder") as ctx:
        tried = alerts.test_rule(ctx, rule_in())
        low = alerts.test_rule(ctx, rule_in(condition="lt", threshold=Decimal("-0.05")))
        margin = alerts.test_rule(ctx, rule_in(indicator="gross_margin"))
    values = [one.current_value for one in tried.would_raise]
    assert values == [Decimal("0.3"), Decimal("0.2")]
    assert [one.current_value for one in tried.nearest] == [Decimal("-0.1")]
    assert [one.current_value for one in low.would_raise] == [Decimal("-0.1")]
    assert [one.current_value for one in low.nearest] == [Decimal("0.2"), Decimal("0.3")]
    assert (margin.evaluated, margin.without_value) == (3, 3)
    assert listed(world) == ()
