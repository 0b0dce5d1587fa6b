"""The SQL twin of `numbers.parse_amount`, in three tiers of effort."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.finance.imports.numbers import INVISIBLE, PLAIN, WIDE, Style, valid_pattern

_SIDES = "(CR|DR|Cr|Dr|cr|dr|贷|借|C|D|H|S)[.]?$"
_SIGNS = "[-+]"
_ENCLOSED = "^([^0-9(]*)[(](.*)[)]([^0-9)]*)$"
_EXPONENT = r"\d+([.]\d+)?[eE][-+]?\d+"


def amount_sql(column: str, style: Style, *, tier: int, words: Iterable[str] = ()) -> str:
    """SQL for the DECIMAL(18,2) value of the VARCHAR expression `column`; null when unreadable.

    `tier` and `words` (currency words beside numbers) come from the column's shapes.
    """
    if tier == 0 and style.decimal == ".":
        return f"try_cast({column} AS DECIMAL(18,2))"
    text = column if tier <= 1 else _clean(column)
    core = f"translate({text}, '¥￥$€£', '')" if tier <= 1 else _without_words(text, words)
    parted = _parted(text, words) if tier > 1 else ""
    body = f"trim({_strip_signs(core, tier)})"
    digits = f"translate({body}, '{style.decimal}{style.thousands} {_quote(chr(39))}', '.')"
    cases = f"WHEN regexp_full_match({body}, '{_quote(valid_pattern(style))}') THEN {digits}"
    if tier > 1:
        bare = f"trim({_strip_signs(_without_side(text), tier)})"
        cases = f"WHEN regexp_full_match({bare}, '{_EXPONENT}') THEN {bare} {cases}"
    minus = _minus(text, core, tier)
    return f"try_cast(if({minus}, '-', '') || (CASE {parted} {cases} END) AS DECIMAL(18,2))"


def _quote(text: str) -> str:
    return text.replace("'", "''")


def _clean(column: str) -> str:
    """As `numbers.clean`, then without a note in brackets after the number."""
    text = f"trim(translate({column}, '{_quote(WIDE + INVISIBLE)}', '{_quote(PLAIN)}'))"
    text = f"""trim(regexp_replace({text}, '^=?"(.*)"$', '\\1', 's'))"""
    text = f"trim(regexp_replace({text}, '^''', ''))"
    note = r"^([^(].*\d[^\d(（\[]*|\d[^\d(（\[]*)[(（\[][^)）\]]*[)）\]]\s*$"
    return f"trim(regexp_replace({text}, '{note}', '\\1', 's'))"


def _without_words(text: str, words: Iterable[str]) -> str:
    pattern = _any_of(words)
    if not pattern:
        return _without_side(text)
    return f"regexp_replace({_without_side(text)}, '({pattern})', ' ', 'g')"


def _parted(text: str, words: Iterable[str]) -> str:
    """A word between digits: no number."""
    pattern = _any_of(words)
    if not pattern:
        return ""
    between = f"[0-9].*({pattern}).*[0-9]"
    return f"WHEN regexp_matches({_without_side(text)}, '{between}', 's') THEN NULL"


def _without_side(text: str) -> str:
    return rf"regexp_replace({text}, '([\d.\s)]){_SIDES}', '\1')"


def _any_of(words: Iterable[str]) -> str:
    known = sorted(words, key=len, reverse=True)
    return _quote("|".join(re.escape(word) for word in known))


def _strip_signs(core: str, tier: int) -> str:
    bare = f"trim({core})"
    if tier > 1:
        bare = f"trim(regexp_replace({core}, '{_ENCLOSED}', '\\1\\2\\3'))"
    lead = f"regexp_replace({bare}, '^{_SIGNS}', '')"
    if tier <= 1:
        return lead
    return (
        f"if(regexp_matches({bare}, '^{_SIGNS}'), {lead}, regexp_replace({bare}, '{_SIGNS}$', ''))"
    )


def _minus(text: str, core: str, tier: int) -> str:
    if tier <= 1:
        return f"starts_with(trim({core}), '-')"
    enclosed = f"regexp_matches({core}, '{_ENCLOSED}')"
    debit = rf"regexp_matches({text}, '[\d.\s)](DR|Dr|dr|借|D|S)[.]?$')"
    bare = f"trim(regexp_replace({core}, '[()]', ' ', 'g'))"
    sign = f"(starts_with({bare}, '-') OR ({bare} NOT LIKE '+%' AND ends_with({bare}, '-')))"
    return f"({enclosed} OR {debit} OR {sign})"
