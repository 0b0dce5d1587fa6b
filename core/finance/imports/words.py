"""The vocabulary of statements, read from `vocabulary.toml` (columns) and `meanings.toml` (cells).

Keys are folded (see `fold`): lower case, half width, without accents, brackets or punctuation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from core.finance.imports.patterns import NAME_HINTS

_BRACKETS = re.compile(r"[(\[（【<][^)\]）】>]*[)\]）】>]")
_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f\u202a-\u202e\ufeff]")
_BREAKS = re.compile(r"[\s_\-–—/\\.:;,#*'\"?!|&+]+")
_POSTED = re.compile(r"记账|入账|posted|booked", re.IGNORECASE)
POSTED_FIRST = {True: 0, False: 1}
MAIN_NAMES = 60
JOINT = " / "  # between the lines of a header that has several
LOST = "\ufffd"  # what a file that was decoded wrongly once has for a letter


@cache
def fold(text: str) -> str:
    """`text` reduced to what identifies a word: no case, width, accent or punctuation."""
    plain = unicodedata.normalize("NFKC", text)
    plain = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", plain)))
    return _BREAKS.sub(" ", plain.lower()).strip()


@cache
def fold_name(name: str) -> str:
    """A column's name folded, without units in brackets ("金额(元)" is "金额")."""
    bare = fold(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)))
    return bare or fold(name)


@cache
def _vocabulary() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("vocabulary.toml", "meanings.toml"):
        with Path(__file__).with_name(name).open("rb") as file:
            found |= tomllib.load(file)
    return found


def load_words() -> None:
    """Have the vocabulary at hand, which is else read when it is first asked for."""
    _roles_by_name()
    _currency_words()
    _codes()
    direction_words()
    hinted_role("")


def _split(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split("|") if word.strip())


@cache
def column_names() -> dict[str, tuple[str, ...]]:
    """Role -> folded names, the surest first."""
    listed = _vocabulary()["columns"].items()
    return {role: tuple(fold(word) for word in _split(words)) for role, words in listed}


@cache
def _roles_by_name() -> dict[str, tuple[tuple[str, int], ...]]:
    """Folded name, with and without its blanks -> (role, rank), the surest of each role."""
    found: dict[str, dict[str, int]] = {}
    for role, words in column_names().items():
        for rank, word in enumerate(words):
            for key in (word, word.replace(" ", "")):
                found.setdefault(key, {}).setdefault(role, rank)
    return {key: tuple(ranks.items()) for key, ranks in found.items()}


@cache
def direction_words() -> dict[str, str]:
    """Word (as written or folded) -> income, expense or neutral."""
    found: dict[str, str] = {}
    for direction, words in _vocabulary()["directions"].items():
        for word in _split(words):
            found |= {word: direction, fold(word) or word: direction}
    return found


@cache
def _currency_words() -> dict[str, str]:
    listed = _vocabulary()["currencies"].items()
    return {fold(word): code for code, words in listed for word in _split(words)}


@cache
def _months() -> dict[str, int]:
    listed = _vocabulary()["months"].items()
    return {fold(word): int(number) for number, words in listed for word in words.split()}


SYMBOLS = {
    "¥": "CNY", "￥": "CNY", "元": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₪": "ILS",
    "円": "JPY", "₽": "RUB", "₹": "INR", "₩": "KRW", "฿": "THB", "₺": "TRY", "₴": "UAH",
    "₫": "VND", "₱": "PHP", "₦": "NGN", "₸": "KZT", "₾": "GEL", "₲": "PYG", "₡": "CRC",
}  # fmt: skip


@cache
def _codes() -> frozenset[str]:
    return frozenset(_vocabulary()["codes"].split())


def is_code(word: str) -> bool:
    """Whether the word is a currency's code, in capitals."""
    return word in _codes()


@cache
def currency_code(text: str | None) -> str | None:
    """The ISO code a cell, sign or word names; None when it names none."""
    if not text or not text.strip():
        return None
    raw = text.strip()
    if raw in SYMBOLS:
        return SYMBOLS[raw]
    plain = fold(_BRACKETS.sub(" ", raw)) or fold(raw)
    if plain in _currency_words():
        return _currency_words()[plain]
    return plain.upper() if is_code(plain.upper()) else None


@cache
def is_money_word(word: str) -> bool:
    """Whether the word may stand beside an amount: a currency, or a name several have."""
    several = {fold(one) for one in _split(_vocabulary()["several"]["words"])}
    return currency_code(word) is not None or fold(word) in several


@cache
def roles_of(name: str) -> tuple[tuple[str, int], ...]:
    """(role, rank) of every role a column's name fits, rank 0 the surest."""
    sides = _sides(name)
    if sides:
        return sides
    keys = [fold_name(name), fold(name)]
    keys += [_without_currency(key) for key in keys]
    keys += [key.replace(" ", "") for key in keys]
    if LOST in name:
        keys += sorted(_completed(set(keys)))
    found: dict[str, int] = {}
    for key in keys:
        for role, rank in _roles_by_name().get(key, ()):
            found[role] = min(rank, found.get(role, rank))
    if not found and JOINT in name:  # a header on several lines, the last one says most
        parts = (roles_of(part) for part in reversed(name.split(JOINT)))
        return next((roles for roles in parts if roles), ())
    order = list(column_names())
    return tuple(sorted(found.items(), key=lambda item: order.index(item[0])))


def _sides(name: str) -> tuple[tuple[str, int], ...]:
    """A side in brackets says more than the words before it: "记账金额(收入)"."""
    inside = {fold(found[1:-1]) for found in _BRACKETS.findall(unicodedata.normalize("NFKC", name))}
    sides = [
        role for role in ("income", "expense") if inside & set(column_names()[role][:MAIN_NAMES])
    ]
    return ((sides[0], POSTED_FIRST[bool(_POSTED.search(name))]),) if len(sides) == 1 else ()


_JOINTS = frozenset({"in", "en", "em", "w", "v", "i", "di", "de", "r$"})


def _without_currency(key: str) -> str:
    """ "saldo in chf" is "saldo", "debit euros" is "debit"."""
    words = key.split()
    kept = [word for word in words if not is_code(word.upper()) and not _is_unit(word)]
    while len(kept) < len(words) and len(kept) > 1 and kept[-1] in _JOINTS:
        kept.pop()
    return " ".join(kept) or key


def _is_unit(word: str) -> bool:
    return len(word) > 1 and word in _currency_words()


def _completed(keys: set[str]) -> set[str]:
    """Known words that fit keys in which letters were lost."""
    patterns = [re.compile(re.escape(key).replace(LOST, ".")) for key in keys]
    return {
        word
        for words in column_names().values()
        for word in words
        if any(pattern.fullmatch(word) for pattern in patterns)
    }


@cache
def hinted_role(name: str) -> str | None:
    """The role a word inside an unknown column's name points to."""
    plain = fold(name)
    return next((role for role, pattern in NAME_HINTS if re.search(pattern, plain)), None)


def month_number(word: str) -> int | None:
    """1–12 for a month's name or its first letters in the languages statements come in."""
    return _months().get(fold(word).replace(" ", "").rstrip("."))
