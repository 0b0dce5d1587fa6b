"""docs/operators.md names every setting, command and option, and none that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from core.kit.settings import Settings
from core.kit.version import VERSION
from operator_cli.commands import build_all

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
GENERAL = {"--json", "--as", "--help"}  # explained once


def commands() -> Iterator[tuple[str, Any]]:
    root: Any = typer.main.get_command(build_all())
    for name, command in root.commands.items():
        for child, inner in getattr(command, "commands", {}).items():
            yield f"{name} {child}", inner
        if not hasattr(command, "commands"):
            yield name, command


def test_every_setting_is_there() -> None:
    names = {field.alias for field in Settings.model_fields.values()}
    assert names == set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))


def test_every_default_is_right() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", PAGE, re.MULTILINE))
    for name in ("SELFMASTERY_JOBS", "SELFMASTERY_LOCALE", "SELFMASTERY_LOG_FORMAT"):
        field = next(f for f in Settings.model_fields.values() if f.alias == name)
        assert rows[name] == field.default


def test_every_command_is_there() -> None:
    missing = [name for name, _ in commands() if not re.search(rf"`{name}[ `]", PAGE)]
    assert missing == []


def test_every_option_is_there() -> None:
    missing = [
        f"{name} {option}"
        for name, command in commands()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option not in GENERAL and option not in PAGE
    ]
    assert missing == []


def test_no_option_is_made_up() -> None:
    known = {option for _, command in commands() for p in command.params for option in p.opts}
    elsewhere = {"--help", "--server.address", "--server.port"}
    named = set(re.findall(r"(--[a-z][a-z.-]*[a-z])", PAGE))
    assert named - known - elsewhere == set()


def test_the_version_is_that_of_the_package() -> None:
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
