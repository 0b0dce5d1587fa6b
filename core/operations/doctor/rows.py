"""What an examination says about one thing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from core.kit.i18n import N_, t


class State(StrEnum):
    """ok; warn: works, but something should be done; fail: something does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


STATE_NAMES = {State.OK: N_("ok"), State.WARN: N_("warning"), State.FAIL: N_("failed")}


@dataclass(frozen=True)
class Probe:
    """One thing looked at: how it is, and what to do when it is not well."""

    name: str
    state: State
    found: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return asdict(self)

    def line(self) -> str:
        """One line for the terminal."""
        advice = f" — {self.advice}" if self.advice else ""
        return f"{t(STATE_NAMES[self.state])}\t{self.name}: {self.found}{advice}"


def ok(name: str, found: str) -> Probe:
    """All well."""
    return Probe(name, State.OK, found)


def warn(name: str, found: str, advice: str) -> Probe:
    """Works, but something should be done."""
    return Probe(name, State.WARN, found, advice)


def fail(name: str, found: str, advice: str) -> Probe:
    """Does not work."""
    return Probe(name, State.FAIL, found, advice)
