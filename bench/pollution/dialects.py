"""Pollutions of the whole file: delimiters, quotes, escapes, record ends, encodings."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace

from bench.pollution.table import HEADER, Polluted, Style, figures, table, written

DELIMITERS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "colon": ":", "tilde": "~",
    "caret": "^", "hash": "#", "unit": "\x1f", "section": "§", "exclamation": "!",
    "ampersand": "&", "comma-blank": ", ", "semicolon-blank": "; ", "pipe-blanks": " | ",
    "two-pipes": "||", "two-colons": "::", "tilde-pipe": "~|~", "two-semicolons": ";;",
}  # fmt: skip
QUOTES = {"double": '"', "single": "'", "curly": "“”"}
ENDS = {
    "lf": "\n", "crlf": "\r\n", "cr": "\r", "cr-crlf": "\r\r\n", "line-separator": "\u2028",
    "record-separator": "\x1e",
}  # fmt: skip
WORDS = {
    "gb18030": "上海晨星科技有限公司", "gbk": "北京办公用品采购", "big5": "台北商業銀行轉帳",
    "cp932": "東京電力の料金カード", "cp1252": "Müller & Söhne, Köln – Größe",
    "cp1250": "Żabka Łódź, święta płatność", "cp1251": "Оплата по счёту, Москва",
    "koi8-r": "Перевод средств между счетами", "cp1253": "Πληρωμή λογαριασμού Αθήνα",
    "cp1254": "Ödeme işlemi İstanbul", "cp1255": "תשלום חשבון בנק",
    "cp1257": "Mokėjimas už paslaugas",
    "iso-8859-2": "Příliš žluťoučký kůň", "utf-8": "日本語 Größe — ✓",
}  # fmt: skip
MARKS = {
    "utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
}  # fmt: skip


def dialect_pollutions() -> Iterator[Polluted]:
    """Every delimiter, quote, escape and record end."""
    for name, delimiter in DELIMITERS.items():
        for quoting in ("minimal", "all", "none"):
            yield written(f"delimiter/{name}-{quoting}", Style(delimiter, quoting=quoting))
    for name, delimiter in list(DELIMITERS.items())[:5]:
        for other, quote in QUOTES.items():
            if quote != '"':
                yield written(f"quote/{name}-{other}", Style(delimiter, quote, "all"))
        for quoting in ("minimal", "all", "none"):
            style = Style(delimiter, quoting=quoting, escape="\\")
            yield written(f"escape/{name}-{quoting}", style)
        style = Style(delimiter)
        told = f"sep={delimiter}"
        yield _prefixed(f"told/{name}", style, told)


def _prefixed(name: str, style: Style, first: str) -> Polluted:
    found = written(name, style)
    return Polluted(name, f"{first}\n".encode() + found.content, HEADER, found.rows, figures())


def end_pollutions() -> Iterator[Polluted]:
    """Record ends of all sorts, none at the end, several at the end, mixed."""
    for name, ending in ENDS.items():
        for other in ("comma", "semicolon", "tab"):
            style = Style(DELIMITERS[other], ending=ending)
            yield written(f"end/{name}-{other}", style)
            yield written(f"end/{name}-{other}-open", replace(style, last_ending=False))
    base = written("", Style())
    for count in (1, 3, 20):
        content = base.content + b"\n" * count
        yield Polluted(f"end/blank-{count}", content, HEADER, base.rows, figures())
    for name, tail in {"zeros": b"\x00" * 64, "ctrl-z": b"\x1a", "blanks": b"   \n \n"}.items():
        yield Polluted(f"end/{name}", base.content + tail, HEADER, base.rows, figures())
    listed = base.content.decode().split("\n")[:-1]
    for name, ends in {"lf-crlf": ("\n", "\r\n"), "cr-lf": ("\r", "\n")}.items():
        mixed = "".join(one + ends[number % 2] for number, one in enumerate(listed))
        yield Polluted(f"end/mixed-{name}", mixed.encode(), HEADER, base.rows, figures())


def encoding_pollutions() -> Iterator[Polluted]:
    """Encodings of East and West, with and without marks; a few broken bytes."""
    for encoding, words in WORDS.items():
        rows = _said(words)
        for delimiter in (",", ";", "\t"):
            for ending in ("\n", "\r\n"):
                style = Style(delimiter, ending=ending, encoding=encoding)
                name = f"encoding/{encoding}-{ord(delimiter)}-{len(ending)}"
                yield written(name, style, rows)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
        for mark in (b"", MARKS[encoding]):
            for words in ("Größe", "上海晨星科技", "plain"):
                style = Style(encoding=encoding, mark=mark)
                told = "marked" if mark else "bare"
                yield written(f"encoding/{encoding}-{told}-{words}", style, _said(words))
    for count in (1, 2, 4):
        found = written(f"encoding/broken-{count}", Style(), _said("Größe"))
        content, rows = found.content, found.rows
        for number in range(count):
            whole, broken = f"Größe {number}", b"Gr\xf6\xdfe %d" % number
            content = content.replace(whole.encode(), broken, 1)
            seen = broken.decode("utf-8", "replace")
            rows = tuple(tuple(seen if cell == whole else cell for cell in row) for row in rows)
        yield Polluted(found.name, content, HEADER, rows, figures())


def _said(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple((*row[:3], f"{words} {number}", *row[4:]) for number, row in enumerate(table()))
