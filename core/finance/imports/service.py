"""Small services around a batch: its rejected rows, templates made of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from core.audit import change_row, check_version, load_row, remove_row
from core.finance.imports import batches, errors
from core.finance.imports.corrections import Correction
from core.finance.imports.driver import read_import, start_import
from core.finance.imports.rejects import Rejected, read_rejects, write_corrected
from core.finance.imports.schemas import (
    BatchRow,
    ImportOptions,
    TemplateIn,
    TemplatePatch,
    TemplateRow,
)
from core.finance.imports.templates import create_template
from core.kit.context import Ctx
from core.kit.settings import get_settings
from core.kit.uow import Who, run_in_uow
from data.schema import ImportTemplate

MOST_REJECTED = 500
_PARTS = re.compile(r"[\s_\-()（）【】\[\].~—]+")
SETTLED = ("date_order", "decimal", "direction")
"""Findings of a whole file that a few rows of it cannot show again."""
OF_THE_FILE = frozenset({"header_line", "delimiter", "table", "inner_table"})
"""Answers about one file's form, which another file with the same columns need not share."""


def rejects_file(ctx: Ctx, batch_id: str) -> Path:
    """The CSV of the batch's rejected rows: original columns, line, reason.

    Raises NotFound, NotPermitted, Conflict when there are none or they are no longer kept.
    """
    batches.load(ctx, batch_id)
    path = get_settings().home / "spool" / batch_id / batches.REJECTS
    if not path.exists():
        raise errors.spool_gone()
    return path


def rejected_rows(
    ctx: Ctx, batch_id: str, *, limit: int = 50, offset: int = 0, line: int | None = None
) -> tuple[Rejected, ...]:
    """Rejected rows with all their cells, in the file's order; of one `line` when it is named.

    None when they are no longer kept. Raises NotFound, NotPermitted.
    """
    batches.load(ctx, batch_id)
    path = get_settings().home / "spool" / batch_id / batches.REJECTS
    if not path.exists():
        return ()
    rows = (row for row in read_rejects(path) if line is None or row.line == line)
    return tuple(islice(rows, offset, offset + min(limit, MOST_REJECTED)))


def correct_rejected(who: Who, batch_id: str, corrections: Sequence[Correction]) -> str:
    """Read corrected rejected rows of a committed batch as an import of their own; its id.

    It waits in its preview. Raises Conflict when they are no longer kept, Invalid for a line or
    column that is not among them.
    """
    batch = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
    file = run_in_uow(who, lambda ctx: rejects_file(ctx, batch_id))
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir=get_settings().folder("spool")))
    try:
        (folder / "owner.lock").touch()
        target = folder / "corrected.csv"
        write_corrected(file, corrections, target)
        name = f"{Path(batch.file_name).stem}-{batch_id[:4]}.csv"
        options = _as_settled(batch)
        fresh = start_import(who, name, target.stat().st_size, "page", options)
        read_import(who, fresh, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fresh


def _as_settled(batch: BatchRow) -> ImportOptions:
    """The options by which the batch was read, with what its whole file has shown."""
    options = ImportOptions.model_validate(batch.options)
    findings = (batch.preview or {}).get("findings", {})
    settled = {
        name: str(findings[name]["value"])
        for name in SETTLED
        if name in findings and findings[name]["value"] not in ("column", "pair")
    }
    return options.model_copy(
        update={
            "answers": {**settled, **_answers(options.answers)}, "encoding": None,
            "corrections": (), "decisions": {},
            "account_id": options.account_id or batch.account_id,
            "mapping": {**(batch.preview or {}).get("columns", options.mapping), **_without(batch)},
        }
    )  # fmt: skip


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
        columns={**batch.preview["columns"], **_without(batch)},
        answers=_answers(batch.options.get("answers", {})),
        account_id=batch.account_id,
    )
    return create_template(ctx, wanted)


def _answers(said: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name not in OF_THE_FILE}


def _without(batch: BatchRow) -> dict[str, str]:
    """Fields that a person said no column holds."""
    return {name: column for name, column in batch.options.get("map", {}).items() if not column}


def suggested_name(batch: BatchRow) -> str:
    """A name for a template of the batch's layout: its file's, without what changes each time."""
    stem = Path(batch.file_name).stem
    words = [word for word in _PARTS.split(stem) if word and not any(map(str.isdigit, word))]
    return " ".join(words).strip()[:120] or stem[:120]


def rename_template(
    ctx: Ctx, template_id: int, patch: TemplatePatch, *, expected_version: int | None = None
) -> TemplateRow:
    """Give a template another name. Raises NotFound, Stale, Conflict for one that is taken."""
    ctx.require("imports.run")
    row = load_row(ctx, ImportTemplate, template_id)
    same = select(ImportTemplate.id).where(ImportTemplate.name == patch.name)
    if ctx.session.scalar(same.where(ImportTemplate.id != row.id)):
        raise errors.template_taken(patch.name)
    values = {"name": patch.name}
    change_row(ctx, row, "import_template", values, expected_version=expected_version)
    return TemplateRow.model_validate(row)


def delete_template(ctx: Ctx, template_id: int, *, expected_version: int | None = None) -> None:
    """Remove a template; imports made with it stay as they are. Raises NotFound, Stale."""
    ctx.require("imports.run")
    row = load_row(ctx, ImportTemplate, template_id)
    check_version(row, expected_version)
    remove_row(ctx, row, "import_template")
