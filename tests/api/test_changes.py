"""Live changes: events follow commits, streams end with their credential and with the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psutil
import pytest

from api import changes
from tests.api.client import Client
from tests.api.conftest import Cast

pytestmark = pytest.mark.integration


@asynccontextmanager
async def stream(address: str, token: str) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        httpx.AsyncClient(base_url=address, timeout=20) as client,
        client.stream(
            "GET", "/api/v1/changes", headers={"Authorization": f"Bearer {token}"}
        ) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.aiter_lines()


async def next_version(lines: AsyncIterator[str]) -> int:
    async for line in lines:
        if line.startswith("data: "):
            return int(line.removeprefix("data: "))
    raise EOFError


def test_a_commit_is_heard_within_a_second(
    app: Any, cast: Cast, boss: Client, serve: Callable[[Any], str]
) -> None:
    async def listen() -> float:
        async with stream(serve(app), cast.outsider) as lines:
            first = await next_version(lines)
            started = time.perf_counter()
            await asyncio.to_thread(boss.post, "/departments", {"name": "New"})
            assert await next_version(lines) > first
            return time.perf_counter() - started

    assert asyncio.run(listen()) < 1


def test_without_a_good_credential_there_is_no_stream(app: Any, cast: Cast, nobody: Client) -> None:
    assert nobody.get("/changes").status_code == 401
    assert Client(app, "sm_wrong").get("/changes").status_code == 401


def test_a_stream_ends_when_its_token_is_revoked(
    app: Any, cast: Cast, boss: Client, serve: Callable[[Any], str]
) -> None:
    token = boss.post("/tokens", {"name": "t"}).json()

    async def listen() -> None:
        address = serve(app)
        async with stream(address, token["token"]) as lines, stream(address, cast.boss) as other:
            await next_version(lines)
            await next_version(other)
            await asyncio.to_thread(boss.delete, f"/tokens/{token['id']}")
            with pytest.raises(EOFError):
                while True:
                    await asyncio.wait_for(next_version(lines), 3)
            await next_version(other)

    asyncio.run(listen())


def test_a_heartbeat_keeps_a_quiet_stream_open(
    app: Any, cast: Cast, serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "HEARTBEAT", 0.3)

    async def listen() -> list[str]:
        found: list[str] = []
        async with stream(serve(app), cast.boss) as lines:
            async for line in lines:
                found.append(line)
                if sum(one.startswith(":") for one in found) == 2:
                    break
        return found

    found = asyncio.run(asyncio.wait_for(listen(), 10))
    assert sum(line.startswith("data:") for line in found) == 1


def test_streams_end_when_the_server_is_told_to_stop(
    app: Any, cast: Cast, serve: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listen() -> None:
        async with stream(serve(app), cast.boss) as lines:
            await next_version(lines)
            monkeypatch.setattr(changes, "_server_stops", lambda: True)
            with pytest.raises(EOFError):
                await asyncio.wait_for(next_version(lines), 3)

    asyncio.run(listen())


@pytest.mark.long
def test_fifty_open_streams_cost_next_to_nothing(
    app: Any, cast: Cast, serve: Callable[[Any], str]
) -> None:
    async def listen() -> float:
        address = serve(app)
        async with asyncio.TaskGroup() as group:
            opened = asyncio.Semaphore(0)
            done = asyncio.Event()

            async def one() -> None:
                async with stream(address, cast.boss) as lines:
                    await next_version(lines)
                    opened.release()
                    await done.wait()

            for _ in range(50):
                group.create_task(one())
            for _ in range(50):
                await opened.acquire()
            await asyncio.sleep(4)  # the database's file has been given back by then
            before = psutil.Process().cpu_times()
            await asyncio.sleep(20)
            after = psutil.Process().cpu_times()
            done.set()
        return (after.user + after.system - before.user - before.system) / 20

    assert asyncio.run(listen()) < 0.01
