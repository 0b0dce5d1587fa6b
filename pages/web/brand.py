"""The installable app's manifest and icons."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "icons"
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
MANIFEST = {
    "name": "SelfMastery",
    "short_name": "SelfMastery",
    "id": "/",
    "start_url": "/",
    "scope": "/",
    "display": "standalone",
    "background_color": "#ffffff",
    "theme_color": "#ffffff",
    "icons": [
        {"src": "icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": "icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": "icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
    ],
}


async def manifest(_request: Request) -> JSONResponse:
    """The web app manifest."""
    return JSONResponse(MANIFEST, media_type="application/manifest+json")


async def icon(request: Request) -> Response:
    """One of the icons; nothing else of the folder."""
    name = request.path_params["name"]
    path = FOLDER / name
    if path.parent != FOLDER or path.suffix not in KINDS or not path.is_file():
        return Response(status_code=404)
    return FileResponse(path, media_type=KINDS[path.suffix])


def brand_routes() -> list[Route]:
    """Routes below /brand/."""
    return [
        Route("/brand/manifest.webmanifest", manifest),
        Route("/brand/{name}", icon),
    ]
