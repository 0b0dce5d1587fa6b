"""Several pollutions at once, chosen systematically."""

from __future__ import annotations

from collections.abc import Iterator

from bench.pollution.surroundings import NAMES
from bench.pollution.table import Polluted, Style, lines, polluted, speakable, table

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "cp1252")
ENDINGS = ("\n", "\r\n", "\r")
ABOVE = ((), ("Statement", ""), ("Account,DE12 3456", "Period,2026", ""))
BELOW = ((), ("", "Total,,,,1.00,,"), ("Printed by the bank",))
LANGUAGES = {"gb18030": "chinese", "cp1252": "german", "utf-16-le": "chinese", "utf-8": "french"}


def mixed_pollutions() -> Iterator[Polluted]:
    """Delimiter, encoding, record end, preamble, footer and language together."""
    number = 0
    for delimiter in DELIMITERS:
        for encoding in ENCODINGS:
            for above in ABOVE:
                for below in BELOW:
                    number += 1
                    ending = ENDINGS[number % 3]
                    quoting = ("minimal", "all")[number % 2]
                    mark = b"\xff\xfe" if encoding == "utf-16-le" and number % 2 else b""
                    style = Style(delimiter, quoting=quoting, ending=ending, encoding=encoding,
                                  mark=mark, last_ending=number % 4 > 0)  # fmt: skip
                    names = NAMES[LANGUAGES[encoding]]
                    rows = speakable(table(), style)
                    listed = [*above, *lines(rows, style, names), *below]
                    yield polluted(
                        f"mixture/{number}", listed, style=style, rows=rows, header=names
                    )
