"""The document around the pages: language, title, installable, headers, built-in words."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import httpx
import streamlit
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from core.kit.i18n import locales
from pages.ui.language import LANGUAGES
from pages.web.brand import brand_routes
from pages.web.head import HeadMiddleware, locale_of, rewritten
from pages.web.security import SecurityMiddleware
from pages.web.words import ZH, words_script

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


async def index(_request: Request) -> HTMLResponse:
    return HTMLResponse(INDEX, headers={"etag": "x"})


async def other(_request: Request) -> JSONResponse:
    return JSONResponse({"title": "<title>Streamlit</title>"})


APP = Starlette(
    routes=[Route("/", index), Route("/api/x", other), *brand_routes()],
    middleware=[Middleware(SecurityMiddleware), Middleware(HeadMiddleware)],
)


def get(path: str, language: str = "zh-CN") -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=APP)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers={"accept-language": language})

    return anyio.run(send)


def test_the_document_is_ours_in_the_readers_language() -> None:
    page = get("/")
    assert '<html lang="zh-CN">' in page.text
    assert "<title>SelfMastery</title>" in page.text
    assert "Streamlit</title>" not in page.text
    assert "etag" not in page.headers
    assert int(page.headers["content-length"]) == len(page.content)
    assert '<html lang="en">' in get("/", "en-GB,en;q=0.8").text


def test_the_language_used_last_goes_before_the_browsers() -> None:
    headers = Headers({"cookie": "a=b; selfmastery_locale=en", "accept-language": "zh-CN"})
    assert locale_of(headers) == "en"
    assert locale_of(Headers({"accept-language": "fr, zh;q=0.4"})) == "zh_CN"


def test_nothing_comes_from_the_internet() -> None:
    assert "http://" not in rewritten(INDEX, "en").replace("http://www.apache.org", "")
    policy = get("/").headers["content-security-policy"]
    assert "http" not in policy
    assert "frame-ancestors 'self'" in policy


def test_every_answer_is_guarded_and_data_is_left_alone() -> None:
    answer = get("/api/x")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json() == {"title": "<title>Streamlit</title>"}


def test_the_app_can_be_installed() -> None:
    manifest = get("/brand/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert get(f"/brand/{icon['src']}").status_code == 200
    assert get("/brand/..%2fhead.py").status_code == 404


def test_built_in_words_are_all_translated_and_valid_script() -> None:
    assert all(ZH.values())
    assert json.dumps("上传", ensure_ascii=False) in words_script()
    assert "__" not in words_script()


def test_every_language_has_a_name_to_choose() -> None:
    assert set(locales()) <= set(LANGUAGES)
