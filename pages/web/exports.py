"""`/export/<ticket>/<file>`: sends what a page offered, to the session it was offered to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import IO

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from core.identity.login import SESSION_COOKIE
from core.kit.errors import AppError
from core.kit.export import csv_pieces, write_xlsx
from core.kit.i18n import t, use_locale
from core.kit.settings import get_settings
from pages.ui.export import FOLDER, FORMATS, Offer, offered

WORKBOOKS_AT_ONCE = 2
PIECE = 256 * 1024
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "parquet": "application/vnd.apache.parquet",
}


async def send_export(request: Request) -> Response:
    """The file; 404 when it was not offered to this session, 403 when the right is gone."""
    suffix = request.path_params["suffix"]
    secret = request.cookies.get(SESSION_COOKIE, "")
    offer = offered(request.path_params["ticket"], secret)
    if offer is None or suffix not in (TYPES if offer.make else FORMATS):
        return PlainTextResponse("Not found", status_code=404)
    try:
        if offer.make:
            pieces = _read(await run_in_threadpool(_made, offer, suffix))
        else:
            pieces = await (_csv if suffix == "csv" else _xlsx)(request, offer)
    except AppError as error:
        with use_locale(offer.locale):
            return PlainTextResponse(t(error.message, **error.params), status_code=error.status)
    headers = {
        "Content-Disposition": f'attachment; filename="{offer.name}.{suffix}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, media_type=TYPES[suffix], headers=headers)


def _made(offer: Offer, suffix: str) -> IO[bytes]:
    assert offer.make is not None
    with use_locale(offer.locale):
        return offer.make(offer.who, suffix)


async def _csv(_request: Request, offer: Offer) -> Iterator[bytes]:
    pieces = csv_pieces(offer.fields, offer.rows())
    first = await run_in_threadpool(next, pieces)  # so that a refusal is no half file
    return chain((first,), pieces)


async def _xlsx(request: Request, offer: Offer) -> Iterator[bytes]:
    """A workbook has to be whole before it can be sent: it is made on disk."""
    state = request.app.state
    if not hasattr(state, "workbooks"):
        state.workbooks = CapacityLimiter(WORKBOOKS_AT_ONCE)
    file = await to_thread.run_sync(_workbook, offer, limiter=state.workbooks)
    return _read(file)


def _workbook(offer: Offer) -> IO[bytes]:
    folder = get_settings().folder("spool")
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed when it has been sent)
    try:
        write_xlsx(file, offer.fields, offer.rows(), folder)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def export_routes() -> list[Route]:
    """The one route of all exports."""
    return [Route(FOLDER + "/{ticket}/{name}.{suffix}", send_export)]
