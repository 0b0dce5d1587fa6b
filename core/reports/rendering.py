"""The one renderer of printed pages: a template and its data become a PDF in a process of its own.

Typst and Vega take some hundred MB while they work, and what people typed may break what reads it;
so neither is ever loaded into the web process. What people typed travels as data, never as markup.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

import structlog

from core.kit.errors import Unavailable
from core.kit.i18n import N_

HERE = Path(__file__).resolve().parent
AT_ONCE = 2
PATIENCE = 20.0  # seconds a report waits for its turn
LIMIT = 60.0  # seconds it may take
LONG_WORD, PIECE = 24, 12
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT", "WINDIR", "USERPROFILE")
_places = BoundedSemaphore(AT_ONCE)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sheet:
    """A report before it is printed: its template's name, its data (texts, numbers as texts), its
    charts as Vega-Lite specifications."""

    template: str
    data: Mapping[str, Any]
    charts: Mapping[str, Any] = field(default_factory=dict)


def render(sheet: Sheet, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """The sheet as PDF, or its first page as PNG. Call it outside of any unit of work: it takes a
    second or two. Raises Unavailable when too many are being made or the renderer fails."""
    request = {
        "template": _template(sheet.template),
        "data": clean(sheet.data),
        "charts": clean(sheet.charts),
        "format": form,
    }
    with _a_place(), tempfile.TemporaryDirectory() as empty:
        return _made(json.dumps(request).encode(), empty)


def clean(value: Any) -> Any:
    """Texts without control characters, and with places to break in words too long for a line."""
    if isinstance(value, str):
        plain = "".join(sign if sign.isprintable() else " " for sign in value)
        return re.sub(rf"\S{{{LONG_WORD},}}", _broken, plain)
    if isinstance(value, Mapping):
        return {str(key): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    return value


def _broken(word: re.Match[str]) -> str:
    text = word.group()
    if not text.isascii():
        return text
    return "\u200b".join(text[at : at + PIECE] for at in range(0, len(text), PIECE))


@cache
def _template(name: str) -> str:
    return (HERE / "templates" / f"{name}.typ").read_text(encoding="utf-8")


@cache
def _command() -> tuple[str, ...]:
    found = importlib.util.find_spec("typst")
    assert found is not None
    assert found.origin is not None
    packages = Path(found.origin).parent.parent
    return (sys.executable, "-I", "-S", str(HERE / "worker"), str(packages))


@contextmanager
def _a_place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise Unavailable(
            "report.busy", N_("Too many reports are being made. Try again in a moment.")
        )
    try:
        yield
    finally:
        _places.release()


def _made(request: bytes, folder: str) -> bytes:
    environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            _command(),
            input=request,
            capture_output=True,
            timeout=LIMIT,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _failed("timeout") from error
    if done.returncode or not done.stdout:
        raise _failed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _failed(detail: str) -> Unavailable:
    log.error("report_failed", detail=detail)
    return Unavailable("report.failed", N_("The report could not be made. Please try again."))
