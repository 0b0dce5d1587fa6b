"""The real application in Chromium: one process a company, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a-long-enough-one"
BEYOND_THE_WIZARD = """
from core.company import Step, complete_step
from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
with unit_of_work(SYSTEM) as ctx:
    complete_step(ctx, Step.ORGANISATION)
    complete_step(ctx, Step.DATA)
"""
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 40_000  # milliseconds; a busy machine is no failure, and what is promised says so itself
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium where there is one, else the one Playwright brings."""
    found = {"executable_path": CHROMIUM} if CHROMIUM else {}
    return {**browser_type_launch_args, **found, "args": FLAGS}


@pytest.fixture(scope="session")
def _no_network() -> None:
    """The browser and the application talk over this machine's own address."""


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The application's address while it runs on that home."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1"]
    log = (home.parent / f"{home.name}.log").open("w")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(home), stdout=log, stderr=log, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def environment(home: Path) -> dict[str, str]:
    """What the application and its command line are started with."""
    return {**os.environ, "SELFMASTERY_HOME": str(home), "SELFMASTERY_JOBS": "off"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the application did not start")


@contextmanager
def company(home: Path) -> Iterator[str]:
    """A new company with the account `founder`, its wizard done, served at the address."""
    command = [sys.executable, "manage.py", "init", "--company", "明心科技"]
    subprocess.run(
        [*command, "--admin", "founder", "--password-stdin"],
        cwd=ROOT,
        env=environment(home),
        input=PASSWORD.encode(),
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [sys.executable, "-c", BEYOND_THE_WIZARD], cwd=ROOT, env=environment(home), check=True
    )
    with serving(home) as url:
        yield url


@pytest.fixture(scope="session")
def company_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company without records, for all browser tests that add none."""
    with company(tmp_path_factory.mktemp("browser") / "home") as url:
        yield url


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, for all browser tests that only look at it."""
    from tests.browser.demo import make_demo

    home = tmp_path_factory.mktemp("demo") / "home"
    make_demo(home)
    with serving(home) as url:
        yield url


def tab(browser: Browser, *, locale: str = "zh-CN", viewport: dict[str, int] = DESKTOP) -> Page:
    """A fresh browser tab without any cookie."""
    context = browser.new_context(
        locale=locale,
        viewport=viewport,
        is_mobile=viewport is PHONE,
        has_touch=viewport is PHONE,
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def sign_in(page: Page, url: str, *, path: str = "/") -> None:
    """Come in as the founder, to that page."""
    page.goto(url + path)
    page.locator(".st-key-login-username input").fill("founder")
    page.locator(".st-key-login-password input").fill(PASSWORD)
    page.locator(".st-key-login-send button").click()
    page.locator(".st-key-account-menu").wait_for(state="attached")
