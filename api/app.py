"""The REST application, mounted at /api by the web process."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse

from api import changes, problems, session
from api.limits import Buckets
from api.metrics import Measures
from api.middleware import Envelope, Gate
from api.openapi import describe
from api.reference import POLICY, reference_page
from api.routes import ROUTERS
from core.kit.version import VERSION


def create_api() -> FastAPI:
    """The application with all paths; it opens nothing before the first request.

    Mount it at `/api`. It needs no lifespan of its own.
    """
    measures = Measures()
    app = FastAPI(
        title="SelfMastery REST API",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Envelope, measures=measures),
            Middleware(Gate, buckets=Buckets()),
        ],
    )
    app.state.measures = measures
    problems.install(app)
    for router in (*ROUTERS, changes.router, session.router):
        app.include_router(router)
    _add_reference(app)
    return app


def _add_reference(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        return describe(app)

    async def document() -> JSONResponse:
        return JSONResponse(openapi())

    async def reference() -> HTMLResponse:
        page = reference_page(openapi())
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    app.openapi = openapi  # type: ignore[method-assign]
    app.add_api_route("/openapi.json", document, include_in_schema=False)
    app.add_api_route("/docs", reference, include_in_schema=False)
