"""Health answers quickly, also when the database does not."""

from __future__ import annotations

import threading

import pytest

from api.routes import health
from tests.api.client import Client


def test_a_database_that_does_not_open_is_said_soon(
    nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = threading.Event()
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "_open_database", lambda: opened.wait(20))
    try:
        answer = nobody.get("/health")
        assert (answer.status_code, answer.json()["code"]) == (503, "database.slow")
    finally:
        opened.set()


def test_health_says_the_version_and_nothing_else(nobody: Client) -> None:
    assert nobody.get("/health").json().keys() == {"status", "version"}
