"""What can go wrong at the door."""

from __future__ import annotations

from core.kit.errors import NotSignedIn
from core.kit.i18n import N_


def bad_login() -> NotSignedIn:
    """The one answer to a wrong name, a wrong password and a locked or disabled account."""
    return NotSignedIn(
        "login.failed",
        N_(
            "Name or password is wrong, or there were too many attempts. "
            "After five failures wait {minutes} minutes."
        ),
        minutes=15,
    )
