"""When a delivery is tried again, and when it is given up: pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from core.kit.i18n import N_


class State(StrEnum):
    """Where a delivery is: waiting, under way, done, or given up with a reason."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


STATE_NAMES = {
    State.PENDING: N_("Waiting"),
    State.SENDING: N_("Being sent"),
    State.SENT: N_("Sent"),
    State.FAILED: N_("Failed"),
}

GATHER = timedelta(seconds=3)
"""So long a message waits for others of the same moment, which then travel in one mail."""
TOGETHER = 50
"""At most so many messages in one mail."""
CLAIM = timedelta(minutes=5)
"""After this a sender counts as dead; a mail never takes that long."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 80
"""About three days; while a whole channel is down, no attempt is counted."""
BREAKS = 3
"""So many broken links in a row, and the whole channel waits."""


def wait_after(failures: int, chance: Callable[[], float]) -> timedelta:
    """How long to wait after the `failures`-th failure in a row: twice as long each time, with a
    fifth of jitter either way. `chance` gives numbers from 0 to 1."""
    doubled: int = 2 ** min(max(failures - 1, 0), 20)
    wait = min(FIRST_WAIT * doubled, LONGEST_WAIT)
    return wait * (0.8 + 0.4 * chance())
