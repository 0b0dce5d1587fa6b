"""Working days: official holidays, make-up working days, own days, and years nobody announced."""

from __future__ import annotations

from datetime import date

import pytest

from core.company import (
    CompanyPatch,
    OwnDay,
    is_working_day,
    missing_years,
    patch_company,
    working_days,
    year_of_days,
)
from core.company.calendar import is_announced
from core.kit.i18n import use_locale
from tests.world import World


def test_china_works_on_make_up_days_and_rests_on_holidays(world: World) -> None:
    with world.uow("employee") as ctx:
        assert is_working_day(ctx, date(2026, 2, 14))  # a Saturday, worked for Spring Festival
        assert not is_working_day(ctx, date(2026, 2, 17))  # a Tuesday, Spring Festival
        assert not is_working_day(ctx, date(2026, 2, 21))
        assert is_working_day(ctx, date(2026, 2, 28))
        assert working_days(ctx, date(2026, 2, 1), date(2026, 2, 28)) == 16
        assert working_days(ctx, date(2026, 2, 2), date(2026, 2, 1)) == 0
        year = year_of_days(ctx, 2026)
        with use_locale("en"):
            english = year_of_days(ctx, 2026)
    assert year.is_known
    assert (date(2026, 2, 17), "Spring Festival") in english.days_off
    assert (date(2026, 2, 17), "春节") in year.days_off
    assert (date(2026, 2, 14), "春节") in year.days_worked


def test_a_year_nobody_announced_has_weekends_and_says_so(world: World) -> None:
    late = date(2199, 10, 1)  # a Tuesday, National Day
    assert not is_announced("CN", 2199)
    with world.uow("employee") as ctx:
        assert is_working_day(ctx, late)
        assert not is_working_day(ctx, date(2199, 10, 5))
        assert missing_years(ctx, date(2026, 1, 1), date(2026, 12, 31)) == ()
        assert missing_years(ctx, date(2198, 12, 1), late) == (2198, 2199)
        assert not year_of_days(ctx, 2199).is_known


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        ("DE", date(2026, 12, 25), False),
        ("DE", date(2026, 2, 17), True),
        ("US", date(2026, 7, 3), False),
        ("none", date(2026, 1, 1), True),
        ("none", date(2026, 1, 3), False),
    ],
)
def test_other_calendars(world: World, calendar: str, day: date, works: bool) -> None:
    with world.uow("admin") as ctx:
        patch_company(ctx, CompanyPatch(holiday_calendar=calendar))
        assert is_working_day(ctx, day) is works


def test_own_days_come_first(world: World) -> None:
    own = (
        OwnDay(day=date(2026, 6, 15), name="Founding day"),
        OwnDay(day=date(2026, 6, 13), name="Stocktaking", is_working=True),
    )
    with world.uow("admin") as ctx:
        patch_company(ctx, CompanyPatch(own_days=own))
    with world.uow("employee") as ctx:
        assert not is_working_day(ctx, date(2026, 6, 15))
        assert is_working_day(ctx, date(2026, 6, 13))
        assert (date(2026, 6, 13), "Stocktaking") in year_of_days(ctx, 2026).days_worked
