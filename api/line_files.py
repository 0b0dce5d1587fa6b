"""Bodies that carry a file with a line a thing."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.calls import BODY_STATE, Call
from api.uploads import Upload, received
from core.finance.line_files import MAX_BYTES
from core.kit.errors import TooLarge
from core.kit.i18n import N_
from core.kit.line_files import UploadedFile


async def with_file(
    request: Request, call: Call, right: str, work: Callable[[Call, Upload], Response]
) -> Response:
    """`work` with the body's file. Raises TooLarge, and NotPermitted before the file is taken."""
    await run_in_threadpool(call.read, lambda ctx: ctx.require(right))
    async with received(request) as upload:
        said = [upload.sha256, upload.name, upload.fields]
        setattr(request.state, BODY_STATE, json.dumps(said, sort_keys=True).encode())
        return await run_in_threadpool(work, call, upload)


def file_of(upload: Upload) -> UploadedFile:
    """The file in memory. Raises TooLarge."""
    if upload.bytes > MAX_BYTES:
        raise TooLarge("file.too_large", N_("The file is larger than 2 MB."))
    return UploadedFile(upload.name, upload.path.read_bytes())
