"""A caller of the API inside the test's process, as a program would call it."""

from __future__ import annotations

from functools import cache
from typing import Any

import anyio
import httpx
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from api import create_api

first_api = cache(create_api)


def mounted_api() -> ASGIApp:
    """The API at /api with limits and measures of its own.

    All share the routes of the first, which put themselves together for a fifth of a second.
    """
    api: FastAPI = create_api()
    api.router = first_api().router
    return Starlette(routes=[Mount("/api", app=api)])


class Client:
    """Sends requests to the application mounted at /api, with a token or a cookie."""

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self.app = app
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, "Accept-Language": "en", **options.pop("headers", {})}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, f"/api{path}", headers=headers, **options)

        return anyio.run(send)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", f"/v1{path}", **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.request("POST", f"/v1{path}", json=body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> httpx.Response:
        return self.request("PATCH", f"/v1{path}", json=body, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", f"/v1{path}", **options)
