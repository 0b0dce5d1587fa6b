"""`GET /changes`: the data version as server-sent events, so that live screens need not poll.

All streams share one watching thread (in `data`), one question to the database about whose
credential is still good, and one look a moment for the server's wish to stop.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress

import anyio.to_thread
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.calls import Reading
from api.credentials import Presented
from api.routing import Route
from core.identity import open_credentials
from core.kit.context import SYSTEM
from core.kit.errors import Unavailable
from core.kit.uow import database, unit_of_work

HEARTBEAT = 15.0  # seconds
CALM = 0.3  # seconds between two events of a stream, so that a burst is one
RECHECK = 60.0  # seconds after which a credential may have expired without any change
LOOK = 0.5  # seconds between two looks whether the server stops

router = APIRouter(tags=["live"], route_class=Route)


class Streams:
    """The open streams of this process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.stopping = asyncio.Event()
        self._open: Counter[str] = Counter()
        self._good: frozenset[str] = frozenset()
        self._checked: tuple[int, float] = (-1, 0.0)
        self._asking = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return self._open.total()

    def enter(self, secret: str, version: int) -> None:
        """Count a stream that opens; its credential was just found good, not before `version`."""
        if not self._open:
            self._checked = (version, time.monotonic())
        self._open[secret] += 1
        self._good |= {secret}
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._watch_for_end())

    def leave(self, secret: str) -> None:
        """Count a stream that ended."""
        self._open[secret] -= 1
        self._open += Counter()  # drop those at zero

    async def is_good(self, secret: str, version: int) -> bool:
        """Whether the credential still lets somebody in, as of data version `version`."""
        async with self._asking:
            known, at = self._checked
            if version > known or time.monotonic() - at > RECHECK:
                with suppress(Unavailable):  # the next look asks again
                    await self._ask()
                    self._checked = (version, time.monotonic())
        return secret in self._good

    async def _ask(self) -> None:
        asked = frozenset(self._open)
        good = await anyio.to_thread.run_sync(_still_open, asked)
        self._good = good | (frozenset(self._open) - asked)

    async def _watch_for_end(self) -> None:
        while self._open and not self.stopping.is_set():
            if _server_stops():
                self.stopping.set()
            await asyncio.sleep(LOOK)


def _still_open(secrets: frozenset[str]) -> frozenset[str]:
    with unit_of_work(SYSTEM) as ctx:
        return open_credentials(ctx, secrets)


def _server_stops() -> bool:
    """Whether uvicorn was told to stop: it waits for open answers before the lifespan ends."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))


def streams_of(request: Request) -> Streams:
    """The streams of the application in the running loop."""
    streams: Streams | None = getattr(request.app.state, "streams", None)
    if streams is None or streams.loop is not asyncio.get_running_loop():
        streams = request.app.state.streams = Streams()
    return streams


@router.get(
    "/v1/changes",
    summary="Follow the data version (server-sent events)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow_changes(request: Request, call: Reading) -> StreamingResponse:
    """`event: version` with the number as data: at once, and whenever committed data changed.

    A comment each 15 seconds keeps the connection; the stream ends with the session or token.
    Right: anybody signed in.
    """
    version = database().version()
    await run_in_threadpool(call.check)
    return StreamingResponse(
        _events(streams_of(request), call.presented, version),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(streams: Streams, presented: Presented, checked: int) -> AsyncIterator[str]:
    secret = presented.secret
    streams.enter(secret, checked)
    try:
        version = database().version()
        yield f"retry: 3000\nevent: version\ndata: {version}\n\n"
        while True:
            found = await _next_version(streams, version)
            if streams.stopping.is_set() or not await streams.is_good(secret, found):
                return
            yield f"event: version\ndata: {found}\n\n" if found > version else ": still here\n\n"
            version = found
            await asyncio.sleep(CALM)
    finally:
        streams.leave(secret)


async def _next_version(streams: Streams, version: int) -> int:
    """The version once it moved, or as it is after a heartbeat or when the server stops."""
    moved = asyncio.ensure_future(database().wait_for_change_async(version, HEARTBEAT))
    stopping = asyncio.ensure_future(streams.stopping.wait())
    try:
        await asyncio.wait({moved, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return moved.result() if moved.done() else version
    finally:
        moved.cancel()
        stopping.cancel()
