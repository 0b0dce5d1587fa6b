"""Logs hold no secrets, whoever wrote them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from core.kit.logs import configure_logs, scrubbed


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, config = list(root.handlers), root.level, structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**config)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("postgresql://sam:s3cret@db/x", "s3cret"),
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("token sm_0123456789abcdefXYZ leaked", "sm_0123456789abcdefXYZ"),
        ("https://x/?token=abcdef&b=1", "abcdef"),
        ('{"password": "hunter2"}', "hunter2"),
    ],
)
def test_secrets_in_texts(text: str, hidden: str) -> None:
    assert hidden not in scrubbed(text)


def test_plain_texts_stay() -> None:
    text = "imported 12 rows of https://example.com/a@b, tokenised"
    assert scrubbed(text) == text


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_nothing_secret_reaches_the_stream(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(log_format)
    structlog.get_logger("core.test").info("hello", password="hunter2", rows=3)
    logging.getLogger("data.test").warning("at %s", "postgresql://sam:hunter2@db/x")
    try:
        raise ValueError("Bearer hunter2token")
    except ValueError:
        structlog.get_logger("core.test").exception("failed")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "hunter2" not in captured.err
    assert "hello" in captured.err
    if log_format == "json":
        assert json.loads(captured.err.splitlines()[0])["rows"] == 3
