"""Ways to the outside. Each is a folder with its settings, and a line in `CHANNELS`."""

from __future__ import annotations

from collections.abc import Callable

from core.kit.context import Ctx
from core.notifications.channels.email.settings import email_is_on, open_email
from core.notifications.channels.link import Broken, Down, Later, Link, Mail, Part, Refused
from core.notifications.preferences import EMAIL

OpenLink = Callable[[], Link]


def active_channels(ctx: Ctx) -> list[str]:
    """Codes of the channels that are switched on."""
    return [EMAIL] if email_is_on(ctx) else []


def opener(ctx: Ctx, code: str) -> OpenLink | None:
    """What opens the channel, with its settings of now; None while it is off."""
    return open_email(ctx) if code == EMAIL else None


CHANNELS = (EMAIL,)

__all__ = [
    "CHANNELS",
    "Broken",
    "Down",
    "Later",
    "Link",
    "Mail",
    "OpenLink",
    "Part",
    "Refused",
    "active_channels",
    "opener",
]
