"""Every text a person sees has a Chinese text; catalogues hold nothing stale."""

from __future__ import annotations

import ast
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "core" / "locale"
CODE = ["core", "api", "pages", "jobs", "operator_cli", "app.py", "manage.py"]
FUNCTIONS = {"t", "N_"}


def sources() -> list[Path]:
    found: list[Path] = []
    for name in CODE:
        path = ROOT / name
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return found


def messages_in(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        if name in FUNCTIONS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found[first.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def extracted() -> dict[str, str]:
    return {message: place for path in sources() for message, place in messages_in(path).items()}


def entries(locale: str) -> list[tuple[str, str, str]]:
    rows = []
    for path in sorted((LOCALES / locale).glob("*.po")):
        with path.open("rb") as file:
            rows += [
                (str(entry.id), str(entry.string), path.name)
                for entry in read_po(file, locale=locale)
                if entry.id
            ]
    return rows


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    "locale", sorted(p.name for p in LOCALES.iterdir() if p.is_dir() and p.name != "en")
)
class TestLanguage:
    def test_every_message_is_translated(self, locale: str) -> None:
        known = {message for message, text, _ in entries(locale) if text}
        missing = {m: place for m, place in extracted().items() if m and m not in known}
        assert not missing, f"{len(missing)} without text: {missing}"

    def test_no_entry_is_stale(self, locale: str) -> None:
        used = set(extracted())
        stale = [(message, file) for message, _, file in entries(locale) if message not in used]
        assert not stale

    def test_no_message_has_two_texts(self, locale: str) -> None:
        counted = Counter(message for message, _, _ in entries(locale))
        assert not [message for message, times in counted.items() if times > 1]

    def test_placeholders_agree(self, locale: str) -> None:
        wrong = [
            message
            for message, text, _ in entries(locale)
            if placeholders(message) != placeholders(text)
        ]
        assert not wrong
