"""Text a person typed, shown as text: nothing in it becomes Markdown or HTML."""

from __future__ import annotations

SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&")


def plain(text: str) -> str:
    """`text` with every sign of Markdown made harmless; line breaks stay."""
    escaped = "".join(f"\\{sign}" if sign in SIGNS else sign for sign in text)
    return escaped.replace("\r\n", "\n").replace("\n", "  \n")
