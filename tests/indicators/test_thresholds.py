"""What counts as amber and red: the built-in limits, the company's own, and the way back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.dashboards.health import judge
from core.dashboards.health.judging import Facts
from core.indicators import INDICATORS, values
from core.indicators.thresholds import (
    BUILT_IN,
    SIGNS,
    Light,
    Limits,
    company_limits,
    light_of,
    limits_history,
    limits_of,
    lit,
    reset_limits,
    restore_limits,
    set_limits,
)
from core.kit.errors import Invalid, NotFound, NotPermitted
from tests.indicators.builders import expense
from tests.world import TODAY, World

UP = Limits(amber=Decimal(1), red=Decimal("0.9"))
DOWN = Limits(amber=Decimal("0.9"), red=Decimal(1))


@pytest.mark.parametrize(
    ("value", "limits", "good", "light"),
    [
        ("1", UP, "up", "green"),
        ("0.99", UP, "up", "amber"),
        ("0.9", UP, "up", "amber"),
        ("0.89", UP, "up", "red"),
        ("0.9", DOWN, "down", "green"),
        ("0.95", DOWN, "down", "amber"),
        ("1", DOWN, "down", "amber"),
        ("1.01", DOWN, "down", "red"),
        (None, DOWN, "down", "none"),
        ("5", Limits(), "down", "none"),
        ("5", Limits(red=Decimal(3)), "down", "red"),
        ("2", Limits(red=Decimal(3)), "down", "green"),
    ],
)
def test_a_light_lies_beyond_its_limit(
    value: str | None, limits: Limits, good: str, light: str
) -> None:
    assert light_of(None if value is None else Decimal(value), limits, good) == light


def test_built_in_limits_are_of_something_and_in_order() -> None:
    assert set(BUILT_IN) <= set(INDICATORS) | set(SIGNS)
    for code, one in BUILT_IN.items():
        good = SIGNS[code].good if code in SIGNS else INDICATORS[code].good
        if one.amber is not None and one.red is not None:
            assert (one.red < one.amber) == (good == "up"), code


def test_a_sign_without_limits_is_not_judged() -> None:
    late = Facts(TODAY, True, overdue=("M", 40), progress=Decimal(1))
    assert judge(late)[0] is Light.RED
    assert judge(late, BUILT_IN | {"milestone_overdue_days": Limits()})[0] is Light.GREEN
    own = BUILT_IN | {"milestone_overdue_days": Limits(amber=Decimal(40))}
    assert judge(late, own)[0] is Light.AMBER


def test_the_company_sets_its_own_and_takes_them_back(world: World) -> None:
    code = "budget_execution_rate"
    expense("95000", project_id=world.project_a)
    with world.uow("finance") as ctx:
        project = [world.project_a]
        (before,) = lit(ctx, code, values(ctx, code, target_ids=project))
        assert (before.light, limits_of(ctx, code).is_default) == (Light.AMBER, True)
        set_limits(ctx, code, Limits(amber=Decimal("0.5"), red=Decimal("0.94")))
        set_limits(ctx, code, Limits(amber=Decimal("0.5"), red=Decimal("0.94")))  # nothing new
        (after,) = lit(ctx, code, values(ctx, code, target_ids=project))
        assert (after.light, limits_of(ctx, code).is_default) == (Light.RED, False)
    with world.uow("founder") as ctx:
        (change,) = limits_history(ctx, code)
        assert (change.before, change.changed_by) == (BUILT_IN[code], world.users["finance"])
        set_limits(ctx, code, Limits())
        assert company_limits(ctx)[code] == Limits()
        second = limits_history(ctx, code)[0]
        assert restore_limits(ctx, code, second.id).red == Decimal("0.94")
        assert restore_limits(ctx, code, change.id).is_default
        assert len(limits_history(ctx, code)) == 4
        with pytest.raises(NotFound):
            restore_limits(ctx, "gross_margin", change.id)
        with pytest.raises(Invalid):
            set_limits(ctx, code, Limits(amber=Decimal(1), red=Decimal("0.9")))
        with pytest.raises(NotFound):
            set_limits(ctx, "nothing", Limits())
        set_limits(ctx, "revenue", Limits(amber=Decimal(10)))
        assert reset_limits(ctx, "revenue").amber is None
    with world.uow("admin") as ctx:
        set_limits(ctx, "days_late", Limits(red=Decimal(1)))


@pytest.mark.parametrize("name", ["manager_a", "analyst", "outsider"])
def test_others_may_not(world: World, name: str) -> None:
    with world.uow(name) as ctx:
        for attempt in (
            lambda: set_limits(ctx, "gross_margin", Limits()),
            lambda: reset_limits(ctx, "gross_margin"),
            lambda: restore_limits(ctx, "gross_margin", 1),
        ):
            with pytest.raises(NotPermitted):
                attempt()
