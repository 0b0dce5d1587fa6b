"""What the words of a file mean: its currency, directions, statuses, account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from core.finance.imports.patterns import STATUS_PATTERNS
from core.finance.imports.plan import Amounts
from core.finance.imports.profile import Column, direction_of
from core.finance.imports.schemas import Layout, Mapping
from core.finance.imports.scratch import cell
from core.finance.imports.words import SYMBOLS, currency_code, fold, is_code

if TYPE_CHECKING:
    import duckdb

MOST_VALUES = 2000
SHORTEST_NAME = 4  # letters from which a word in a column's name may name a currency
_SHORT_NAMES = frozenset(
    {"tl", "kc", "zł", "zl", "ft", "руб", "грн", "лв", "円", "원", "r$", "eur"}
)
_ACCOUNT = re.compile(
    r"(?:账号|帐号|卡号|账户|银行卡|account|iban|konto\w*|rekening\w*|cuenta|compte|conto|カードid|会員番号|card)"
    r"[^0-9a-z*]{0,14}([0-9a-z*][0-9a-z* .\-]{4,40})",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])")
_TRUTH = {"true": "pending", "yes": "pending", "1": "pending", "y": "pending"}


def values(connection: duckdb.DuckDBPyConnection, index: int | None, first_line: int) -> list[str]:
    """The distinct values of a column, the commonest first."""
    if index is None:
        return []
    rows = connection.execute(
        f"SELECT {cell(index)} AS value, count(*) AS cells FROM raw WHERE line >= {first_line} "  # noqa: S608
        f"GROUP BY value HAVING value IS NOT NULL ORDER BY cells DESC, value LIMIT {MOST_VALUES}"
    ).fetchall()
    return [value for value, _ in rows]


def currency_values(found: Sequence[str]) -> dict[str, str | None]:
    """Currency code of each value; an unknown code of three to five capitals stays as it is."""
    return {
        value: currency_code(value)
        or (value.upper() if re.fullmatch(r"[A-Za-z]{3,5}", value) else None)
        for value in found
    }


def constant_currency(
    mapping: Mapping, columns: Sequence[Column], layout: Layout, amounts: Amounts | None
) -> str | None:
    """The one currency of the amounts: named in the header, beside the numbers, or above them."""
    names = [
        columns[mapping.fields[name]].name
        for name in ("amount", "income", "expense")
        if name in mapping.fields
    ]
    for name in names:
        if code := name_currency(name):
            return code
    beside: set[str | None] = {
        currency_code(word)
        for words in (amounts.words.values() if amounts else ())
        for word in words
    }
    codes = [code for code in beside if code is not None]
    if len(codes) == 1:
        return codes[0]
    above = {code for line in layout.preamble for code in _in_line(line.text)}
    if not above:
        above = {code for column in columns if (code := name_currency(column.name))
                 and not re.search(r"original|foreign|price", fold(column.name))}  # fmt: skip
    return above.pop() if len(above) == 1 else None


def currency_apart(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, first_line: int
) -> str | None:
    """The one currency of a column that is never filled beside an amount, as in files that name
    it once for all."""
    index = mapping.fields.get("currency")
    amounts = [mapping.fields[name] for name in ("amount", "income", "expense")
               if name in mapping.fields]  # fmt: skip
    if index is None or not amounts:
        return None
    beside = " OR ".join(f"c{amount} IS NOT NULL" for amount in amounts)
    row = connection.execute(
        f"SELECT min(c{index}), max(c{index}), bool_or({beside}) FROM raw "  # noqa: S608
        f"WHERE line >= {first_line} AND c{index} IS NOT NULL"
    ).fetchone()
    alone = row is not None and row[0] is not None and row[0] == row[1] and not row[2]
    return currency_code(row[0]) if alone and row else None


def name_currency(name: str) -> str | None:
    """The currency in a column's name: "Amount (EUR)", "Debit CHF", "Montant euros"."""
    for inside in re.findall(r"[(（\[]([^)）\]]*)[)）\]]", name):
        if code := currency_code(inside):
            return code
    for word in _CODE.findall(name):
        if is_code(word):
            return str(word)
    if any(word in name for word in ("人民币", "人民幣")):
        return "CNY"
    signs = (code for sign, code in SYMBOLS.items() if sign in name and not sign.isalpha())
    return _in_words(fold(name).split()) or next(signs, None)


def _in_words(words: list[str]) -> str | None:
    """A currency's name among the words; its short names only at the end."""
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    long_ones = [word for word in (*words, *pairs) if len(word) >= SHORTEST_NAME]
    ends = [words[-1]] if len(words) > 1 and words[-1] in _SHORT_NAMES else []
    return next((code for word in (*long_ones, *ends) if (code := currency_code(word))), None)


def _in_line(text: str) -> set[str]:
    found = {word for word in _CODE.findall(text) if is_code(word)}
    names = ("人民币", "美元", "港币", "欧元", "日元", "英镑")
    found |= {code for name in names if name in text and (code := currency_code(name))}
    if re.search(r"[0-9.]\s*元|单位\s*[:：]?\s*(人民币)?元", text):
        found.add("CNY")
    return found


def direction_values(found: Sequence[str]) -> dict[str, str | None]:
    """income, expense or neutral for each value of the direction column; None where unknown."""
    return {value: direction_of(value) for value in found}


def status_values(found: Sequence[str], name: str) -> dict[str, str]:
    """The status each value of the status column stands for, where it is not simply booked."""
    truthy = "pending" in fold(name).split()
    result = {}
    for value in found:
        plain = value.strip().lower()
        if truthy and plain in _TRUTH:
            result[value] = "pending"
            continue
        for status, pattern in STATUS_PATTERNS:
            if re.search(pattern, plain):
                result[value] = status
                break
    return result


def account_hints(layout: Layout, column_values: Sequence[str]) -> list[str]:
    """Numbers of the file's own account: from the lines above the table, or a constant column."""
    above = [found.strip() for line in layout.preamble for found in _ACCOUNT.findall(line.text)]
    hints = [hint for hint in above if sum(sign.isdigit() for sign in hint) >= 4]  # noqa: PLR2004
    return hints + (list(column_values) if len(column_values) == 1 else [])
