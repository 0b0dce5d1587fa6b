"""Amounts as files write them: read one text, decide a column's style, the same as SQL.

`shape` is a text with every digit 1–9 written as 9 and 0 kept, so that a million cells become a
few hundred shapes and the style is decided over the whole column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from core.finance.imports.words import currency_code, is_money_word

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 16  # what fits no DECIMAL(18,2) is no amount
WIDE = "０１２３４５６７８９．，－＋（）−–—\u00a0\u202f\u2009\u3000￥＄’＇`´"
PLAIN = "0123456789.,-+()---    ¥$''''"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
_TABLE = str.maketrans(WIDE, PLAIN, INVISIBLE)

LONGEST = 500  # characters of a number with its note; longer text is words
_GUARD = re.compile(r'^=?"(.*)"$', re.DOTALL)
_NOTE = re.compile(r"^(.*\d[^\d(（\[]*?)\s*[(（\[][^)）\]]*[)）\]]\s*$", re.DOTALL)
_PARENTHESES = re.compile(r"^([^\d(]*)\((.*)\)([^\d)]*)$", re.DOTALL)
_SIDE = re.compile(r"(?<=[\d.\s)])(CR|DR|Cr|Dr|cr|dr|贷|借|C|D|H|S)\.?$")
_WORD = re.compile(r"[^\W\d_]{1,3}\$|[^\W\d_]+[.]?(?:[^\W\d_]+[.]?)*|[^\w\s.,'+()\-\d]")
_BODY = re.compile(r"\d[\d.,' ]*|[.,]\d+")
_DIGIT = re.compile(r"[0-9]")
_EXPONENT = re.compile(r"^\d+(\.\d+)?[eE][+-]?\d+$")


@dataclass(frozen=True)
class Style:
    """How a column writes numbers: its decimal sign, '.' or ','."""

    decimal: str = "."

    @property
    def thousands(self) -> str:
        """The sign that may group thousands beside spaces and apostrophes."""
        return "," if self.decimal == "." else "."


@dataclass(frozen=True)
class Parts:
    """A number's text taken apart: sign, bare digits with separators, currency words, note."""

    negative: bool
    signed: bool
    body: str
    currency: tuple[str, ...]
    note: bool
    side: bool = False


def clean(text: str) -> str:
    """`text` in plain characters, without guards (`="…"`, a leading apostrophe) and outer space."""
    plain = text.translate(_TABLE).strip()
    guard = _GUARD.match(plain)
    plain = (guard.group(1) if guard else plain).strip()
    return plain[1:].strip() if plain.startswith("'") else plain


@lru_cache(maxsize=1 << 16)
def take_apart(text: str) -> Parts | None:
    """The parts of a number's text (or shape); None when it is no number."""
    plain = clean(text)
    if len(plain) > LONGEST:
        return None
    note = _NOTE.match(plain)
    if note and not plain.startswith("("):
        plain = note.group(1).strip()
    side = _SIDE.search(plain)
    if side:
        plain = plain[: side.start()].strip()
    inner = _PARENTHESES.match(plain)
    if inner:
        plain = f"{inner.group(1)}{inner.group(2)}{inner.group(3)}".strip()
    negative = bool(inner) or bool(side and side.group(1)[0] in "dDS借")
    signed = bool(inner or side)
    sign, unsigned = _sign_of(plain)
    if _EXPONENT.match(unsigned):
        negative, signed = negative or sign == "-", signed or bool(sign)
        return Parts(negative, signed, unsigned, (), bool(note), bool(side))
    return _without_words(plain, negative, signed, bool(note), bool(side))


def _without_words(
    plain: str, negative: bool, signed: bool, note: bool, side: bool
) -> Parts | None:
    found = list(_WORD.finditer(plain))
    if any(map(_between_digits, found)):
        return None  # "12€500": a word parts two numbers, it groups no digits
    words = tuple(one.group(0) for one in found)
    sign, rest = _sign_of(_WORD.sub(" ", plain).strip())
    negative, signed = negative or sign == "-", signed or bool(sign)
    if not _BODY.fullmatch(rest) or not all(map(is_money_word, words)):
        return None
    return Parts(negative, signed, rest.strip(), words, note, side)


def _sign_of(plain: str) -> tuple[str, str]:
    """The sign in front, else the one behind, and what it stands at."""
    if plain[:1] in ("+", "-"):
        return plain[0], plain[1:].strip()
    if plain[-1:] in ("+", "-"):
        return plain[-1], plain[:-1].strip()
    return "", plain


def _between_digits(word: re.Match[str]) -> bool:
    before = _DIGIT.search(word.string, 0, word.start())
    return before is not None and _DIGIT.search(word.string, word.end()) is not None


def evidence(body: str) -> str | None:
    """What a number's digits say about its style.

    "." or ",": the decimal sign, for certain; "?." or "?,": that sign once before three digits,
    either style; "": nothing to see; None: not a number in any style.
    """
    if _EXPONENT.match(body):
        return "."
    bare = re.sub(r"(?<=\d)[ '](?=\d{3}(\D|$))", "", body)
    if not re.fullmatch(r"[\d.,]+", bare):
        return None
    signs = re.sub(r"\d", "", bare)
    if not signs:
        return ""
    if len(signs) > 1:
        several = len(set(signs)) > 1
        decimal = signs[-1] if several else {".": ",", ",": "."}[signs[0]]
        return decimal if _valid(bare, Style(decimal)) else None
    head, tail = bare.split(signs)
    if len(tail) != 3 or len(head) > 3 or not head.lstrip("0") or body != bare:  # noqa: PLR2004
        return signs
    return f"?{signs}"


def valid_pattern(style: Style) -> str:
    """The regular expression (Python and RE2) of digits with separators in `style`."""
    group, decimal = f"[{style.thousands}' ]", re.escape(style.decimal)
    return rf"(\d+|\d{{1,3}}({group}\d{{2,3}})*{group}\d{{3}})?({decimal}\d*)?"


@cache
def _valid_pattern(style: Style) -> re.Pattern[str]:
    return re.compile(valid_pattern(style))


def _valid(bare: str, style: Style) -> bool:
    return bool(_valid_pattern(style).fullmatch(bare)) and any(c.isdigit() for c in bare)


def parse_amount(text: str, style: Style) -> Decimal | None:
    """The amount in `text`, rounded half up to cents; None when it is none in this style.

    DR, parentheses and a minus on either side make it negative.
    """
    parts = take_apart(text)
    if parts is None:
        return None
    if _EXPONENT.match(parts.body):
        value = Decimal(parts.body)
    else:
        if not _valid(parts.body, style):
            return None
        bare = parts.body.replace(" ", "").replace("'", "").replace(style.thousands, "")
        value = Decimal(bare.replace(style.decimal, "."))
    if abs(value) >= LARGEST:
        return None
    cents = value.quantize(CENT, rounding=ROUND_HALF_UP)
    return -cents if parts.negative else cents


@dataclass(frozen=True)
class NumberColumn:
    """What the shapes of one column say, counted in cells."""

    cells: int = 0
    numbers: int = 0
    dot: int = 0
    comma: int = 0
    unsure_dot: int = 0
    unsure_comma: int = 0
    negative: int = 0
    positive: int = 0
    signed: int = 0
    fine: int = 0  # more than two decimals
    tier: int = 0  # 0 digits, point, leading minus; 1 also signs and groups; 2 anything
    currencies: tuple[str, ...] = ()
    sides: int = 0


_TIERS = (
    re.compile(r"-?\d+(\.\d*)?"),
    re.compile(r"\s*[-+]?\s*[¥￥$€£]?\s*[-+]?\s*[\d.,]+\s*"),
)


def _tier(shape: str) -> int:
    return next((n for n, pattern in enumerate(_TIERS) if pattern.fullmatch(shape)), 2)


def read_shapes(shapes: Iterable[tuple[str, int]]) -> NumberColumn:
    """Summarise (shape, cells) pairs of a column."""
    sums = dict.fromkeys(
        (
            "cells",
            "numbers",
            ".",
            ",",
            "?.",
            "?,",
            "",
            "negative",
            "positive",
            "signed",
            "fine",
            "sides",
        ),
        0,
    )
    tier = 0
    words: set[str] = set()
    for shape, count in shapes:
        sums["cells"] += count
        parts = take_apart(shape)
        seen = evidence(parts.body.strip()) if parts else None
        if parts is None or seen is None:
            tier = max(tier, 2 if "9" in shape else 0)
            continue
        sums["numbers"] += count
        sums[seen] += count
        sums["negative"] += count * parts.negative
        sums["positive"] += count * (not parts.negative and "9" in parts.body)
        sums["signed"] += count * parts.signed
        sums["sides"] += count * parts.side
        sums["fine"] += count * _is_fine(parts.body, seen)
        tier = max(tier, _tier(shape))
        words.update(parts.currency)
    return NumberColumn(
        sums["cells"], sums["numbers"], sums["."], sums[","], sums["?."], sums["?,"],
        sums["negative"], sums["positive"], sums["signed"], sums["fine"], tier,
        tuple(sorted(words)), sums["sides"],
    )  # fmt: skip


def _is_fine(body: str, seen: str) -> bool:
    if _EXPONENT.match(body):
        return True
    return seen in (".", ",") and len(body.rpartition(seen)[2].strip()) > 2 and seen in body  # noqa: PLR2004


@dataclass(frozen=True)
class StyleFinding:
    """The style, how sure (0–1), and whether a person has to say."""

    style: Style
    confidence: float
    ask: bool


def decide_style(columns: Iterable[NumberColumn]) -> StyleFinding:
    """The one style of a table, from all its number columns together."""
    listed = list(columns)
    dot, comma = sum(c.dot for c in listed), sum(c.comma for c in listed)
    unsure = {sign: sum(getattr(c, f"unsure_{name}") for c in listed)
              for sign, name in ((".", "dot"), (",", "comma"))}  # fmt: skip
    if dot or comma:
        best = "." if dot >= comma else ","
        share = max(dot, comma) / (dot + comma)
        return StyleFinding(Style(best), share, share < 0.8)  # noqa: PLR2004
    if unsure["."] and unsure[","]:
        best = "." if unsure[","] >= unsure["."] else ","
        return StyleFinding(Style(best), 0.4, True)
    if unsure["."] or unsure[","]:
        return StyleFinding(Style("," if unsure["."] else "."), 0.6, True)
    return StyleFinding(Style("."), 1.0, False)


def currency_of(text: str) -> str | None:
    """The currency a cell names beside its number; None without one."""
    parts = take_apart(unicodedata.normalize("NFC", text))
    codes = {currency_code(word) for word in parts.currency} if parts else set()
    return codes.pop() if len(codes) == 1 else None
