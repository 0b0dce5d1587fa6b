"""The plans that come with the product, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from core.kit.i18n import current_language
from core.projects.templates.schemas import TemplateMilestone, TemplateRow

FILE = Path(__file__).with_name("built_in.toml")
PREFIX = "built_in:"


def built_in_templates() -> tuple[TemplateRow, ...]:
    """All of them, in the order of the file."""
    return _read(current_language())


@cache
def _read(language: str) -> tuple[TemplateRow, ...]:
    with FILE.open("rb") as file:
        return tuple(_row(one, language) for one in tomllib.load(file)["template"])


def _row(one: Mapping[str, Any], language: str) -> TemplateRow:
    return TemplateRow(
        key=PREFIX + one["code"],
        id=None,
        name=one["name"][language],
        description=one["description"][language],
        days=one["days"],
        budget=None,
        currency=None,
        milestones=tuple(
            TemplateMilestone(
                name=stone[language], offset=stone["offset"], weight=Decimal(stone["weight"])
            )
            for stone in one["milestones"]
        ),
    )
