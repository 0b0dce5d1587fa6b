"""What the person at the screen wants to be told, where and when not."""

from __future__ import annotations

from zoneinfo import available_timezones

from core.kit.i18n import N_, t
from core.notifications import (
    TYPE_NAMES,
    WANTED_NAMES,
    PreferencesPatch,
    own_preferences,
    update_preferences,
)
from pages.ui.choices import translated
from pages.ui.fields import Choices
from pages.ui.forms import edit_form
from pages.ui.session import page_uow

CHANNELS = {"app": N_("{kind}, in the app"), "email": N_("{kind}, by mail")}


def preferences_form() -> None:
    """Levels by category and channel, quiet hours."""
    with page_uow() as ctx:
        row = own_preferences(ctx)
    edit_form(
        row,
        PreferencesPatch,
        lambda ctx, patch, version: update_preferences(ctx, patch, expected_version=version),
        key="preferences",
        choices=_choices(),
        labels=_labels(),
        hints={
            "quiet_from": t("Mail is held back and sent together when the quiet hours end."),
            "timezone": t("Empty: the company's."),
        },
        border=False,
    )


def _choices() -> dict[str, Choices]:
    levels = translated(WANTED_NAMES)
    hours = {
        f"{hour:02}:{half:02}": f"{hour:02}:{half:02}" for hour in range(24) for half in (0, 30)
    }
    zones = {name: name for name in sorted(available_timezones())}
    wanted = {f"{channel}_{kind}": levels for channel in CHANNELS for kind in TYPE_NAMES}
    return {**wanted, "quiet_from": hours, "quiet_until": hours, "timezone": zones}


def _labels() -> dict[str, str]:
    named = {
        f"{channel}_{kind}": t(text, kind=t(name))
        for channel, text in CHANNELS.items()
        for kind, name in TYPE_NAMES.items()
    }
    return named | {
        "quiet_from": t("Quiet from"),
        "quiet_until": t("Quiet until"),
        "timezone": t("Time zone of the quiet hours"),
        "critical_passes": t("Critical messages come through in quiet hours"),
    }
