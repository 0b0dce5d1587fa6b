"""A rule watches what its maker sees; who sees less may not turn it to their own use."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from core import alerts
from core.alerts import AlertRulePatch
from core.kit.errors import NotPermitted
from data.schema import User
from tests.alerts.builders import make_rule
from tests.world import World


def test_a_manager_does_not_change_the_rule_of_somebody_who_sees_more(world: World) -> None:
    """Else a threshold moved up and down would tell amounts of other departments."""
    with world.uow("system") as ctx:
        ctx.session.execute(
            update(User).where(User.id == world.users["finance"]).values(department_id=world.a)
        )
    rule = make_rule(world, "finance")
    patch = AlertRulePatch(notify_users=(world.users["manager_a"],))
    with world.uow("manager_a") as ctx:
        assert alerts.get_rule(ctx, rule.id).name == rule.name
        with pytest.raises(NotPermitted):
            alerts.update_rule(ctx, rule.id, patch)
        with pytest.raises(NotPermitted):
            alerts.delete_rule(ctx, rule.id)
    with world.uow("founder") as ctx:
        alerts.update_rule(ctx, rule.id, patch)
