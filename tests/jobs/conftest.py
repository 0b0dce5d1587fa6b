"""Fixtures of jobs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.operations.jobs import Job, registry


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register these jobs and no others."""

    def register(*jobs: Job) -> None:
        monkeypatch.setattr(registry, "_jobs", {one.name: one for one in jobs})

    return register
