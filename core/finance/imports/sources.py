"""Built-in templates: one text file a source in `known_sources`, recognised by the header's names.

A name in such a file may have alternatives, parted by “|”, for versions that renamed it. Order
and further columns do not matter, and one name in five may be missing. A few common words
among many other columns are no layout, though.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from core.finance.imports.known import AMOUNTS, Known
from core.finance.imports.words import fold, fold_name
from core.kit.i18n import localised

FOLDER = Path(__file__).with_name("known_sources")
ENOUGH = 0.8
MANY, MOST_OF_FILE = 8, 0.6
Names = tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A source's layout and what it means; `code` is the name of its file."""

    code: str
    name: str
    name_zh: str
    header: tuple[Names, ...]
    columns: dict[str, Names]
    answers: dict[str, str] = field(default_factory=dict)
    directions: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    generic: bool = False

    @property
    def title(self) -> str:
        """The name in the language of who reads."""
        return localised(self.name_zh, self.name)

    def found(self, names: frozenset[str]) -> int:
        """How many of the header's names are among `names` (folded)."""
        return sum(any(name in names for name in one) for one in self.header)

    def fits(self, names: Sequence[str]) -> bool:
        """Whether a header of these names is this source's."""
        found, columns = self.found(_folded(names)), sum(bool(name.strip()) for name in names)
        if found < ENOUGH * len(self.header):
            return False
        return found >= MANY or found >= MOST_OF_FILE * columns

    def known(self, names: Sequence[str]) -> Known:
        """What the source says about a file with these columns."""
        found = {field_: _find(wanted, names) for field_, wanted in self.columns.items()}
        columns = {field_: name for field_, name in found.items() if name}
        return Known(
            self.title, columns, self.answers, None, "built-in", self.directions, self.statuses,
            self.currency,
        )  # fmt: skip


def sources() -> tuple[Source, ...]:
    """All built-in templates, by code."""
    return _sources()


def load_sources() -> None:
    """Have the built-in templates at hand, which are else read when they are first asked for."""
    _sources()


def built_in_titles() -> dict[str, str]:
    """Code -> name in the language of who reads, by name, the general layouts last."""
    ordered = sorted(sources(), key=lambda one: (one.generic, one.title.casefold()))
    return {one.code: one.title for one in ordered}


def recognise(names: Sequence[str]) -> Known | None:
    """The built-in template whose header these names are; None when there is none for sure."""
    folded = _folded(names)
    fitting = [source for source in sources() if source.fits(names)]
    for source in sorted(fitting, key=lambda one: _rank(one, folded)):
        known = source.known(names)
        dated = "record_date" in known.columns or "record_date" not in source.columns
        if dated and known.columns.keys() & set(AMOUNTS) == source.columns.keys() & set(AMOUNTS):
            return known
    return None


def find_source(name: str) -> Source | None:
    """The built-in template of that code or name, in any language."""
    wanted = fold(name)
    return next(
        (one for one in sources() if wanted in map(fold, (one.code, one.name, one.name_zh))), None
    )


def _rank(source: Source, names: frozenset[str]) -> tuple[bool, int, str]:
    return (source.generic, -source.found(names), source.code)


@cache
def _sources() -> tuple[Source, ...]:
    files = sorted(FOLDER.glob("*.toml"))
    return tuple(_read(file.stem, tomllib.loads(file.read_text("utf-8"))) for file in files)


def _read(code: str, told: dict[str, Any]) -> Source:
    answers = dict(told.get("answers", {}))
    if "meaning" in told:
        answers["direction"] = told["meaning"]
    return Source(
        code, told["name"], told["name_zh"],
        tuple(_alternatives(name, folded=True) for name in told["header"]),
        {name: _alternatives(column) for name, column in told["columns"].items()},
        answers, told.get("directions", {}), told.get("statuses", {}), told.get("currency"),
        told.get("generic", False),
    )  # fmt: skip


def _alternatives(names: str, *, folded: bool = False) -> Names:
    parts = tuple(name.strip() for name in names.split("|"))
    return tuple(fold(part) for part in parts) if folded else parts


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key for name in names if name.strip() for key in (fold(name), fold_name(name)))


def _find(wanted: Names, names: Sequence[str]) -> str | None:
    for one in wanted:
        for name in names:
            if name.strip() and fold(one) in (fold(name), fold_name(name)):
                return name.strip()
    return None
