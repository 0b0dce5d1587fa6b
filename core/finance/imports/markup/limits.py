"""How much a page or XML Spreadsheet may hold."""

from __future__ import annotations

MOST_SHEETS, MOST_ROWS = 60, 1 << 20
MOST_WRITTEN = 128 << 20  # characters of all lines; wide and tall cells leave blank ones
LONGEST_CELL = 32_767
WHOLE = 64 << 20  # bytes of a page, which is read at once
DEEPEST = 30
