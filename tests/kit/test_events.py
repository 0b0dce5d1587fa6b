"""Events: handled once, after the commit, put off when a handler fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.company import DepartmentIn, create_department
from core.kit import events
from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.events import emit, handle_event, on_event, pending_events
from core.kit.uow import unit_of_work
from data.database import Database
from data.schema import Department, OutboxEvent

NAME = "test.happened"


@pytest.fixture
def handled(store: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Payloads the handler of NAME was called with; it also makes a department."""
    monkeypatch.setitem(events._handlers, NAME, [])
    seen: list[Any] = []

    @on_event(NAME)
    def handler(ctx: Ctx, payload: dict[str, Any]) -> None:
        seen.append(payload)
        create_department(ctx, DepartmentIn(name=f"made {payload['n']}"))
        if payload.get("fails", 0) >= len(seen):
            raise RuntimeError("not yet")

    yield seen


def departments() -> list[str]:
    with unit_of_work(SYSTEM) as ctx:
        return list(ctx.session.scalars(select(Department.name).order_by(Department.id)))


def stored(event_id: int) -> OutboxEvent:
    with unit_of_work(SYSTEM) as ctx:
        event = ctx.session.get(OutboxEvent, event_id)
        assert event is not None
        return event


def test_a_committed_event_is_handled_at_once_and_once(handled: list[Any]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        event = emit(ctx, NAME, {"n": 1})
        assert handled == []
    assert handled == [{"n": 1}]
    assert not handle_event(event)
    assert departments() == ["made 1"]
    assert stored(event).handled_at is not None


def test_an_event_of_a_failed_unit_never_was(handled: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(SYSTEM) as ctx:
        emit(ctx, NAME, {"n": 1})
        _ = 1 / 0
    with unit_of_work(SYSTEM, now=utc_now() + timedelta(hours=1)) as ctx:
        assert pending_events(ctx) == []
    assert handled == []


def test_a_failing_handler_does_not_harm_the_change_and_is_put_off(handled: list[Any]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        event = emit(ctx, NAME, {"n": 1, "fails": 2})
    assert departments() == []
    row = stored(event)
    assert (row.handled_at, row.attempts) == (None, 1)
    assert "not yet" in str(row.error)
    with unit_of_work(SYSTEM) as ctx:
        assert pending_events(ctx) == []
    with unit_of_work(SYSTEM, now=utc_now() + timedelta(seconds=60)) as ctx:
        assert pending_events(ctx) == [event]
    assert not handle_event(event)
    second = stored(event)
    assert second.attempts == 2
    assert second.next_attempt_at - row.next_attempt_at > timedelta(seconds=3)
    assert handle_event(event)
    assert departments() == ["made 1"]


def test_what_a_crash_left_is_found_after_a_moment(
    handled: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "handle_event", lambda _: False)
    with unit_of_work(SYSTEM) as ctx:
        event = emit(ctx, NAME, {"n": 1})
        moment = ctx.now
    with unit_of_work(SYSTEM, now=moment + timedelta(seconds=1)) as ctx:
        assert pending_events(ctx) == []
    with unit_of_work(SYSTEM, now=moment + timedelta(seconds=4)) as ctx:
        assert pending_events(ctx) == [event]
    monkeypatch.undo()


def test_waiting_grows_to_an_hour_and_no_further(handled: list[Any]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        event = emit(ctx, NAME, {"n": 1, "fails": 100})
    with unit_of_work(SYSTEM) as ctx:
        row = ctx.session.get(OutboxEvent, event)
        assert row is not None
        row.attempts = 500
    assert not handle_event(event)
    row = stored(event)
    assert row.next_attempt_at is not None
    assert row.attempts == 501
    assert timedelta(minutes=55) < row.next_attempt_at - utc_now() <= timedelta(hours=1)


def test_an_event_without_handler_is_done(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        event = emit(ctx, "nobody.listens", {})
    assert stored(event).handled_at is not None
