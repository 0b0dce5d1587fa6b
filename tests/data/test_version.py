"""The data version moves forward with every publish, in this process and in others."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

from sqlalchemy import text

from data.database import Database
from data.schema import AuditEntry

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def twin(database: Database) -> Database:
    """The same database as another process sees it."""
    return Database(
        database.engine.url.render_as_string(hide_password=False)
        if database.dialect == "postgresql"
        else database.url,
        home=database.home,
    )


def test_moves_forward_only(database: Database) -> None:
    assert database.version() == 0
    for wanted, version in ((5, 5), (3, 6), (6, 7), (100, 100)):
        database.publish(wanted)
        assert database.version() == version


def test_two_processes_never_go_back(database: Database) -> None:
    other = twin(database)
    seen: list[int] = []

    def publish(side: Database, offset: int) -> None:
        for number in range(25):
            side.publish(number * 2 + offset)
            seen.append(side.version())

    threads = [threading.Thread(target=publish, args=args) for args in ((database, 0), (other, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.version() == other.version() >= 50
    other.close()


def test_waiting_ends_at_a_change_by_another_process(database: Database) -> None:
    other = twin(database)
    database.publish(1)
    timer = threading.Timer(0.2, other.publish, args=(9,))
    timer.start()
    began = time.monotonic()
    assert database.wait_for_change(1, timeout=10) == 9
    assert time.monotonic() - began < 2
    timer.join()
    other.close()


def test_waiting_ends_after_the_timeout(database: Database) -> None:
    database.publish(4)
    began = time.monotonic()
    assert database.wait_for_change(4, timeout=0.3) == 4
    assert 0.2 < time.monotonic() - began < 1.5


def test_known_change_does_not_wait(database: Database) -> None:
    database.publish(4)
    assert database.wait_for_change(3, timeout=10) == 4


def test_many_waiters_share_one_thread(database: Database) -> None:
    database.publish(1)

    async def run() -> list[int]:
        waits = [database.wait_for_change_async(1, timeout=10) for _ in range(60)]
        timer = threading.Timer(0.2, database.publish, args=(2,))
        timer.start()
        before = threading.active_count()
        found = await asyncio.gather(*waits)
        assert before < 20
        timer.join()
        return list(found)

    assert asyncio.run(run()) == [2] * 60


def test_waiting_takes_no_lease(database: Database) -> None:
    if database.dialect == "postgresql":
        return
    database.publish(1)
    database.wait_for_change(1, timeout=0.1)
    assert database._duck is not None
    assert database._duck._root is None


def test_change_by_a_killed_process_is_seen_when_the_file_is_next_opened(
    new_database: object,
) -> None:
    database = new_database("duckdb")  # type: ignore[operator]
    with database.session() as session:
        session.add(AuditEntry(at=NOW, actor_name="a", action="b", target_type="c"))
    other = twin(database)
    assert other.version() == 0
    with other.session() as session:
        session.execute(text("SELECT 1"))
    assert other.version() == 1
    other.close()


def test_numbers_go_on_above_the_published_version(new_database: object) -> None:
    database = new_database("duckdb")  # type: ignore[operator]
    database.publish(5000)
    with database.session() as session:
        entry = AuditEntry(at=NOW, actor_name="a", action="b", target_type="c")
        session.add(entry)
        session.flush()
        assert entry.id == 5001
