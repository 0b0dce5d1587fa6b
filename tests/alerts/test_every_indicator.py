"""Every indicator can be watched, for every kind of target, and tried out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.alerts import FILTERS, AlertRuleIn, Condition, RuleScope, Severity, test_rule
from core.indicators import TargetType, definitions
from tests.indicators.builders import customer, expense
from tests.world import World

pytestmark = pytest.mark.integration
test_rule.__test__ = False  # type: ignore[attr-defined]
WITHIN_A = {"project": 2, "department": 2, "customer": 1, "company": 1}
"""Targets in department A and below it; nothing else there comes near the threshold."""


def test_each_code_is_tried_out_where_it_applies(world: World) -> None:
    expense("10", project_id=world.project_a, customer_id=customer("Buyer", world.a))
    with world.uow("founder") as ctx:
        for indicator in definitions():
            for kind in indicator.target_types:
                narrowable = "department_ids" in FILTERS[TargetType(kind)]
                rule = AlertRuleIn(
                    name=indicator.code,
                    indicator=indicator.code,
                    target_type=str(kind),
                    condition=Condition.GT,
                    threshold=Decimal(10**9),
                    severity=Severity.LOW,
                    scope=RuleScope(department_ids=(world.a,)) if narrowable else None,
                    notify_roles=("founder",),
                )
                found = test_rule(ctx, rule)
                assert not found.would_raise, (indicator.code, kind)
                assert found.evaluated == WITHIN_A.get(str(kind), 0), (indicator.code, kind)
