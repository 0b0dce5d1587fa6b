"""A refusal that quotes what a person typed shows it as text."""

from __future__ import annotations

from core.kit.errors import Conflict
from pages.ui.errors import _said


def test_what_a_refusal_quotes_is_no_markdown() -> None:
    typed = "![x](https://evil.example/p.png)"
    said = _said(Conflict("code.taken", "There is already {taken}.", taken=typed))
    assert said == r"There is already \!\[x\]\(https\://evil\.example/p\.png\)."
