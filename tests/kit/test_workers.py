"""Work beside the requests: its errors reach the log as what they are."""

from __future__ import annotations

import pytest
import structlog

from core.kit.errors import Invalid
from core.kit.workers import in_background


def fail(error: Exception) -> None:
    raise error


def test_a_refusal_is_no_fault_in_the_log() -> None:
    with structlog.testing.capture_logs() as told, pytest.raises(Invalid):
        in_background(lambda: fail(Invalid("import.empty", "The file is empty."))).result()
    assert [(line["event"], line["log_level"]) for line in told] == [
        ("background_work_refused", "info")
    ]


def test_a_fault_is_logged_with_its_trace() -> None:
    with structlog.testing.capture_logs() as told, pytest.raises(ZeroDivisionError):
        in_background(lambda: 1 / 0).result()
    assert [(line["event"], line["log_level"]) for line in told] == [
        ("background_work_failed", "error")
    ]
    assert told[0]["exc_info"]
