"""The steps of the set-up: order, skipping, leaving and coming back, and the lock at the end."""

from __future__ import annotations

import pytest

from core.company import (
    Company,
    CompanyIn,
    Step,
    company,
    complete_step,
    leave_wizard,
    resume_wizard,
    set_company,
    skip_step,
    wizard_state,
    wizard_waits,
)
from core.identity import UserIn, by_username
from core.kit.context import SYSTEM
from core.kit.errors import Conflict, NotPermitted
from core.kit.uow import Who, unit_of_work
from core.operations.setup import create_first_account, set_up_company
from data.database import Database
from tests.world import PASSWORD, World

ADMIN = UserIn(username="boss", password=PASSWORD)


@pytest.fixture
def boss(store: Database) -> Who:
    with unit_of_work(SYSTEM) as ctx:
        create_first_account(ctx, Company(timezone="Europe/Berlin", locale="en"), ADMIN)
    return by_username("boss")


def test_step_by_step_until_it_is_locked(boss: Who) -> None:
    with unit_of_work(boss) as ctx:
        assert wizard_state(ctx).current is Step.COMPANY
        assert wizard_waits(ctx)
        set_company(ctx, CompanyIn(name="Example", currency="EUR", first_weekday=7))
        assert (company(ctx).name, company(ctx).locale) == ("Example", "en")
        with pytest.raises(Conflict):
            set_company(ctx, CompanyIn(name="Again"))
        assert skip_step(ctx, Step.ORGANISATION).current is Step.DATA
        assert complete_step(ctx, Step.DATA).finished
        assert not wizard_waits(ctx)
        for attempt in (
            lambda: set_company(ctx, CompanyIn(name="Again")),
            lambda: complete_step(ctx, Step.DATA),
            lambda: skip_step(ctx, Step.DATA),
            lambda: leave_wizard(ctx),
            lambda: resume_wizard(ctx),
        ):
            with pytest.raises(Conflict):
                attempt()


def test_it_can_be_left_and_taken_up_again(boss: Who) -> None:
    with unit_of_work(boss) as ctx:
        with pytest.raises(Conflict):
            skip_step(ctx, Step.COMPANY)
        leave_wizard(ctx)
        assert not wizard_waits(ctx)
    with unit_of_work(boss) as ctx:
        assert resume_wizard(ctx).current is Step.COMPANY
        assert wizard_waits(ctx)


def test_a_skipped_step_done_later_is_done(boss: Who) -> None:
    with unit_of_work(boss) as ctx:
        set_company(ctx, CompanyIn(name="Example"))
        skip_step(ctx, Step.ORGANISATION)
        found = complete_step(ctx, Step.ORGANISATION)
    assert (found.skipped, found.current) == ((), Step.DATA)


def test_an_unattended_set_up_has_the_company_behind_it(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        set_up_company(ctx, Company(name="Example"), ADMIN)
    with unit_of_work(by_username("boss")) as ctx:
        assert wizard_state(ctx).current is Step.ORGANISATION


def test_a_company_from_before_the_wizard_is_done(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        assert wizard_state(ctx).finished


def test_others_are_not_led_there(world: World) -> None:
    with world.uow("outsider") as ctx:
        assert not wizard_waits(ctx)
        for attempt in (
            lambda: set_company(ctx, CompanyIn(name="x")),
            lambda: complete_step(ctx, Step.DATA),
            lambda: skip_step(ctx, Step.ORGANISATION),
            lambda: leave_wizard(ctx),
            lambda: resume_wizard(ctx),
        ):
            with pytest.raises(NotPermitted):
                attempt()
