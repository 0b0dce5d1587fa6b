"""The chain of seals: tampering is found, work in progress is no tampering."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from core.audit import record, seal_entries, verify_seals
from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from data.database import Database
from data.schema import AuditEntry, AuditSeal
from tests.world import NOW


def write(entries: int, minutes: int) -> None:
    with unit_of_work(SYSTEM, now=NOW + timedelta(minutes=minutes)) as ctx:
        for number in range(entries):
            record(ctx, "test.done", "thing", number, after={"text": "龙", "n": number, "x": 1.5})


def seal(minutes: int) -> int:
    with unit_of_work(SYSTEM, now=NOW + timedelta(minutes=minutes)) as ctx:
        return seal_entries(ctx)


def wrong() -> list[str]:
    with unit_of_work(SYSTEM) as ctx:
        return list(verify_seals(ctx))


@pytest.fixture
def sealed(store: Database) -> list[int]:
    """Three seals over 3 + 2 + 1 entries; the ids of the entries."""
    for turn, entries in enumerate((3, 2, 1)):
        write(entries, minutes=10 * turn)
        assert seal(minutes=10 * turn + 6) == entries
    with unit_of_work(SYSTEM) as ctx:
        return list(ctx.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


def test_an_untouched_log_verifies(sealed: list[int]) -> None:
    write(5, minutes=40)
    assert wrong() == []
    assert seal(minutes=41) == 0
    assert seal(minutes=46) == 5
    assert seal(minutes=60) == 0
    assert wrong() == []


def test_what_is_fresh_waits(store: Database) -> None:
    write(1, minutes=0)
    write(1, minutes=3)
    assert seal(minutes=6) == 1
    assert seal(minutes=9) == 1


def test_an_altered_entry_is_found(sealed: list[int]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        altered = update(AuditEntry).where(AuditEntry.id == sealed[3])
        ctx.session.execute(altered.values(actor_name="somebody else"))
    (line,) = wrong()
    assert str(sealed[4]) in line


def test_a_removed_entry_is_found(sealed: list[int]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(delete(AuditEntry).where(AuditEntry.id == sealed[0]))
    assert len(wrong()) == 1


def test_an_added_entry_is_found(sealed: list[int]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(delete(AuditEntry).where(AuditEntry.id == sealed[1]))
        forged = AuditEntry(
            id=sealed[1],
            at=NOW,
            actor_name="x",
            action="test.done",
            target_type="thing",
            target_id="1",
        )
        ctx.session.add(forged)
    assert len(wrong()) == 1


def test_a_removed_seal_is_found(sealed: list[int]) -> None:
    with unit_of_work(SYSTEM) as ctx:
        first = select(AuditSeal.id).order_by(AuditSeal.id).limit(1).scalar_subquery()
        ctx.session.execute(delete(AuditSeal).where(AuditSeal.id == first))
    assert wrong()
