"""Cells of a file that people fill in, read as days, numbers and words of any language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.kit.i18n import N_, catalogue, locales

Reader = Callable[[str, Any], Any]
"""From a cell's text, and the value held so far, to the new value; raises BadCell."""
_UNIT = re.compile(r"\s*[(（][A-Za-z]{3}[)）]$")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?"
)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?")


class BadCell(ValueError):
    """A cell that cannot be read; its one argument is a msgid."""


def spellings(msgid: str) -> tuple[str, ...]:
    """What a msgid is in every language, to compare with a heading or cell."""
    return tuple(
        {plain(msgid): 0} | {plain(catalogue(one).get(msgid, msgid)): 0 for one in locales()}
    )


def plain(title: str) -> str:
    """A heading or word to compare: without blanks around it, case, unit in brackets."""
    return _UNIT.sub("", title.strip()).casefold().replace("_", " ")


def day_of(text: str, _held: Any = None) -> date:
    """2026-01-31, 2026/1/31 or 2026年1月31日. Raises BadCell."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass  # such as 31 February: said below
    raise BadCell(N_("This must be a day such as 2026-01-31."))


def number_of(text: str, _held: Any = None) -> Decimal:
    """A plain number, a per cent sign left out. Raises BadCell."""
    bare = text.strip().removesuffix("%").removesuffix("％").strip().replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise BadCell(N_("This must be a number such as 12.50."))
    return Decimal(bare)


def choice_of(names: Mapping[Any, str]) -> Reader:
    """Reads a code of `names`, or its name in any language. Raises BadCell."""

    def read(text: str, _held: Any = None) -> str:
        wanted = plain(text)
        for code, name in names.items():
            if wanted in (plain(str(code)), *spellings(name)):
                return str(code)
        raise BadCell(N_("This is none of the known values."))

    return read


def plain_number(value: Decimal) -> str:
    """All its digits and no more."""
    return f"{value.normalize():,f}"
