"""Small services around a batch: its rejected rows, a template made of it."""

from __future__ import annotations

from pathlib import Path

from core.finance.imports import batches, errors
from core.finance.imports.schemas import TemplateIn, TemplateRow
from core.finance.imports.templates import create_template
from core.kit.context import Ctx
from core.kit.settings import get_settings


def rejects_file(ctx: Ctx, batch_id: str) -> Path:
    """The CSV of the batch's rejected rows: original columns, line, reason.

    Raises NotFound, NotPermitted, Conflict when there are none or they are no longer kept.
    """
    batches.load(ctx, batch_id)
    path = get_settings().home / "spool" / batch_id / batches.REJECTS
    if not path.exists():
        raise errors.spool_gone()
    return path


def save_as_template(ctx: Ctx, batch_id: str, name: str) -> TemplateRow:
    """Save what was found and answered for a batch as a template for files of its layout.

    Raises NotFound, NotPermitted, Conflict before the preview or for a name that is taken.
    """
    batch = batches.get_import(ctx, batch_id)
    if batch.preview is None:
        raise errors.wrong_state(batch.state)
    wanted = TemplateIn(
        name=name,
        signature=batch.preview.get("signature"),
        columns=batch.preview["columns"],
        answers=batch.options.get("answers", {}),
        account_id=batch.account_id,
    )
    return create_template(ctx, wanted)
