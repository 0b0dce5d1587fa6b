"""Where mail is handed in, and as whom. The password is stored encrypted and never shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import select

from core.audit import record
from core.company import get_setting, put_setting
from core.kit.context import Ctx
from core.kit.crypto import decrypt, encrypt
from core.kit.errors import Invalid, Unavailable
from core.kit.i18n import N_
from core.kit.inputs import UNSET, Input, Line, Row
from core.notifications.channels.link import Down, Link
from core.notifications.preferences import EMAIL
from data.schema import ChannelState, Setting

KEY, SECRET_KEY = "channels.email", "channels.email.secret"
SPACE = re.compile(r"[\s<>]")
ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


SECURITY_NAMES = {
    Security.STARTTLS: N_("STARTTLS (usually port 587)"),
    Security.TLS: N_("TLS from the start (usually port 465)"),
    Security.NONE: N_("None (only inside one's own network)"),
}


def is_address(text: str) -> bool:
    """Whether mail can be sent there at all."""
    return ADDRESS.fullmatch(text) is not None


def _address(value: str) -> str:
    if value and not (is_address(value) and value.isascii()):
        raise PydanticCustomError("address", N_("This is no mail address."))
    return value


def _host(value: str) -> str:
    if re.search(r"[\s/@]", value):
        raise PydanticCustomError("host", N_("Only the server's name, such as smtp.example.com."))
    return value


def _web(value: str) -> str:
    parts = urlsplit(value)
    is_web = parts.scheme in {"http", "https"} and parts.netloc and not SPACE.search(value)
    if value and not is_web:
        raise PydanticCustomError("web", N_("This is no web address such as https://example.com."))
    return value.rstrip("/")


Host = Annotated[Line, AfterValidator(_host)]
Address = Annotated[Line, AfterValidator(_address)]
WebAddress = Annotated[Line, AfterValidator(_web)]


class EmailPatch(Input):
    """Changes to the mail settings; what is not given stays. An empty `password` removes it."""

    enabled: bool = UNSET
    host: Host = UNSET
    port: int = Field(default=UNSET, ge=1, le=65535)
    security: Security = UNSET
    username: Line = UNSET
    password: Line = Field(default=UNSET, repr=False)
    sender: Address = UNSET
    sender_name: Line = UNSET
    web_address: WebAddress = UNSET


class EmailRow(Row):
    """The mail settings without the password; `web_address` is where links in mails lead."""

    enabled: bool = False
    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    has_password: bool = False
    sender: str = ""
    sender_name: str = ""
    web_address: str = ""


def email_settings(ctx: Ctx) -> EmailRow:
    """The settings; needs `settings.admin`."""
    ctx.require("settings.admin")
    return _stored(ctx)


def email_is_on(ctx: Ctx) -> bool:
    """Whether mail is sent at all; for everybody."""
    return _stored(ctx).enabled


def update_email_settings(ctx: Ctx, patch: EmailPatch) -> EmailRow:
    """Change the settings; needs `settings.admin`. Raises Invalid when mail is switched on
    without a server and a sender, or another server would get the old password."""
    ctx.require("settings.admin")
    before = _stored(ctx)
    given = patch.model_dump(exclude_unset=True, exclude={"password"})
    after = before.model_copy(update=given)
    _check(before, after, patch)
    if "password" in patch.model_fields_set:
        _keep_secret(ctx, patch.password)
    values = after.model_dump(mode="json", exclude={"has_password"})
    if values != before.model_dump(mode="json", exclude={"has_password"}):
        put_setting(ctx, KEY, values)
    for state in ctx.session.scalars(select(ChannelState).where(ChannelState.channel == EMAIL)):
        state.next_attempt_at = None  # with other settings it is tried at once
    ctx.session.flush()
    return _stored(ctx)


def _check(before: EmailRow, after: EmailRow, patch: EmailPatch) -> None:
    needed = N_("Mail needs this.")
    missing = {name: needed for name in ("host", "sender") if not getattr(after, name)}
    if after.enabled and missing:
        raise Invalid("email.incomplete", needed, fields=missing)
    moved = (before.host, before.port, before.security) != (after.host, after.port, after.security)
    if moved and before.has_password and "password" not in patch.model_fields_set:
        message = N_("Enter the password for the new server.")
        raise Invalid("email.password", message, fields={"password": message})


def _stored(ctx: Ctx) -> EmailRow:
    values: dict[str, Any] = get_setting(ctx, KEY) or {}
    return EmailRow(**values, has_password=bool(get_setting(ctx, SECRET_KEY)))


def _keep_secret(ctx: Ctx, password: str | None) -> None:
    """Neither the history of settings nor the audit log gets the password, encrypted or not."""
    row = ctx.session.scalars(select(Setting).where(Setting.key == SECRET_KEY)).first()
    if row is None:
        row = Setting(key=SECRET_KEY, value="", updated_at=ctx.now)
        ctx.session.add(row)
    row.value = encrypt(password) if password else ""
    row.updated_by, row.updated_at = ctx.actor.user_id, ctx.now
    ctx.session.flush()
    record(ctx, "setting.password_changed", "setting", SECRET_KEY)


def open_email(ctx: Ctx, *, even_off: bool = False) -> Callable[[], Link] | None:
    """What opens the link with the settings of now; None while mail is off."""
    settings = _stored(ctx)
    if not (settings.enabled or even_off) or not settings.host:
        return None
    secret = get_setting(ctx, SECRET_KEY)

    def connect() -> Link:
        from core.notifications.channels.email.smtp import SmtpLink

        try:
            password = decrypt(secret) if secret else ""
        except Unavailable as error:
            raise Down(error.text()) from error
        return SmtpLink(settings, password)

    return connect
