"""Which signs may part the cells of a file: what stands in its lines as often as cells would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.finance.imports.headers import is_names, is_row
from core.finance.imports.schemas import Line

DELIMITERS = (",", ";", "\t", "|")
_RARE = ":~^¦§#!*&@/\\_=<>\x01\x1e\x1f，；｜、"
_QUOTED = re.compile(r'"[^"]*"')
_ODD_SIGNS = r"[^\w\s\"'.+\-()$€£¥/]"
_LONG = re.compile(r"(?<=[\w\"')\]])([,;|:~^¦#/\\\-*=<>]{2,3}|[,;|~^¦#*] | [,;|~^¦#*] )(?=\S)")
_WHOLE, _DECIMALS = re.compile(r"\s*[-+]?\d{1,3}(\.\d{3})*|\s*[-+]?\d+"), re.compile(r"\d{2}\s*")
LEAST_ROWS = 3
MOST, USUAL, HALF = 0.8, 0.6, 0.5


def candidates(sample: list[str]) -> list[str]:
    """The usual delimiters that occur at all, and rarer signs that stand in most lines."""
    text = "\n".join(sample)
    usual = [sign for sign in DELIMITERS if sign in text]
    folded = _QUOTED.sub("", text).split("\n")  # the lines of a quoted cell are no records
    rare = [
        sign
        for sign in _RARE
        if sign in text and any(_in_most(sign, lines) for lines in (sample, folded))
    ]
    return usual + rare[:4] or [","]


def _in_most(sign: str, lines: list[str]) -> bool:
    return sum(line.count(sign) > 1 for line in lines) > len(lines) * HALF


def grown(best: str, sample: list[str]) -> str | None:
    """The longer delimiter that the best one is a part of wherever it stands: || or ~|~."""
    sign = re.escape(best)
    runs = Counter(
        run for line in sample for run in re.findall(rf"{_ODD_SIGNS}*{sign}{_ODD_SIGNS}*", line)
    )
    if not runs:
        return None
    long = runs.most_common(1)[0][0]
    alike = sum(count for run, count in runs.items() if not run.replace(long, ""))
    return long if len(long) > 1 and alike > runs.total() * USUAL else None


def spaced(best: str, sample: list[str]) -> list[str]:
    """A sign with a blank after it, where the sign alone stands in the cells as well."""
    long = f"{best} "
    lines = sum(long in line for line in sample)
    mixed = any(line.count(best) > line.count(long) > 0 for line in sample)
    return [long] if mixed and lines > len(sample) * MOST else []


def long_candidates(sample: list[str]) -> list[str]:
    """Delimiters of several signs that stand in most lines."""
    counts = Counter(sign for line in sample for sign in set(_LONG.findall(line)))
    return [sign for sign, lines in counts.most_common(4) if lines > len(sample) * HALF]


def find_joints(lines: Sequence[Line], width: int) -> tuple[int, ...]:
    """Columns that hold whole numbers with two digits in the next one on every record, where the
    header names just so many columns fewer: 12,50 written bare into a file parted by commas."""
    first = next((index for index, line in enumerate(lines) if is_row(line)), 0)
    header = lines[first - 1] if first else Line(0, ())
    missing = width - len(header.cells)
    rows = [line for line in lines[first:] if len(line.cells) == width]
    if missing < 1 or not is_names(header) or len(rows) < LEAST_ROWS:
        return ()
    found = [
        index
        for index in range(width - 1)
        if all(
            _WHOLE.fullmatch(line.cells[index]) and _DECIMALS.fullmatch(line.cells[index + 1])
            for line in rows
        )
    ]
    return tuple(found) if len(found) == missing else ()
