"""What every channel offers: an open link that takes one mail after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Part:
    """One message within a mail, still a template."""

    template: str
    params: dict[str, Any]
    type: str
    level: str
    alert_id: int | None
    at: datetime


@dataclass(frozen=True)
class Mail:
    """What goes to one person at once. `key` stays the same however often it is tried."""

    key: str
    address: str
    name: str
    locale: str
    parts: tuple[Part, ...]
    at: datetime
    company: str = ""
    uncertain: bool = False


class Undelivered(Exception):
    """The other side did not take a mail; `reason` as it said, without secrets."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = " ".join(reason.split())[:300]


class Refused(Undelivered):
    """Never: this mail is not wanted."""


class Later(Undelivered):
    """Not now, but the link is fine for other mails."""


class Broken(Undelivered):
    """The link broke. `uncertain`: perhaps after the mail was taken."""

    def __init__(self, reason: str, *, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.uncertain = uncertain


class Down(Undelivered):
    """The channel takes nothing at all right now."""


class Link(Protocol):
    """An open channel."""

    def send(self, mail: Mail) -> None:
        """Deliver one mail. Raises Refused, Later, Broken, Down."""

    def close(self) -> None:
        """Say good-bye; never raises."""
