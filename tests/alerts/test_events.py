"""From a committed change to an alert: at once, exactly once, only what the change concerns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, func, select

from core import finance
from core.finance import BudgetIn, FinancialRecordIn
from core.kit import events, uow
from core.kit.context import SYSTEM
from core.kit.events import handle_event
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.jobs import registered, run_job
from data.schema import Alert, AlertTransition, Notification, OutboxEvent
from tests.alerts.builders import check, consistent, listed, make_rule, only_alert, stored
from tests.indicators.builders import expense
from tests.world import NOW, World


def spend(world: World, amount: str, project_id: int, who: str = "finance", **values: Any) -> None:
    given = {"record_date": date(2026, 6, 10), "direction": "expense", **values}
    with world.uow(who) as ctx:
        finance.create_record(
            ctx, FinancialRecordIn(amount=Decimal(amount), project_id=project_id, **given)
        )


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, as if the process died between commit and handling."""

    def kill() -> None:
        monkeypatch.setattr(uow, "_after_commit", [])

    return kill


class Statements:
    """Counts statements that read financial records."""

    def __init__(self) -> None:
        self.reads = 0
        self.writes = 0
        self.checks = 0

    def note(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.reads += "financial_records" in statement and statement.lstrip()[:6] != "INSERT"
        self.checks += "FROM alerts" in statement and "open_key IS NOT NULL" in statement
        self.writes += statement.lstrip()[:6] in ("INSERT", "UPDATE")


@pytest.fixture
def statements(world: World) -> Iterator[Statements]:
    counted = Statements()
    engine = uow.database().engine
    event.listen(engine, "before_cursor_execute", counted.note)
    yield counted
    event.remove(engine, "before_cursor_execute", counted.note)


def test_overspending_raises_right_after_the_commit(world: World) -> None:
    make_rule(world)
    spend(world, "120000", world.project_a)
    assert only_alert(world).target_id == world.project_a
    told = {note.user_id for note in stored(world, Notification)}
    assert told == {world.users["manager_a"]}
    consistent(world)


def test_a_budget_cut_and_a_rate_raise_too(world: World) -> None:
    make_rule(world, indicator="budget_execution_rate", target_type="department", threshold=1)
    expense("600", department_id=world.a)
    with world.uow("finance") as ctx:
        finance.create_budget(
            ctx,
            BudgetIn(
                department_id=world.a,
                period_start=date(2026, 1, 1),
                period_end=date(2026, 12, 31),
                amount=Decimal(500),
                status="approved",
            ),
        )
    assert only_alert(world).target_id == world.a


def test_killed_before_handling_the_next_run_raises_it_once(
    world: World, killed: Callable[[], None]
) -> None:
    make_rule(world)
    killed()
    spend(world, "120000", world.project_a)
    assert listed(world) == ()
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(
            OutboxEvent.__table__.update().values(created_at=ctx.now - timedelta(minutes=1))
        )
    outbox = registered()["outbox"]
    first = run_job(outbox, forced=True, here=True)
    assert first is not None
    assert first.error is None
    assert first.result.detail is not None
    assert first.result.detail["failed"] == 0
    assert len(listed(world)) == 1
    run_job(outbox, forced=True, here=True)
    check()
    assert len(listed(world)) == 1
    assert len(stored(world, Notification)) == 1
    consistent(world)


def test_a_batch_of_changes_is_checked_once(
    world: World, killed: Callable[[], None], statements: Statements
) -> None:
    """Ten records in ten events: the last one checks for all of them."""
    make_rule(world)
    make_rule(world, name="Large", indicator="expense_amount", target_type="financial_record")
    killed()
    places = [world.project_a, world.project_b] * 5
    for place, project in enumerate(places):
        spend(world, "24000", project, record_date=date(2026, 6, 1 + place))
    waiting = [one.id for one in stored(world, OutboxEvent) if one.handled_at is None]
    assert len(waiting) >= 10
    statements.checks = 0
    handled = [handle_event(event_id) for event_id in waiting]
    assert all(handled)
    assert statements.checks == 2  # the two rules, once each
    found = listed(world)
    assert {one.target_id for one in found if one.rule_name == "Overspent"} == set(places)
    assert len([one for one in found if one.rule_name == "Large"]) == 10
    consistent(world)


def test_one_event_is_handled_once_by_two_at_once(world: World, killed: Callable[[], None]) -> None:
    make_rule(world)
    killed()
    spend(world, "120000", world.project_a)
    (waiting,) = run_in_uow(
        SYSTEM,
        lambda ctx: list(
            ctx.session.scalars(
                select(OutboxEvent.id).where(
                    OutboxEvent.handled_at.is_(None), OutboxEvent.name == "finance.records_changed"
                )
            )
        ),
    )
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(handle_event(waiting))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert len(listed(world)) == 1
    assert len(stored(world, AlertTransition)) == 1
    assert len(stored(world, Notification)) == 1


def test_many_checks_at_once_raise_one_alert(world: World) -> None:
    make_rule(world)
    expense("120000", project_id=world.project_a)
    results: list[Any] = []
    threads = [threading.Thread(target=lambda: results.append(check())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert [one.errors for one in results] == [0, 0, 0, 0]
    assert sum(one.raised for one in results) == 1
    assert len(stored(world, Alert)) == 1
    consistent(world)


def test_a_failing_handler_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rule(world)
    handlers = events._handlers["finance.records_changed"]
    broken = [True]

    def sometimes(ctx: Any, payload: dict[str, Any]) -> None:
        if broken[0]:
            raise RuntimeError("broken")

    monkeypatch.setitem(events._handlers, "finance.records_changed", [*handlers, sometimes])
    spend(world, "120000", world.project_a)
    assert listed(world) == ()
    broken[0] = False
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(
            OutboxEvent.__table__.update()
            .where(OutboxEvent.handled_at.is_(None))
            .values(next_attempt_at=ctx.now)
        )
    run_job(registered()["outbox"], forced=True, here=True)
    assert len(listed(world)) == 1


def test_an_edit_checks_only_what_it_concerns(world: World, statements: Statements) -> None:
    make_rule(world, name="Projects", scope={"target_ids": [world.project_b]})
    make_rule(world, name="Months", indicator="cash_out", target_type="company", threshold=1)
    statements.reads = 0
    spend(world, "120000", world.project_b, record_date=date(2025, 6, 10))
    assert [alert.rule_name for alert in listed(world)] == ["Projects"]


def test_a_hundred_rules_cost_one_query_an_indicator(world: World, statements: Statements) -> None:
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        from data.rows import insert_rows
        from data.schema import Project

        rows = [
            {
                "name": f"Project {number}",
                "start_date": date(2026, 1, 1),
                "budget": Decimal(100),
                "currency": "CNY",
                "status": "active",
                "progress": Decimal(0),
                "created_at": NOW,
                "updated_at": NOW,
            }
            for number in range(1000)
        ]
        insert_rows(ctx.session, Project.__table__, rows)  # type: ignore[arg-type]
        count = ctx.session.scalar(select(func.count()).select_from(Project)) or 0
        emptied = [
            {
                "name": f"Rule {number}",
                "indicator": ("budget_overrun_rate", "revenue", "cost")[number % 3],
                "target_type": "project",
                "condition": "gt",
                "threshold": Decimal(number + 1),
                "severity": "low",
                "is_active": True,
                "notify_roles": ["founder"],
                "notify_users": [],
                "created_at": NOW,
                "updated_at": NOW,
                "version": 1,
            }
            for number in range(100)
        ]
        from data.schema import AlertRule

        insert_rows(ctx.session, AlertRule.__table__, emptied)  # type: ignore[arg-type]
    statements.reads = statements.writes = 0
    result = check()
    assert (result.rules, result.targets, result.errors) == (100, 100 * count, 0)
    assert statements.reads == 2  # budgets, and revenue with cost
    assert statements.writes == 0
