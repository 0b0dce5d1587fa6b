"""Refusals that only this front door knows."""

from __future__ import annotations

from core.kit.errors import AppError, NotPermitted
from core.kit.i18n import N_


class TooMany(AppError):
    """More requests than allowed (429)."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "too_many",
            N_("Too many requests. Wait {seconds} seconds and try again."),
            seconds=seconds,
        )
        self.headers = {"Retry-After": str(seconds)}


def password_first() -> NotPermitted:
    """Somebody who signed in with a password that another person made."""
    return NotPermitted("password.change_first", N_("Choose your own password first."))


def foreign_page() -> NotPermitted:
    """A change by cookie that another website may have caused."""
    return NotPermitted(
        "foreign_page",
        N_("This request did not come from the application's own pages."),
    )
