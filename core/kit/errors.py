"""Errors a person may read. Each front door maps them once."""

from __future__ import annotations

from typing import Any

from core.kit.i18n import N_, t


class AppError(Exception):
    """A refusal with a stable dotted `code` and a translatable `message` (an English msgid).

    `params` fill the message's placeholders; `fields` maps input names to (msgid, params).
    """

    status = 400

    def __init__(
        self,
        code: str,
        message: str,
        *,
        fields: dict[str, str] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = fields or {}
        self.params = params

    def text(self) -> str:
        """The message in the current language (see `use_locale`)."""
        return t(self.message, **self.params)

    def field_texts(self) -> dict[str, str]:
        """Messages per input field in the current language."""
        return {name: t(message, **self.params) for name, message in self.fields.items()}

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


class Invalid(AppError):
    """The input cannot be accepted as it is (422)."""

    status = 422


class NotPermitted(AppError):
    """The actor lacks the right (403)."""

    status = 403

    def __init__(
        self,
        code: str = "not_permitted",
        message: str = N_("You do not have the right to do this. Ask an administrator."),
        **params: Any,
    ) -> None:
        super().__init__(code, message, **params)


class NotSignedIn(AppError):
    """Nobody is signed in, or the session or token has ended (401)."""

    status = 401

    def __init__(
        self,
        code: str = "not_signed_in",
        message: str = N_("Please sign in again."),
        **params: Any,
    ) -> None:
        super().__init__(code, message, **params)


class NotFound(AppError):
    """Not there, or not visible to the actor (404)."""

    status = 404

    def __init__(
        self,
        code: str = "not_found",
        message: str = N_("This entry does not exist or you cannot see it."),
        **params: Any,
    ) -> None:
        super().__init__(code, message, **params)


class Conflict(AppError):
    """The state does not allow it, or the value is taken (409)."""

    status = 409


class Stale(AppError):
    """Somebody else saved in between (412)."""

    status = 412

    def __init__(
        self,
        code: str = "stale",
        message: str = N_("Somebody saved this in the meantime. Reload and try again."),
        **params: Any,
    ) -> None:
        super().__init__(code, message, **params)


class TooLarge(AppError):
    """Larger than allowed (413)."""

    status = 413


class Unavailable(AppError):
    """Cannot be done right now; trying again may help (503)."""

    status = 503
