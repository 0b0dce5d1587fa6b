"""How many requests a caller may make: token buckets in memory, generous on purpose."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

REMEMBERED = 10_000


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


CALLER = Rate(burst=2000, per_second=300)
ADDRESS = Rate(burst=10_000, per_second=1500)
REFUSED = Rate(burst=500, per_second=5)  # wrong tokens and tickets from one address


class Buckets:
    """Counts by caller and by address; the least recently seen are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    def take(self, caller: str, address: str) -> int:
        """Count a request; 0 when it may pass, else the seconds to wait."""
        with self._lock:
            if caller not in self._known and self._level("refused", address, REFUSED) < 1:
                return self._wait("refused", address, REFUSED)
            for kind, name, rate in (("address", address, ADDRESS), ("caller", caller, CALLER)):
                if not self._spend(kind, name, rate):
                    return self._wait(kind, name, rate)
        return 0

    def accepted(self, caller: str) -> None:
        """Note a caller whose credential was good: others' failures do not slow them down."""
        with self._lock:
            self._known[caller] = None
            self._known.move_to_end(caller)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def refused(self, caller: str, address: str) -> None:
        """Count a credential that was not good."""
        with self._lock:
            self._known.pop(caller, None)
            self._spend("refused", address, REFUSED)

    def _level(self, kind: str, name: str, rate: Rate) -> float:
        now = self._clock()
        level, at = self._levels.get((kind, name), (rate.burst, now))
        return min(rate.burst, level + (now - at) * rate.per_second)

    def _spend(self, kind: str, name: str, rate: Rate) -> bool:
        level = self._level(kind, name, rate)
        allowed = level >= 1
        self._levels[kind, name] = (level - allowed, self._clock())
        self._levels.move_to_end((kind, name))
        while len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)
        return allowed

    def _wait(self, kind: str, name: str, rate: Rate) -> int:
        return max(1, math.ceil((1 - self._level(kind, name, rate)) / rate.per_second))
