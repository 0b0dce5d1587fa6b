"""Overspending by an import is told at once, and by `jobs` when the process died in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from core.alerts import create_rule
from core.finance import BudgetIn, create_budget
from core.finance.imports import commit_import, read_import, start_import
from core.kit.clock import utc_now
from core.operations.checks import run_checks
from data.schema import Alert, AlertTransition, FinancialRecord, Notification, OutboxEvent
from tests.alerts.builders import rule_in
from tests.journeys.doors import ROOT, api_client
from tests.world import World

pytestmark = pytest.mark.integration

ROWS = 40
EACH = Decimal("300.25")


@dataclass(frozen=True)
class Told:
    """What the company knows of overspending."""

    alerts: list[tuple[str, int, str]]
    transitions: list[str]
    notified: set[int]
    notifications: int


def told(world: World) -> Told:
    with world.uow("system") as ctx:
        alerts = ctx.session.scalars(select(Alert)).all()
        notes = ctx.session.scalars(select(Notification)).all()
        return Told(
            [(alert.target_type, alert.target_id, alert.state) for alert in alerts],
            list(ctx.session.scalars(select(AlertTransition.reason))),
            {note.user_id for note in notes},
            len(notes),
        )


def waiting(world: World) -> int:
    """Events that nobody has handled."""
    with world.uow("system") as ctx:
        unhandled = select(OutboxEvent).where(OutboxEvent.handled_at.is_(None))
        return len(ctx.session.scalars(unhandled).all())


def rows(world: World) -> int:
    with world.uow("system") as ctx:
        return len(ctx.session.scalars(select(FinancialRecord.id)).all())


NOTHING = Told([], [], set(), 0)


@pytest.fixture
def budgeted(world: World) -> World:
    """Department A may spend 10,000 this year, B as much; managers hear of overspending."""
    today = utc_now().date()
    with world.uow("founder", now=utc_now()) as ctx:
        for department in (world.a, world.b):
            wanted = BudgetIn(
                period_start=today - timedelta(days=100),
                period_end=today + timedelta(days=100),
                amount=Decimal(10_000),
                department_id=department,
            )
            create_budget(ctx, wanted)
        create_rule(ctx, rule_in(target_type="department", name="Department overspent"))
    assert told(world) == NOTHING
    return world


@pytest.fixture
def spending(tmp_path: Path) -> Path:
    """40 expenses of department A, 12,010.00 together; as many cents for B."""
    day = utc_now().date() - timedelta(days=3)
    lines = ["Date,Counterparty,Department,Direction,Amount"]
    lines += [line(day, number, "A", EACH) for number in range(ROWS)]
    lines += [line(day, number, "B", Decimal("1.00")) for number in range(ROWS)]
    path = tmp_path / "spending.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def line(day: date, number: int, department: str, amount: Decimal) -> str:
    return f"{day},Supplier {number},{department},expense,{amount}"


def overspent(world: World) -> Told:
    """One alert about department A, told once to its manager and to nobody else."""
    manager = {world.users["manager_a"]}
    return Told([("department", world.a, "firing")], ["breached"], manager, 1)


def test_it_is_told_before_the_commit_returns(budgeted: World, spending: Path) -> None:
    who = budgeted.who("finance")
    batch_id = start_import(who, spending.name, spending.stat().st_size, "api")
    read_import(who, batch_id, spending)
    assert told(budgeted) == NOTHING
    began = time.process_time()  # what it takes when the machine has nothing else to do
    commit_import(who, batch_id)
    assert time.process_time() - began < 1
    assert told(budgeted) == overspent(budgeted)
    assert waiting(budgeted) == 0


def test_rest_tells_the_manager_at_once(budgeted: World, spending: Path) -> None:
    finance, manager = (api_client(budgeted, name) for name in ("finance", "manager_a"))
    sent = finance.request("POST", "/v1/imports", files={"file": spending.read_bytes()})
    assert finance.post(f"/imports/{sent.json()['id']}/commit", {}).status_code == 200
    (alert,) = manager.get("/alerts").json()["items"]
    assert (alert["target_id"], alert["current_value"]) == (budgeted.a, "0.201")
    (note,) = manager.get("/notifications").json()["items"]
    assert "Department overspent" in note["message"]
    assert api_client(budgeted, "manager_b").get("/notifications").json()["items"] == []


def jobs_once() -> None:
    """`python -m jobs once`, as an operator would."""
    done = subprocess.run(
        [sys.executable, "-m", "jobs", "once"],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


@pytest.mark.fault
def test_after_a_kill_between_commit_and_handling_jobs_tells_it_once(
    budgeted: World, spending: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.killed_import", str(spending)],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert rows(budgeted) == 2 * ROWS
    assert told(budgeted) == NOTHING
    assert waiting(budgeted) == 1
    for _ in range(2):
        jobs_once()
        assert told(budgeted) == overspent(budgeted)
        assert waiting(budgeted) == 0
    with budgeted.uow("system", now=utc_now()) as ctx:
        assert run_checks(ctx).findings == ()
