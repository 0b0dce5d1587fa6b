"""An ASGI application that is built when the server already answers.

Building the REST application takes as long as starting the pages; nobody waits for both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import anyio.to_thread
from starlette.types import ASGIApp, Receive, Scope, Send


class LateApp:
    """Stands where the application will be; whoever asks first waits until it is built."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._app: ASGIApp | None = None

    def built(self) -> ASGIApp:
        """The application; built once, whoever comes first."""
        with self._lock:
            app = self._app or self._build()
            self._app = app
            return app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        app = self._app
        if app is None:
            app = await anyio.to_thread.run_sync(self.built)
        await app(scope, receive, send)
