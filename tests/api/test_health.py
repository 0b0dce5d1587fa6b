"""Health answers quickly, also when the database does not."""

from __future__ import annotations

import time

import pytest

from api.routes import health
from tests.api.client import Client


def test_a_database_that_does_not_open_is_said_soon(
    nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "_open_database", lambda: time.sleep(1))
    started = time.perf_counter()
    answer = nobody.get("/health")
    assert time.perf_counter() - started < 0.9
    assert (answer.status_code, answer.json()["code"]) == (503, "database.slow")


def test_health_says_the_version_and_nothing_else(nobody: Client) -> None:
    assert nobody.get("/health").json().keys() == {"status", "version"}
