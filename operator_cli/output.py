"""One answer per command: a JSON object or plain lines on standard output, the rest elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

OK, REFUSED, WRONG_USE = 0, 1, 2

_answers: ContextVar[TextIO | None] = ContextVar("answers", default=None)


@contextmanager
def only_answers(*, as_json: bool) -> Iterator[None]:
    """With `as_json` whatever else is printed inside the block goes to standard error."""
    out = sys.stdout
    token = _answers.set(out)
    try:
        if as_json:
            with redirect_stdout(sys.stderr):
                yield
        else:
            yield
    finally:
        _answers.reset(token)


def answer(
    payload: dict[str, Any], lines: Iterable[object] = (), *, as_json: bool, code: int = OK
) -> int:
    """Print the answer as JSON or as lines; returns the exit code."""
    out = _answers.get() or sys.stdout
    if as_json:
        print(json.dumps(payload, ensure_ascii=False, default=plain), file=out, flush=True)
    else:
        for line in lines:
            print(line, file=out, flush=True)
    return code


def failure(code: str, message: str, *, as_json: bool, exit_code: int = REFUSED) -> int:
    """Say what went wrong; returns the exit code."""
    payload = {"error": {"code": code, "message": message}}
    if not as_json:
        tell(message)
    return answer(payload, as_json=as_json, code=exit_code)


def tell(message: object) -> None:
    """A message or progress for the person at the terminal."""
    print(message, file=sys.stderr, flush=True)


def plain(value: Any) -> Any:
    """What JSON has no type for: money as text, days and moments in ISO 8601."""
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no JSON form")
