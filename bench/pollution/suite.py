"""All pollutions, always the same and in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from bench.pollution.cells import record_pollutions
from bench.pollution.dialects import dialect_pollutions, encoding_pollutions, end_pollutions
from bench.pollution.formats import format_pollutions
from bench.pollution.mixtures import mixed_pollutions
from bench.pollution.surroundings import surrounding_pollutions
from bench.pollution.table import PLAIN, Polluted, written


def pollutions() -> Iterator[Polluted]:
    """The clean file first."""
    yield written("clean/clean", PLAIN)
    yield from dialect_pollutions()
    yield from end_pollutions()
    yield from encoding_pollutions()
    yield from surrounding_pollutions()
    yield from record_pollutions()
    yield from format_pollutions()
    yield from mixed_pollutions()


def reduced(each: int = 1) -> list[Polluted]:
    """A few files of every group."""
    kept: dict[str, list[Polluted]] = {}
    for one in pollutions():
        kept.setdefault(one.group, []).append(one)
    return [
        one for listed in kept.values() for one in listed[:: max(1, len(listed) // each)][:each]
    ]
