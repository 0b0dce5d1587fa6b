"""A thousand mails while the server is down, refuses, dawdles, hangs up, and the sender dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.uow import database, unit_of_work
from core.notifications.channels.email import smtp
from core.notifications.deliveries import Sent, send_waiting
from core.notifications.deliveries.rules import CLAIM
from data.rows import insert_rows
from data.schema import Delivery
from tests.journeys.doors import ROOT
from tests.notifications.mail_server import OK, Post, free_port, serving
from tests.notifications.mailing import deliveries, switch_on
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]
KILLS = 5


def fill(count: int) -> None:
    """That many messages, each to an address of its own, due now."""
    now = utc_now()
    rows = [
        {
            "idempotency_key": uuid4().hex,
            "channel": "email",
            "recipient": f"p{number}@books.example.com",
            "type": "alert",
            "level": "warning",
            "payload": {"template": "{rule}", "params": {"rule": f"Rule {number}"}},
            "state": "pending",
            "attempts": 0,
            "next_attempt_at": now,
            "uncertain": False,
            "created_at": now,
        }
        for number in range(count)
    ]
    with unit_of_work(SYSTEM, now=now) as ctx:
        insert_rows(ctx.session, Delivery.__table__, rows)  # type: ignore[arg-type]


@dataclass
class Clock:
    """A clock that runs, and can be put ahead."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def skip(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def send(clock: Clock) -> Sent:
    return send_waiting(stopping=lambda: False, clock=clock)


def drain(clock: Clock, rounds: int = 30) -> None:
    """Send until nothing waits, an hour and more between two tries."""
    for _ in range(rounds):
        send(clock)
        if all(one.state in {"sent", "failed"} for one in deliveries()):
            return
        clock.skip(minutes=75)
    raise AssertionError(Counter(one.state for one in deliveries()))


def check(post: Post, *, refused: set[str] = frozenset(), kills: int = 0) -> Counter[str]:  # type: ignore[assignment]
    """None lost, none doubled but those marked, no more in doubt than there were kills."""
    rows = deliveries()
    arrived = post.keys
    for one in rows:
        times = arrived.pop(f"<{one.mail_key}@books.example.com>", 0)
        if one.recipient in refused:
            assert (one.state, times) == ("failed", 0), one.recipient
            assert one.error
            continue
        assert one.state == "sent", (one.recipient, one.state, one.error)
        assert times == 1 or (times == 2 and one.uncertain), (one.recipient, times)
    assert not arrived
    marked = sum(one.uncertain for one in rows)
    doubled = sum(times > 1 for times in post.keys.values())
    assert doubled <= marked <= kills, (doubled, marked, kills)
    return Counter(marked=marked, doubled=doubled)


def test_a_slow_server_costs_time_but_no_mail(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp.SmtpLink.__init__, "__kwdefaults__", {"timeout": 0.2, "limit": 0.4})
    port, clock, post = free_port(), Clock(), Post(slow=1.0)
    switch_on(port)
    fill(20)
    with serving(post, port):
        for _ in range(3):
            begun = time.monotonic()
            assert send(clock).down is not None
            assert time.monotonic() - begun < 3
            clock.skip(hours=2)
        post.slow = 0.0
        time.sleep(1.2)  # what the server still has in hand
        drain(clock)
    check(post, kills=9)  # three mails a round were in doubt


@contextmanager
def sender(clock: Clock) -> Iterator[subprocess.Popen[str]]:
    """A process that sends when told to."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.mail_worker", str(clock.ahead.total_seconds())],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def moody(chance: random.Random, bad: set[str], messages: int) -> Post:
    """A server that refuses some for good, is busy for others, and closes after each fifty."""
    seen: Counter[str] = Counter()
    busy = {
        f"p{number}@books.example.com" for number in chance.sample(range(messages), messages // 10)
    }

    def to_recipient(address: str) -> str:
        return "550 5.1.1 no such mailbox" if address in bad else OK

    def to_mail(address: str) -> str:
        seen[address] += 1
        if seen.total() % 50 == 0:
            return "421 too much from you, closing"
        return "451 busy" if address in busy and seen[address] < 3 else OK

    return Post(to_recipient=to_recipient, to_mail=to_mail)


def work_and_be_killed(clock: Clock, post: Post, least: int, chance: random.Random) -> bool:
    """A sender sends until so many mails have arrived, and is killed; whether it was at work."""
    with sender(clock) as process:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        until = time.monotonic() + 120
        while len(post.mails) < least and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.004)
        time.sleep(chance.uniform(0, 0.03))
        at_work = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    return at_work


@pytest.mark.parametrize("messages", [200, pytest.param(1000, marks=pytest.mark.long)])
def test_mails_through_a_bad_day(
    world: World, messages: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server is down, then moody, and the sender is killed again and again."""
    chance = random.Random(11)
    numbers = chance.sample(range(messages), messages // 25)
    bad = {f"p{number}@books.example.com" for number in numbers}
    port, clock, post = free_port(), Clock(), moody(chance, bad, messages)
    switch_on(port)
    fill(messages)
    for _ in range(4):
        assert send(clock).down is not None
        clock.skip(minutes=3)
    clock.skip(hours=1)
    begun, kills = time.monotonic(), 0
    with serving(post, port):
        for number in range(KILLS):
            least = (number + 1) * messages // (KILLS + 4)
            kills += work_and_be_killed(clock, post, least, chance)
            clock.skip(seconds=CLAIM.total_seconds() + 1)
        drain(clock)
    found = check(post, refused=bad, kills=kills)
    assert kills == KILLS
    seconds = time.monotonic() - begun
    said = f"{database().dialect}: {kills} kills, {seconds:.0f} s, {dict(found)}"
    with capsys.disabled():
        sys.stdout.write(f"\n  {said}\n")


def test_the_scheduler_told_to_end_finishes_the_mail_at_hand(world: World) -> None:
    if database().dialect != "duckdb":
        pytest.skip("one process after the other is the same on both")
    port, clock, post = free_port(), Clock(), Post(slow=0.4)
    switch_on(port)
    fill(60)
    with serving(post, port):
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs"], cwd=ROOT, env={**os.environ, "SELFMASTERY_JOBS": "off"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            until = time.monotonic() + 90
            while len(post.mails) < 3:
                assert time.monotonic() < until
                time.sleep(0.05)
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
        found = Counter(one.state for one in deliveries())
        assert set(found) == {"sent", "pending"}, found
        assert found["sent"] == len(post.mails) < 60
        post.slow = 0.0
        drain(clock)
    check(post, kills=0)
