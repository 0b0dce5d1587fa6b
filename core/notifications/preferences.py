"""What each person wants to be told, on which channel, and when not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError
from sqlalchemy import select

from core.audit import change_row, create_row
from core.company import company
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotPermitted, Stale
from core.kit.i18n import N_, match_locale
from core.kit.inputs import UNSET, Input, Row
from core.notifications.quiet import QuietHours
from core.notifications.schemas import Level, Type
from data.schema import NotificationPreference, User

APP, EMAIL = "app", "email"


class Wanted(StrEnum):
    """From which level on somebody is told."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"
    OFF = "off"


WANTED_NAMES = {
    Wanted.INFO: N_("Everything"),
    Wanted.WARNING: N_("Warnings and worse"),
    Wanted.CRITICAL: N_("Only critical"),
    Wanted.OFF: N_("Nothing"),
}
RANK = {Level.INFO: 0, Level.WARNING: 1, Level.CRITICAL: 2}


def _clock(value: object) -> object:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return time.fromisoformat(str(value).strip().zfill(5)).strftime("%H:%M")
    except ValueError as error:
        raise PydanticCustomError("clock", N_("This is no time of day such as 22:00.")) from error


def _zone(value: str | None) -> str | None:
    if not value:
        return None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError(
            "timezone", N_("This is no time zone such as Asia/Shanghai.")
        ) from error
    return value


Clock = Annotated[str | None, BeforeValidator(_clock)]
Zone = Annotated[str | None, AfterValidator(_zone)]


class PreferencesPatch(Input):
    """Changes to one's own preferences; what is not given stays.

    `app_…` is the centre in the app, `email_…` mail. Quiet hours are times of day in `timezone`
    (none: the company's): mail is held back and sent together when they end.
    """

    app_alert: Wanted = UNSET
    app_system: Wanted = UNSET
    app_task: Wanted = UNSET
    email_alert: Wanted = UNSET
    email_system: Wanted = UNSET
    email_task: Wanted = UNSET
    quiet_from: Clock = None
    quiet_until: Clock = None
    timezone: Zone = None
    critical_passes: bool = UNSET


class PreferencesRow(Row):
    """One's own preferences; `version` 0 while they are the defaults."""

    app_alert: Wanted = Wanted.INFO
    app_system: Wanted = Wanted.INFO
    app_task: Wanted = Wanted.INFO
    email_alert: Wanted = Wanted.WARNING
    email_system: Wanted = Wanted.WARNING
    email_task: Wanted = Wanted.INFO
    quiet_from: str | None = None
    quiet_until: str | None = None
    timezone: str | None = None
    critical_passes: bool = True
    version: int = 0

    def wants(self, channel: str, kind: Type, level: Level) -> bool:
        """Whether somebody is told of this on that channel."""
        wanted = Wanted(getattr(self, f"{channel}_{kind}"))
        return wanted is not Wanted.OFF and RANK[level] >= RANK[Level(wanted)]


DEFAULTS = PreferencesRow()
LEVEL_FIELDS = tuple(f"{channel}_{kind}" for channel in (APP, EMAIL) for kind in Type)
PLAIN_FIELDS = ("quiet_from", "quiet_until", "timezone", "critical_passes")


@dataclass(frozen=True)
class Reader:
    """Somebody active who may be told: language, address and wishes."""

    user_id: int
    name: str
    locale: str
    email: str | None
    wishes: PreferencesRow
    quiet: QuietHours | None

    def held_until(self, level: Level, now: datetime) -> datetime | None:
        """Until when a message of `level` is held back; None: it goes out."""
        if self.quiet is None or (self.wishes.critical_passes and level is Level.CRITICAL):
            return None
        return self.quiet.until(now)


def readers(ctx: Ctx, user_ids: Iterable[int]) -> dict[int, Reader]:
    """The active ones of these people, by id."""
    house = company(ctx)
    statement = (
        select(User.id, User.display_name, User.locale, User.email, NotificationPreference)
        .outerjoin(NotificationPreference, NotificationPreference.user_id == User.id)
        .where(User.id.in_(sorted(set(user_ids))), User.is_active)
    )
    found: dict[int, Reader] = {}
    for user_id, name, locale, email, stored in ctx.session.execute(statement):
        wishes = _row(stored) if stored is not None else DEFAULTS
        language = match_locale(locale) or house.locale
        quiet = _quiet(wishes, house.timezone)
        found[user_id] = Reader(user_id, name, language, email, wishes, quiet)
    return found


def _quiet(wishes: PreferencesRow, zone: str) -> QuietHours | None:
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return None
    start, end = time.fromisoformat(wishes.quiet_from), time.fromisoformat(wishes.quiet_until)
    return None if start == end else QuietHours(start, end, ZoneInfo(wishes.timezone or zone))


def own_preferences(ctx: Ctx) -> PreferencesRow:
    """The actor's own. Raises NotPermitted for whoever is no user."""
    row = _stored(ctx)
    return DEFAULTS if row is None else _row(row)


def update_preferences(
    ctx: Ctx, patch: PreferencesPatch, *, expected_version: int | None = None
) -> PreferencesRow:
    """Change the actor's own. Raises Invalid for half a pair of quiet hours, Stale."""
    row = _stored(ctx)
    before = DEFAULTS if row is None else _row(row)
    after = before.model_copy(update=patch.model_dump(exclude_unset=True))
    if (after.quiet_from is None) != (after.quiet_until is None):
        message = N_("Quiet hours need both a beginning and an end.")
        field = "quiet_from" if after.quiet_from is None else "quiet_until"
        raise Invalid("preferences.quiet", message, fields={field: message})
    values = {"levels": _levels(after), **{name: getattr(after, name) for name in PLAIN_FIELDS}}
    if row is None:
        if expected_version:
            raise Stale(expected=expected_version, current=0)
        new = NotificationPreference(user_id=ctx.actor.user_id, **values)
        return _row(create_row(ctx, new, "notification_preference"))
    change_row(ctx, row, "notification_preference", values, expected_version=expected_version)
    return _row(row)


def _stored(ctx: Ctx) -> NotificationPreference | None:
    if ctx.actor.user_id is None:
        raise NotPermitted
    statement = select(NotificationPreference).where(
        NotificationPreference.user_id == ctx.actor.user_id
    )
    return ctx.session.scalars(statement).first()


def _levels(row: PreferencesRow) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in LEVEL_FIELDS}


def _row(stored: NotificationPreference) -> PreferencesRow:
    levels: Mapping[str, Any] = stored.levels or {}
    given = {name: levels[name] for name in LEVEL_FIELDS if name in levels}
    plain = {name: getattr(stored, name) for name in PLAIN_FIELDS}
    return PreferencesRow(**given, **plain, version=stored.version)
