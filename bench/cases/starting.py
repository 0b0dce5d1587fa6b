"""Start to the first drawn page and idle memory, against a one-line Streamlit app."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

import psutil

from bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 3
SETTLE = 15.0  # the REST application and `jobs` start when the first page is out
MIB = 2**20


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of starting up. `records` plays no part: the database is new."""
    plain = folder / "plain.py"
    plain.write_text("import streamlit as st\nst.title('Hello')\n")
    _start(ROOT / "app.py", folder / "first", settle=0)  # compiles what pip has not compiled
    ours = [_start(ROOT / "app.py", folder / f"home{n}") for n in range(REPEATS)]
    theirs = [_start(plain, folder / f"plain{n}") for n in range(REPEATS)]
    seconds, memory, jobs = (median(values) for values in zip(*ours, strict=True))
    base_seconds, base_memory, _ = (median(values) for values in zip(*theirs, strict=True))
    name = "one-line Streamlit app"
    return [
        Figure("starting", "start to first page", seconds, "s", base_seconds, name),
        Figure("starting", "start to first page, promised", seconds, "s", goal=3),
        Figure("starting", "web process, idle", memory, "MiB", base_memory, name),
        Figure("starting", "web process, idle, promised", memory, "MiB", goal=200),
        Figure("starting", "jobs process, idle", jobs, "MiB", goal=120),
    ]


def _start(script: Path, home: Path, *, settle: float = SETTLE) -> tuple[float, float, float]:
    """Seconds to the first page, MiB of the web process, MiB of its `jobs` child."""
    home.mkdir()
    port = _free_port()
    options = {"port": port, "address": "127.0.0.1", "headless": "true", "enableAgentApi": "true"}
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    environment = os.environ | {"SELFMASTERY_HOME": str(home), "DATABASE_URL": ""}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=script.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_page(port)
        seconds = time.perf_counter() - began
        time.sleep(settle)
        web = psutil.Process(process.pid)
        children = sum(child.memory_info().rss for child in web.children(recursive=True))
        return seconds, web.memory_info().rss / MIB, children / MIB
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_page(port: int, limit: float = 60.0) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_stcore/agent/interact",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(request, timeout=limit) as answer:
                if json.load(answer).get("status") == "ready":
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise TimeoutError("no page")
