"""Random histories: whatever happens in whatever order, the alerts stay consistent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import alerts
from core.alerts import AlertRulePatch
from core.kit.errors import AppError
from tests.alerts.builders import check, consistent, listed, make_rule
from tests.indicators.builders import expense
from tests.world import World

pytestmark = pytest.mark.integration

STEPS = st.lists(
    st.sampled_from(
        ["over", "under", "check", "handle", "ignore", "reopen", "take", "off", "on", "raise_limit"]
    ),
    min_size=4,
    max_size=14,
)


def play(world: World, rule_id: int, step: str) -> None:
    """One step; what the product refuses in this state is refused with an error of its own."""
    patches = {
        "off": AlertRulePatch(is_active=False),
        "on": AlertRulePatch(is_active=True, threshold=Decimal(0)),
        "raise_limit": AlertRulePatch(threshold=Decimal(10)),
    }
    if step in ("over", "under"):
        expense("120000" if step == "over" else "-120000", project_id=world.project_a)
    elif step == "check":
        check()
    elif step in patches:
        with world.uow("founder") as ctx:
            alerts.update_rule(ctx, rule_id, patches[step])
    else:
        for alert in listed(world)[-2:]:
            touch(world, alert.id, step)


def touch(world: World, alert_id: int, step: str) -> None:
    try:
        with world.uow("manager_a") as ctx:
            match step:
                case "handle":
                    alerts.handle_alert(ctx, alert_id, "done")
                case "ignore":
                    alerts.ignore_alert(ctx, alert_id, "noise")
                case "reopen":
                    alerts.reactivate_alert(ctx, alert_id)
                case _:
                    alerts.acknowledge_alert(ctx, alert_id)
    except AppError as refused:
        assert refused.status == 409


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_history_breaks_the_rules(world: World, steps: list[str]) -> None:
    rule = make_rule(world)
    for step in steps:
        play(world, rule.id, step)
    consistent(world)
    check()
    consistent(world)
    with world.uow("founder") as ctx:
        alerts.delete_rule(ctx, rule.id)
    consistent(world)
