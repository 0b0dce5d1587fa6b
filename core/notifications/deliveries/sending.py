"""The sender: one mail after the other, each claimed first and settled after.

Between the two only one mail is under way, so that a kill leaves at most that one in doubt.
Nothing holds the database while the other side is spoken to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow
from core.notifications.channels import (
    CHANNELS,
    Broken,
    Down,
    Later,
    Link,
    OpenLink,
    Refused,
    opener,
)
from core.notifications.deliveries import book
from core.notifications.deliveries.book import Came, Claimed, Outcome
from core.notifications.deliveries.rules import BREAKS

log = structlog.get_logger(__name__)

LONGEST_RUN = timedelta(minutes=5)
Clock = Callable[[], datetime]


@dataclass
class Sent:
    """What one run did: messages by what came of them, and what the channel said if it is down."""

    counts: dict[str, int] = field(default_factory=dict)
    down: str | None = None

    def add(self, outcome: Outcome) -> None:
        """Count a mail's messages."""
        name = str(outcome.came)
        self.counts[name] = self.counts.get(name, 0) + len(outcome.ids)

    def as_detail(self) -> dict[str, int | str] | None:
        """For the history of jobs; None when there was nothing to do."""
        found: dict[str, int | str] = {**self.counts}
        return found | {"down": self.down} if self.down else found or None


def next_delivery_at(ctx: Ctx) -> datetime | None:
    """When the next mail of a channel that is on is due; None when none waits."""
    due = [book.next_due(ctx, code) for code in CHANNELS if opener(ctx, code) is not None]
    return min((one for one in due if one is not None), default=None)


def send_waiting(*, stopping: Callable[[], bool], clock: Clock = utc_now) -> Sent:
    """Send what is due on every channel; ends early when a channel is down or `stopping`."""
    sent = Sent()
    for code in CHANNELS:
        connect = run_in_uow(SYSTEM, partial(_begin, code=code), now=clock())
        if connect is not None:
            _Sender(code, connect, stopping, clock, sent).run()
    return sent


def _begin(ctx: Ctx, *, code: str) -> OpenLink | None:
    """What opens the channel, when it is on, not waiting, and something is due."""
    connect = opener(ctx, code)
    if connect is None:
        return None
    book.recover(ctx, code)
    due = book.next_due(ctx, code)
    return connect if due is not None and due <= ctx.now else None


@dataclass
class _Sender:
    """One run over one channel."""

    code: str
    connect: OpenLink
    stopping: Callable[[], bool]
    clock: Clock
    sent: Sent
    link: Link | None = None
    breaks: int = 0
    worked: bool = False

    def run(self) -> None:
        """Claim, send, settle, until nothing is due, the channel is down or it is time to end."""
        until = self.clock() + LONGEST_RUN
        outcome: Outcome | None = None
        try:
            while (claimed := self._next(outcome, until)) is not None:
                outcome = self._try(claimed)
                self.sent.add(outcome)
        finally:
            if self.link is not None:
                self.link.close()

    def _next(self, last: Outcome | None, until: datetime) -> Claimed | None:
        """Settle the last mail and claim the next, in one transaction."""
        now = self.clock()
        go_on = self.sent.down is None and now < until and not self.stopping()

        def turn(ctx: Ctx) -> Claimed | None:
            if last is not None:
                book.settle(ctx, last)
            if self.sent.down is not None:
                book.note_channel(ctx, self.code, self.sent.down)
            elif last is not None and last.came is Came.SENT and not self.worked:
                book.note_channel(ctx, self.code, None)
            return book.claim(ctx, self.code) if go_on else None

        claimed = run_in_uow(SYSTEM, turn, now=now)
        self.worked = self.worked or (last is not None and last.came is Came.SENT)
        return claimed

    def _try(self, claimed: Claimed) -> Outcome:
        try:
            if self.link is None:
                self.link = self.connect()
            self.link.send(claimed.mail)
        except Refused as error:
            self.breaks = 0
            return Outcome(claimed.ids, Came.REFUSED, error.reason)
        except Later as error:
            self.breaks = 0
            return Outcome(claimed.ids, Came.LATER, error.reason)
        except Broken as error:
            return self._broken(claimed, error)
        except Down as error:
            log.warning("channel_down", channel=self.code, reason=error.reason)
            self.sent.down = error.reason
            return Outcome(claimed.ids, Came.UNTRIED, error.reason)
        self.breaks = 0
        return Outcome(claimed.ids, Came.SENT)

    def _broken(self, claimed: Claimed, error: Broken) -> Outcome:
        """A new link for the next mail; after some in a row the channel counts as down."""
        log.warning("channel_broken", channel=self.code, reason=error.reason)
        if self.link is not None:
            self.link.close()
            self.link = None
        self.breaks += 1
        if self.breaks >= BREAKS:
            self.sent.down = error.reason
        return Outcome(claimed.ids, Came.LOST if error.uncertain else Came.LATER, error.reason)
