"""A served demonstration, and what runs beside it, for tests that need a company full of data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import BEYOND_THE_WIZARD, PASSWORD, ROOT, environment

INIT = ("manage.py", "init", "--company", "明心科技", "--admin", "founder", "--password-stdin")


def run(home: Path, *command: str, said: str = "") -> str:
    """What a Python command says that works on that home."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(home),
        input=said,
        text=True,
        check=True,
        capture_output=True,
    )
    return done.stdout.strip()


def make_demo(home: Path, *, records: int = 1500) -> None:
    """A demonstration whose founder is beyond the wizard."""
    run(home, *INIT, said=PASSWORD)
    run(home, "manage.py", "demo", "--records", str(records))
    run(home, "-c", BEYOND_THE_WIZARD)
