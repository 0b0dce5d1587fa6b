"""One process at a time has the file; its threads share it; it is handed on fairly."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from data.errors import DatabaseBusy, DatabaseUnavailable
from data.lease import FileLease
from data.turnstile import Timing

QUICK = Timing(timeout=5, min_hold=0.02, idle=0.15, poll=0.005)


class Party:
    """A process stand-in: its own lock handles on shared files, and a note of what happened."""

    def __init__(self, folder: Path, timing: Timing = QUICK) -> None:
        self.events: list[str] = []
        self.threads: list[threading.Thread] = []
        self.lease = FileLease(
            folder / "owner",
            folder / "queue",
            lambda: self.events.append("open"),
            lambda: self.events.append("close"),
            timing,
        )

    @contextmanager
    def holding(self, *, exclusive: bool = False) -> Iterator[threading.Event]:
        """Hold in a thread of its own, from when it gets it until the block ends."""
        inside, leave = threading.Event(), threading.Event()

        def run() -> None:
            with self.lease.hold(exclusive=exclusive):
                inside.set()
                leave.wait(10)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield inside
        finally:
            leave.set()
            self.threads.append(thread)

    def finish(self) -> None:
        """Wait for the threads, which still enter and leave when their turn comes; close."""
        for thread in self.threads:
            thread.join(10)
        self.lease.close()


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[list[Party]]:
    made = [Party(tmp_path), Party(tmp_path), Party(tmp_path)]
    yield made
    for party in made:
        party.finish()


def until(condition: object, seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.005)
    return False


def test_stays_open_between_uses_and_closes_when_idle(parties: list[Party]) -> None:
    first = parties[0]
    for _ in range(5):
        with first.lease.hold():
            pass
    assert first.events == ["open"]
    assert until(lambda: first.events == ["open", "close"])
    with first.lease.hold():
        pass
    assert first.events == ["open", "close", "open"]


def test_threads_share_one_hold(parties: list[Party]) -> None:
    first = parties[0]
    with first.holding() as one, first.holding() as two:
        assert one.wait(2)
        assert two.wait(2)
    assert first.events == ["open"]


def test_handed_over_before_idle_when_somebody_queues(tmp_path: Path) -> None:
    slow = Timing(timeout=5, idle=60)
    first, second = Party(tmp_path, slow), Party(tmp_path, slow)
    with first.lease.hold():
        pass
    began = time.monotonic()
    with second.lease.hold():
        assert first.events == ["open", "close"]
    assert time.monotonic() - began < 1
    first.lease.close()
    second.lease.close()


def test_never_two_owners_and_everybody_gets_a_turn(parties: list[Party]) -> None:
    inside, most, turns = [0], [0], [0, 0, 0]
    guard = threading.Lock()
    end = time.monotonic() + 2

    def run(number: int) -> None:
        while time.monotonic() < end:
            with parties[number].lease.hold():
                with guard:
                    owners = {n for n, p in enumerate(parties) if p.events[-1:] == ["open"]}
                    inside[0] = len(owners)
                    most[0] = max(most[0], inside[0])
                turns[number] = parties[number].events.count("open")

    threads = [threading.Thread(target=run, args=(n,)) for n in range(3) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert min(turns) >= 3, turns


def test_newcomers_wait_when_somebody_queues(parties: list[Party]) -> None:
    first, second = parties[0], parties[1]
    with first.holding() as early:
        assert early.wait(2)
        with second.holding() as queued:
            assert until(lambda: first.lease._queued_at is not None)
            with first.holding() as admitted:
                assert admitted.wait(1), "held up anyway, so newcomers may come in"
            assert not queued.is_set()
    second.finish()
    assert second.events[:1] == ["open"]


def test_door_closes_once_the_early_ones_have_left(parties: list[Party]) -> None:
    first, second = parties[0], parties[1]
    with ExitStack() as visits, ExitStack() as early:
        assert early.enter_context(first.holding()).wait(2)
        queued = visits.enter_context(second.holding())
        assert until(lambda: first.lease._queued_at is not None)
        assert visits.enter_context(first.holding()).wait(1)
        early.close()
        assert until(lambda: len(first.lease._holders) == 1)
        late = visits.enter_context(first.holding())
        assert not late.wait(0.2)
        assert not queued.is_set()
    second.finish()
    assert queued.is_set()


def test_who_is_in_may_come_in_again_while_another_waits(parties: list[Party]) -> None:
    first, second = parties[0], parties[1]
    with first.lease.hold(), second.holding() as queued:
        assert until(lambda: first.lease._queued_at is not None)
        with first.lease.hold():
            pass
        assert not queued.is_set()


def test_times_out_with_the_name_of_the_file(tmp_path: Path) -> None:
    first, second = Party(tmp_path), Party(tmp_path, Timing(timeout=0.2))
    with first.lease.hold():
        began = time.monotonic()
        with pytest.raises(DatabaseBusy, match="owner"), second.lease.hold():
            pass
        assert 0.1 < time.monotonic() - began < 1
    with second.lease.hold():
        pass
    first.lease.close()
    second.lease.close()


def test_exclusive_keeps_own_threads_out(parties: list[Party]) -> None:
    first = parties[0]
    with first.holding() as early:
        assert early.wait(2)
        with first.holding(exclusive=True) as alone:
            assert not alone.wait(0.1)
    entered = threading.Event()

    def newcomer() -> None:
        with first.lease.hold():
            entered.set()

    thread = threading.Thread(target=newcomer)
    with first.lease.hold(exclusive=True):
        with first.lease.hold():
            thread.start()
        assert not entered.wait(0.1)
    thread.join(2)
    assert entered.is_set()


def test_failing_open_frees_the_lease(tmp_path: Path) -> None:
    def fail() -> None:
        raise DatabaseUnavailable("no")

    broken = FileLease(tmp_path / "owner", tmp_path / "queue", fail, lambda: None, QUICK)
    with pytest.raises(DatabaseUnavailable), broken.hold():
        pass
    fine = Party(tmp_path)
    with fine.lease.hold():
        pass
    fine.lease.close()


def test_failing_close_gives_the_lease_up_all_the_same(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("disk")

    broken = FileLease(tmp_path / "owner", tmp_path / "queue", lambda: None, fail, QUICK)
    with broken.hold():
        pass
    other = Party(tmp_path)
    with other.lease.hold():
        pass
    other.lease.close()
    broken.close()


def test_renewed_after_a_fatal_error(parties: list[Party]) -> None:
    first = parties[0]
    with first.lease.hold():
        first.lease.renew()
    assert until(lambda: first.events == ["open", "close"], 0.12)


def test_closed_lease_refuses(parties: list[Party]) -> None:
    first = parties[0]
    with first.lease.hold():
        pass
    first.lease.close()
    assert first.events == ["open", "close"]
    with pytest.raises(DatabaseBusy, match="closed"), first.lease.hold():
        pass


def test_unusable_folder_is_said_clearly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    party = Party(tmp_path / "file" / "below")
    with pytest.raises(DatabaseUnavailable, match="below"), party.lease.hold():
        pass


def test_watcher_sleeps_while_nothing_is_held(parties: list[Party]) -> None:
    first = parties[0]
    with first.lease.hold():
        pass
    assert until(lambda: first.events == ["open", "close"])
    time.sleep(0.05)
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.01
