"""Rewrites the head of Streamlit's index.html: language, title, app manifest, built-in words."""

from __future__ import annotations

import re
from functools import cache
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.kit.i18n import match_locale
from core.kit.settings import get_settings
from pages.ui.language import LOCALE_COOKIE
from pages.web.words import words_script

TITLE = "SelfMastery"
HEAD = """<title>{title}</title>
    <meta name="description" content="{title}" />
    <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#14171c" media="(prefers-color-scheme: dark)" />
    <meta name="apple-mobile-web-app-capable" content="yes" />
    <meta name="apple-mobile-web-app-title" content="{title}" />
    <link rel="manifest" href="./brand/manifest.webmanifest" />
    <link rel="icon" type="image/svg+xml" href="./brand/icon.svg" />
    <link rel="apple-touch-icon" href="./brand/icon-192.png" />
    <script>{words}</script>"""
PRELOADED_FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>')
SHORTCUT = re.compile(r'<link rel="shortcut icon"[^>]*/>')


class HeadMiddleware:
    """Rewrites index.html and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through but documents, which are collected, rewritten and sent."""
        if not _may_be_document(scope):
            await self.app(scope, receive, send)
            return
        locale = locale_of(Headers(scope=scope))
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        collected = _Collected(send, locale)
        await self.app({**scope, "headers": plain}, receive, collected)


class _Collected:
    """Holds an HTML answer back until it is whole."""

    def __init__(self, send: Send, locale: str) -> None:
        self.send = send
        self.locale = locale
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)
        else:
            await self.send(message)

    async def _finish(self, start: Message) -> None:
        body = rewritten(self.body.decode(), self.locale).encode()
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        headers["vary"] = "Accept-Language, Cookie"
        for name in ("etag", "last-modified"):
            del headers[name]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def locale_of(headers: Headers) -> str:
    """The language last used in this browser, else the first it asks for that we have."""
    cookie = SimpleCookie(headers.get("cookie", ""))
    kept = cookie[LOCALE_COOKIE].value if LOCALE_COOKIE in cookie else None
    asked = [part.split(";")[0].strip() for part in headers.get("accept-language", "").split(",")]
    found = (match_locale(name) for name in (kept, *asked))
    return next((one for one in found if one), get_settings().locale)


def rewritten(page: str, locale: str) -> str:
    """Streamlit's index.html with our head; what is no such page stays."""
    if "<title>Streamlit</title>" not in page:
        return page
    page = PRELOADED_FONT.sub("", SHORTCUT.sub("", page))
    page = page.replace('<html lang="en">', f'<html lang="{locale.replace("_", "-")}">', 1)
    return page.replace("<title>Streamlit</title>", _head(), 1)


@cache
def _head() -> str:
    return HEAD.format(title=TITLE, words=words_script())


def _may_be_document(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    path: str = scope["path"]
    return not path.startswith(("/api/", "/_stcore/", "/static/", "/media/", "/brand/"))


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
