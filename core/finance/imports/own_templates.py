"""A person's own templates on files whose header has changed since: columns that came, went or
stand elsewhere.

All columns the template names must be there. Where they are most of the file it is the same
source; among many others a person is asked. A column that is missing is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.finance.imports.known import AMOUNTS, Known
from core.finance.imports.schemas import Question
from core.finance.imports.words import fold
from core.kit.i18n import t

QUESTION, NONE = "template", "none"
LEAST = 3  # columns that tell a source
ENOUGH, MANY, MOST_OF_FILE = 0.7, 8, 0.6


@dataclass(frozen=True)
class Recognised:
    """The template to read a file by, with what is to be asked and told about that."""

    known: Known | None = None
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


def recognise_own(
    templates: Collection[Known], names: Sequence[str], answers: dict[str, str]
) -> Recognised:
    """The template whose columns are all among `names`; of several the one with most of them."""
    here: dict[str, str] = {}
    for name in names:
        if name.strip():
            here.setdefault(fold(name), name.strip())
    telling = [known for known in templates if _tells(known)]
    fitting = [known for known in telling if not _missing(known, here)]
    if not fitting:
        return Recognised(notes=tuple(_nearly(telling, here)))
    most = max(_count(known) for known in fitting)
    best = [_here(known, here) for known in fitting if _count(known) == most]
    best = list({_meaning(known): known for known in best}.values())
    surely = most >= MANY or most >= MOST_OF_FILE * len(here)
    if surely and len(best) == 1:
        note = t("Read by your template “{name}”, though its header has changed.",
                 name=best[0].name)  # fmt: skip
        return Recognised(best[0], notes=(note,))
    return _asked(best[::-1], answers)


def _asked(found: list[Known], answers: dict[str, str]) -> Recognised:
    """The template a person says, the one saved last until then."""
    by_name = {known.name: known for known in found}
    words = t("The file has all columns of your template, and others. Is it read by it?")
    question = Question(QUESTION, words, (*by_name, NONE), found[0].name)
    said = answers.get(QUESTION, found[0].name)
    return Recognised(by_name.get(said), (question,))


def _tells(known: Known) -> bool:
    """Whether the template names enough columns to be known by them."""
    amounts = any(known.columns.get(name) for name in AMOUNTS)
    return amounts and bool(known.columns.get("record_date")) and _count(known) >= LEAST


def _named(known: Known) -> Iterable[str]:
    return {fold(column): column for column in known.columns.values() if column.strip()}.values()


def _count(known: Known) -> int:
    return len(list(_named(known)))


def _missing(known: Known, here: dict[str, str]) -> list[str]:
    return [column for column in _named(known) if fold(column) not in here]


def _here(known: Known, here: dict[str, str]) -> Known:
    """The template with the names as this file spells them."""
    columns = {field: here.get(fold(column), column) for field, column in known.columns.items()}
    return replace(known, columns=columns)


def _meaning(known: Known) -> tuple[object, ...]:
    """Templates that say the same are one; the account may differ by the file."""
    return (tuple(sorted(known.columns.items())), tuple(sorted(known.answers.items())),
            known.account_id)  # fmt: skip


def _nearly(telling: Iterable[Known], here: dict[str, str]) -> Iterable[str]:
    """What is missing of the template that nearly fits."""
    near = [
        (len(missing), known.name, missing)
        for known in telling
        if (missing := _missing(known, here))
        and _count(known) - len(missing) >= max(LEAST, ENOUGH * _count(known))
    ]
    for _, name, missing in sorted(near)[:1]:
        yield t(
            "This looks like your template “{name}”, but there is no column “{column}”: "
            "the file was read as it comes.",
            name=name,
            column="”, “".join(missing),
        )
