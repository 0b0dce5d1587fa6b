"""Screens as a member of the cast sees them, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core.identity import exchange_ticket, sign_in
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from pages.ui.session import SECRET_KEY
from tests.world import PASSWORD, World

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
Visit = Callable[..., AppTest]


def session_of(name: str, password: str = PASSWORD) -> str:
    """The secret of a new session of that account."""
    ticket = sign_in(name, password)
    return run_in_uow(SYSTEM, lambda ctx: exchange_ticket(ctx, ticket))


def open_shell(secret: str | None = None, **query: str) -> AppTest:
    """The application in a new browser tab."""
    screen = AppTest.from_file(str(SHELL), default_timeout=30)
    screen.context = {"locale": "en-US", "timezone": "Asia/Shanghai"}
    if secret:
        screen.session_state[SECRET_KEY] = secret
    for name, value in query.items():
        screen.query_params[name] = value
    return screen.run()


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no browser: no cookies, headers and address."""
    for name in ("cookies", "headers"):
        monkeypatch.setattr(ContextProxy, name, property(lambda _self: {}))
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda _self: None))


@pytest.fixture
def visit(world: World) -> Visit:
    """`visit("manager_a", "departments.py", q="A")`: that page as that person sees it."""

    def go(name: str | None, page: str | None = None, /, **query: str) -> AppTest:
        secret = session_of(name) if name else None
        screen = open_shell(secret)
        if page:
            screen.switch_page(page)
            for key, value in query.items():
                screen.query_params[key] = value
            screen.run()
        return screen

    return go


def rows_of(screen: AppTest, key: str) -> list[list[str]]:
    """The texts of a record table's rows."""
    data = component(screen, key)
    return [[cell["text"] for cell in row["cells"]] for row in data["rows"]]


def component(screen: AppTest, key: str) -> Any:
    """What Python sent to one of our own elements."""
    for element in screen.get("bidi_component"):
        if element.proto.id.endswith(f"-{key}"):
            data = json.loads(element.proto.json)
            return data[0] if isinstance(data, list) else data
    raise AssertionError(f"no element {key}")


def texts(screen: AppTest) -> str:
    """All that is said in warnings, errors, captions, headings and paragraphs."""
    kinds = ("title", "subheader", "markdown", "caption", "warning", "error", "info", "success")
    said = "\n".join(one.value for kind in kinds for one in getattr(screen, kind))
    return said.replace("\\", "")
