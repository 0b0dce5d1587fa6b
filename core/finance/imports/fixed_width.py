"""Texts in columns of fixed width: where the columns begin."""

from __future__ import annotations

import re
import unicodedata

LEAST_LINES = 3
USUAL = 0.7
_GAP = re.compile(r"\S {2,}\S")


def find_cuts(sample: list[str]) -> tuple[int, ...]:
    """Display columns at which cells begin; none where the lines are plainly no such table."""
    lines = [_spread(line.expandtabs(8).rstrip()) for line in sample if _GAP.search(line)]
    if len(lines) < LEAST_LINES or len(lines) < len(sample) * USUAL / 2:
        return ()
    width = max(map(len, lines))
    filled = [0] * width
    for line in lines:
        for index, sign in enumerate(line):
            filled[index] += sign != " "
    blank = [count <= len(lines) * 0.02 for count in filled]
    starts = [
        index for index in range(width) if not blank[index] and (not index or blank[index - 1])
    ]
    return (0, *starts[1:]) if len(starts) > 2 else ()  # noqa: PLR2004


def _spread(line: str) -> str:
    if line.isascii():
        return line
    return "".join(
        sign + sign if unicodedata.east_asian_width(sign) in "WF" else sign for sign in line
    )
