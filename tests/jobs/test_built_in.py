"""The product's own jobs do their work on a real company."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.kit.clock import utc_now
from core.kit.settings import get_settings
from core.notifications.deliveries.book import channel_state, note_channel
from core.notifications.deliveries.rules import GATHER
from core.operations.jobs import BUILT_IN, Run
from core.operations.jobs.registry import Result
from data.schema import AuditEntry, AuditSeal, UserSession
from tests.notifications.mailing import give_addresses, switch_on, tell
from tests.world import World

pytestmark = pytest.mark.integration

JOBS = {job.name: job for job in BUILT_IN}


def run(name: str) -> Result:
    return JOBS[name].run(Run(utc_now()))


def test_the_jobs_there_are() -> None:
    assert set(JOBS) == {
        "outbox",
        "alerts",
        "deliveries",
        "milestones",
        "seals",
        "snapshot",
        "sessions",
        "backup",
        "spool",
        "inbox",
    }


def test_alerts_and_spool(world: World) -> None:
    assert (run("alerts").detail or {})["errors"] == 0
    assert run("spool").detail is None


def test_seals_take_what_has_settled_and_ask_again_for_the_rest(world: World) -> None:
    with world.uow("system") as ctx:
        entries = ctx.session.scalar(select(func.count()).select_from(AuditEntry))
    first = run("seals")  # entries of the world are long past
    assert first.detail == {"sealed": entries}
    assert first.again is None
    with world.uow("system", now=utc_now()) as ctx:
        from core.audit import record

        record(ctx, "test", "test", 1)
    second = run("seals")
    assert second.detail is None
    assert second.again is not None
    with world.uow("system") as ctx:
        assert ctx.session.scalar(select(func.count()).select_from(AuditSeal)) == 1


def test_deliveries_are_looked_for_without_a_child_and_only_while_mail_is_on(world: World) -> None:
    def probe(now: datetime) -> Result | None:
        look = JOBS["deliveries"].probe
        assert look is not None
        return look(Run(now))

    now = utc_now()
    assert probe(now) == Result()
    give_addresses(world)
    switch_on(1)
    tell(world, "finance", now=now)
    assert probe(now) == Result(None, now + GATHER)
    later = now + timedelta(seconds=10)
    assert probe(later) is None  # due: the child does it
    with world.uow("system", now=later) as ctx:
        note_channel(ctx, "email", "refused")
        wait = channel_state(ctx, "email")
        assert wait is not None and wait.next_attempt_at is not None
    assert probe(later) == Result(None, wait.next_attempt_at)
    switch_on(1, enabled=False)
    assert probe(wait.next_attempt_at + timedelta(hours=1)) == Result()


def test_old_sessions_go(world: World) -> None:
    now = utc_now()
    with world.uow("system") as ctx:
        for age in (1, 60):
            moment = now - timedelta(days=age)
            ctx.session.add(
                UserSession(user_id=1, token_hash=f"h{age}", created_at=moment, expires_at=moment)
            )
    run("sessions")
    with world.uow("system") as ctx:
        assert ctx.session.scalars(select(UserSession.token_hash)).all() == ["h1"]


@pytest.mark.timeout(300)
def test_backup_and_snapshot(world: World) -> None:
    made = run("backup").detail or {}
    assert made["bytes"] > 0
    assert run("snapshot").detail is not None
    assert get_settings().snapshot_file.exists()
    assert run("snapshot").detail is None  # nothing has changed since
