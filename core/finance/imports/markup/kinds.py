"""Which of the two a file is, and the encoding it says it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from core.finance.imports.markup.books import read_book
from core.finance.imports.markup.limits import WHOLE
from core.finance.imports.markup.pages import read_page
from core.finance.imports.workbook import Sheet

Reader = Callable[[Path, str, Path], list[Sheet]]
HEAD = 1 << 12
_PAGE = re.compile(rb"<(!doctype\s+html|html|table|meta|head|body)\b", re.IGNORECASE)
_TABLE = re.compile(rb"<t(able|r)\b", re.IGNORECASE)
_BOOK = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def markup_reader(path: Path) -> Reader | None:
    """What reads the file if it is a page with tables or an XML Spreadsheet."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not plain.startswith(b"<"):
            return None
        if _BOOK.search(plain) and b"<Workbook" in plain:
            return read_book
        if not _PAGE.match(plain) and not (plain.startswith(b"<!--") and _PAGE.search(plain)):
            return None
        rest = file.read(WHOLE).replace(b"\x00", b"")
    return read_page if _TABLE.search(plain) or _TABLE.search(rest) else None


def declared_encoding(path: Path) -> str | None:
    """The encoding a page says it has; the Chinese ones by the widest of their family."""
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(HEAD))
    name = found[1].decode("ascii").lower() if found else None
    return "gb18030" if name in ("gb2312", "gbk") else name
