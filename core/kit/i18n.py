"""Languages: gettext catalogues read at start, one current language per thread or task.

Message ids are the English texts. A third language is one more folder under `core/locale`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"
DEFAULT_LOCALE = "zh_CN"
SOURCE_LOCALE = "en"

Text = TypeVar("Text")

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def N_(message: str) -> str:  # noqa: N802  (the gettext name for "translate later")
    """Mark `message` for the catalogue; it is translated where it is shown."""
    return message


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Message id -> text of one language; empty for the source language's own gaps."""
    from babel.messages.pofile import read_po

    messages: dict[str, str] = {}
    for path in sorted((LOCALE_DIR / locale).glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=locale):
                if entry.id and entry.string and isinstance(entry.id, str):
                    messages[entry.id] = str(entry.string)
    return messages


@cache
def locales() -> tuple[str, ...]:
    """Languages that have a catalogue, the default first."""
    found = {path.name for path in LOCALE_DIR.iterdir() if path.is_dir()} | {SOURCE_LOCALE}
    return (DEFAULT_LOCALE, *sorted(found - {DEFAULT_LOCALE}))


def match_locale(wanted: str | None) -> str | None:
    """The offered language that fits `wanted` ("zh", "en-US", "zh_CN"…), or None."""
    if not wanted:
        return None
    name = wanted.replace("-", "_")
    for locale in locales():
        if locale == name or locale.split("_")[0] == name.split("_")[0].lower():
            return locale
    return None


def current_locale() -> str:
    """The language texts are shown in right now."""
    return _current.get()


def current_language() -> Literal["zh", "en"]:
    """The same without its country, for what exists in these two only."""
    return "zh" if _current.get().startswith("zh") else "en"


def localised(zh: Text, en: Text) -> Text:
    """Of something named in both languages the reader's."""
    return zh if current_language() == "zh" else en


def babel_locale() -> str:
    """What Babel calls the current language."""
    return localised("zh_Hans_CN", "en")


def set_locale(locale: str) -> None:
    """Choose the language for the rest of this thread or task."""
    _current.set(locale)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Choose the language inside the block."""
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


def t(message: str, /, **params: Any) -> str:
    """`message` in the current language with `{placeholders}` filled from `params`."""
    text = catalogue(_current.get()).get(message, message)
    return text.format(**params) if params else text
