"""What may be chosen about a company, in the reader's language."""

from __future__ import annotations

from zoneinfo import available_timezones

from core.company import HOLIDAY_CALENDARS
from core.kit.i18n import N_, t
from pages.ui.choices import translated
from pages.ui.fields import Choices
from pages.ui.language import LANGUAGES

CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD", "TWD", "KRW", "AUD", "CAD", "CHF")
MONTHS = range(1, 13)
WEEKDAYS: dict[int, str] = {1: N_("Monday"), 6: N_("Saturday"), 7: N_("Sunday")}
LABELS: dict[str, str] = {
    "name": N_("Company name"),
    "fiscal_year_start": N_("Fiscal year starts in month"),
    "first_weekday": N_("Week starts on"),
    "holiday_calendar": N_("Public holidays"),
    "own_days": N_("Own days off and working days"),
    "locale": N_("Language of the company"),
}


def company_choices() -> dict[str, Choices]:
    """Field -> value -> words."""
    return {
        "currency": {code: code for code in CURRENCIES},
        "timezone": {name: name for name in sorted(available_timezones())},
        "fiscal_year_start": {month: str(month) for month in MONTHS},
        "first_weekday": {day: t(name) for day, name in WEEKDAYS.items()},
        "holiday_calendar": translated(HOLIDAY_CALENDARS),
        "locale": LANGUAGES,
    }


def company_labels() -> dict[str, str]:
    """Field -> its name on forms."""
    return {name: t(text) for name, text in LABELS.items()}


def company_hints() -> dict[str, str]:
    """Field -> what it is for."""
    return {
        "currency": t("All figures are in it. It stays once there are records."),
        "holiday_calendar": t("Days off for due dates and working days; own days can be added."),
    }
