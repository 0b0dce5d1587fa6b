"""The words for a milestone that is late: no number stands for two things."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.dashboards.health.sentence import milestone_causes
from core.kit.i18n import use_locale
from core.projects import Step
from tests.world import TODAY

DAY = timedelta(days=1)
HALF, BEGIN = Decimal(50), TODAY - 100 * DAY

STEPS = {
    "is 100 days overdue": Step(BEGIN, HALF, expected=BEGIN, name="M"),
    "is 100 days behind the baseline": Step(BEGIN, HALF, expected=TODAY - 20 * DAY, name="M"),
    "was put off by 130 days": Step(BEGIN, HALF, expected=TODAY + 30 * DAY, name="M"),
    "was reached 40 days late": Step(BEGIN, HALF, reached=BEGIN + 40 * DAY, name="M"),
}


@pytest.mark.parametrize("told", STEPS)
def test_overdue_is_what_the_plan_in_force_wanted(told: str) -> None:
    with use_locale("en"):
        (cause,) = milestone_causes([STEPS[told]], TODAY)
    assert cause.text == f"the milestone “M” {told}"
    assert str(cause.days) in told
