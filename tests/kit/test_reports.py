"""Error reports go where the operator says, and carry no secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from core.kit.reports import configure_reports


class Kept(Transport):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep the envelope's items."""
        self.sent += [json.dumps(item.payload.json) for item in envelope.items]


@pytest.fixture(autouse=True)
def _off_again() -> Iterator[None]:
    yield
    sentry_sdk.get_global_scope().set_client(None)


def test_without_an_address_nothing_is_set_up() -> None:
    assert configure_reports("") is False
    assert not sentry_sdk.is_initialized()


def test_an_error_is_reported_without_secrets_and_variables() -> None:
    kept = Kept()
    assert configure_reports("https://key@reports.example/1", transport=kept)
    account_holder = chr(0x5F20).join("ab")  # not written in the source, which is reported
    try:
        raise ValueError(f"no such user at postgresql://sam:hunter2@db/{len(account_holder)}")
    except ValueError as error:
        sentry_sdk.capture_exception(error)
    (report,) = kept.sent
    assert "no such user" in report
    assert "test_reports" in report
    assert "hunter2" not in report
    assert json.dumps(account_holder) not in report
