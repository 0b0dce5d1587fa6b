"""The real web process on a port of its own, and people who use it without pause."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.doors import ROOT

START_TIMEOUT = 60.0


@dataclass(frozen=True)
class Web:
    """A running web process: its address, its log, itself."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


@contextmanager
def serving(folder: Path, *, jobs: str = "auto") -> Iterator[Web]:
    """`python -m streamlit run app.py` for the company of the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "web.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1"]
    with log.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=sink, stderr=sink,
            env={**os.environ, "SELFMASTERY_JOBS": jobs},
        )  # fmt: skip
    try:
        web = Web(f"http://127.0.0.1:{port}", log, process)
        _wait_until_healthy(web)
        yield web
    finally:
        process.terminate()
        process.wait(40)


def _wait_until_healthy(web: Web) -> None:
    until = time.monotonic() + START_TIMEOUT
    while web.process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{web.url}/api/v1/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(web.log.read_text())


@dataclass
class Person:
    """Creates, changes, reads and bins records by REST until told to stop; notes what was said."""

    web: Web
    token: str
    seed: int
    stop: threading.Event
    kept: dict[int, tuple[Decimal, str]] = field(default_factory=dict)
    binned: set[int] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    error: BaseException | None = None

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run)
        thread.start()
        return thread

    def _run(self) -> None:
        chance = random.Random(self.seed)
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            with httpx.Client(
                base_url=f"{self.web.url}/api/v1", headers=headers, timeout=60
            ) as client:
                while not self.stop.is_set():
                    self._step(client, chance)
                    self.stop.wait(chance.uniform(0, 0.04))
        except BaseException as error:  # told to the test, which raises it
            self.error = error

    def _step(self, client: httpx.Client, chance: random.Random) -> None:
        amount = Decimal(chance.randrange(1, 10**6)) / 100
        known = list(self.kept)
        kind = chance.choices(["create", "patch", "read", "list", "bin"], [5, 4, 3, 3, 1])[0]
        if kind == "create" or not known:
            body = {"record_date": "2026-06-01", "direction": "expense", "amount": str(amount)}
            row = self._send(client, "POST", "/financial-records", json=body | {"description": "x"})
            self.kept[row["id"]] = (amount, "x")
            return
        path = f"/financial-records/{chance.choice(known)}"
        if kind == "patch":
            said = f"{self.seed}-{len(self.times)}"
            row = self._send(
                client, "PATCH", path, json={"amount": str(amount), "description": said}
            )
            self.kept[row["id"]] = (amount, said)
        elif kind == "read":
            row = self._send(client, "GET", path)
            assert (Decimal(row["amount"]), row["description"]) == self.kept[row["id"]]
        elif kind == "list":
            rows = self._send(client, "GET", "/financial-records?limit=20&sort=-id")["items"]
            assert rows
        else:
            self._send(client, "DELETE", path)
            record_id = int(path.rpartition("/")[2])
            del self.kept[record_id]
            self.binned.add(record_id)

    def _send(self, client: httpx.Client, method: str, path: str, **options: Any) -> Any:
        began = time.perf_counter()
        answer = client.request(method, path, **options)
        self.times.append(time.perf_counter() - began)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
