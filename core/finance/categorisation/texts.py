"""Texts as rules compare them: whatever their case, width and accents.

The same in Python, on DuckDB and on PostgreSQL; texts without such signs cost next to nothing.
"""

from __future__ import annotations

import unicodedata

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "
_IS_WIDE = "[！-＇＊-～\u3000]"  # all but the brackets, which are common and replaced quicker
_IS_ACCENTED = "[\u00c0-\u024f\u0300-\u052f\u1e00-\u1fff]"
_TABLE = str.maketrans(WIDE, NARROW)


def normal(text: str) -> str:
    """`text` in lower case, half width and without accents."""
    decomposed = unicodedata.normalize("NFD", text.translate(_TABLE))
    plain = "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")
    return "".join(sign.lower() for sign in unicodedata.normalize("NFC", plain))


def normal_sql(expression: str, dialect: str) -> str:
    """SQL of `normal` for a text column."""
    duckdb = dialect == "duckdb"
    holds = f"regexp_matches({expression}, '{{}}')" if duckdb else f"{expression} ~ '{{}}'"
    brackets = f"replace(replace({expression}, '（', '('), '）', ')')"
    narrow = (
        f"CASE WHEN {holds.format(_IS_WIDE)} "
        f"THEN translate({expression}, {literal(WIDE)}, {literal(NARROW)}) ELSE {brackets} END"
    )
    plain = (
        f"strip_accents({narrow})"
        if duckdb
        else f"normalize(regexp_replace(normalize({narrow}, NFD), '[\u0300-\u036f]', '', 'g'), NFC)"
    )
    return f"lower(CASE WHEN {holds.format(_IS_ACCENTED)} THEN {plain} ELSE {narrow} END)"


def literal(text: str) -> str:
    """`text` as an SQL literal, also inside SQLAlchemy's `text()`, where a colon would name a
    parameter."""
    parts = (f"'{part}'" for part in text.replace("'", "''").split(":"))
    joined = " || chr(58) || ".join(parts)
    return f"({joined})" if ":" in text else joined


def like(pattern: str) -> str:
    """A normal pattern, `*` any signs and `?` one, as SQL behind LIKE."""
    escaped = "".join(f"!{sign}" if sign in "!%_" else sign for sign in pattern)
    return f"{literal(escaped.replace('*', '%').replace('?', '_'))} ESCAPE '!'"
