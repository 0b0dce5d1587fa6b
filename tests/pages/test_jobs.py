"""Jobs, deliveries, the bell, preferences and mail settings on the screen."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow, unit_of_work
from core.notifications.channels.email.settings import email_settings
from core.notifications.preferences import own_preferences
from core.operations.jobs import registered, sync_schedule
from data.schema import JobSchedule
from tests.notifications.mailing import deliveries, give_addresses, switch_on, tell
from tests.pages.conftest import Visit
from tests.world import World

pytestmark = pytest.mark.integration


def said(screen: AppTest) -> str:
    """What went wrong, in words."""
    return " ".join(one.value for kind in ("error", "warning", "info") for one in screen.get(kind))


def test_an_administrator_sees_jobs_and_asks_for_a_run(world: World, visit: Visit) -> None:
    run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, registered().values()))
    screen = visit("admin", "jobs.py")
    assert not screen.exception
    assert "does not run" in screen.caption[0].value
    with unit_of_work(SYSTEM) as ctx:
        job = ctx.session.scalars(select(JobSchedule).where(JobSchedule.name == "seals")).one()
    screen = visit("admin", "jobs.py", id=str(job.id))
    screen.button(key="jobs.run").click().run()
    screen.button(key="jobs.pause").click().run()
    assert not screen.exception
    with unit_of_work(SYSTEM) as ctx:
        job = ctx.session.scalars(select(JobSchedule).where(JobSchedule.name == "seals")).one()
    assert job.wanted_at is not None
    assert not job.is_active


def test_the_delivery_log(world: World, visit: Visit) -> None:
    give_addresses(world)
    switch_on(1)
    tell(world, "finance")
    screen = visit("admin", "jobs.py", tab="deliveries")
    assert not screen.exception
    assert any("1 waiting, 0 failed" in one.value for one in screen.caption)
    assert len(deliveries()) == 1


def test_who_may_not_see_jobs_is_told_so(world: World, visit: Visit) -> None:
    screen = visit("outsider", "jobs.py")
    assert "You do not have the right" in said(screen)


def test_one_chooses_what_one_is_told(world: World, visit: Visit) -> None:
    screen = visit("employee", "profile.py")
    screen.selectbox(key="preferences.email_alert").select("off")
    screen.selectbox(key="preferences.quiet_from").select("22:00")
    screen.selectbox(key="preferences.quiet_until").select("07:30")
    screen.button(key="preferences.save").click().run()
    assert not screen.exception
    with world.uow("employee") as ctx:
        found = own_preferences(ctx)
    assert (found.email_alert, found.quiet_from, found.quiet_until) == ("off", "22:00", "07:30")
    assert found.version == 1


def test_mail_settings_keep_the_password_to_themselves(world: World, visit: Visit) -> None:
    screen = visit("admin", "settings.py", tab="email")
    screen.toggle(key="email.enabled").set_value(True)
    for name, value in (
        ("host", "smtp.example.com"),
        ("sender", "books@example.com"),
        ("username", "books"),
        ("password", "s3cret"),
    ):
        screen.text_input(key=f"email.{name}").set_value(value)
    screen.button(key="email.save").click().run()
    assert not screen.exception
    with world.uow("admin") as ctx:
        found = email_settings(ctx)
    assert found.enabled and found.has_password
    screen = visit("admin", "settings.py", tab="email")
    assert screen.text_input(key="email.password").value in {"", None}
    screen.button(key="email.trial").click().run()
    assert "no mail address" in said(screen)


def test_the_bell_toasts_what_has_come(world: World, visit: Visit) -> None:
    tell(world, "employee")
    screen = visit("employee", "profile.py")
    assert list(screen.toast) == []
    tell(world, "employee", count=3)
    screen.run()
    assert [one.value.replace("\\", "") for one in screen.toast] == ["Rule: 3 new alerts"]
    screen.run()
    assert list(screen.toast) == []
