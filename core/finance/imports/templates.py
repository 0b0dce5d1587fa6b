"""Confirmed mappings, saved under a name and found again by the signature of the header."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.finance.imports import errors
from core.finance.imports.columns import FIELDS
from core.finance.imports.known import Known
from core.finance.imports.schemas import TemplateIn, TemplateRow
from core.finance.imports.sources import Source, find_source
from core.finance.links import check_links
from core.kit.context import Ctx
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page
from data.schema import ImportTemplate

NO_TEMPLATE = "none"
"""Asked for instead of a template: the file is read as it comes."""
TEMPLATE_LIST = ListSpec(
    key=ImportTemplate.id,
    sorts={"name": ImportTemplate.name, "id": ImportTemplate.id},
    default_sort="name",
    filters={"name": equals(ImportTemplate.name), "signature": equals(ImportTemplate.signature)},
    search=(ImportTemplate.name,),
)


def list_templates(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[TemplateRow]:
    """Saved templates. Raises NotPermitted."""
    ctx.require("imports.run")
    return list_page(
        ctx, select(ImportTemplate), TEMPLATE_LIST, query,
        lambda row: TemplateRow.model_validate(row.ImportTemplate), with_total=with_total,
    )  # fmt: skip


def create_template(ctx: Ctx, wanted: TemplateIn) -> TemplateRow:
    """Save a template. Raises Invalid for an unknown field, Conflict for a name that is taken."""
    ctx.require("imports.run")
    for name in wanted.columns:
        if name not in FIELDS:
            raise errors.unknown_field(name)
    check_links(ctx, {"account_id": wanted.account_id})
    if ctx.session.scalar(select(ImportTemplate.id).where(ImportTemplate.name == wanted.name)):
        raise errors.template_taken(wanted.name)
    row = ImportTemplate(
        **wanted.model_dump(), created_by=ctx.actor.user_id, created_at=ctx.now, updated_at=ctx.now
    )
    ctx.session.add(row)
    ctx.session.flush()
    record(ctx, "import_template.created", "import_template", row.id, None, wanted.model_dump())
    ctx.session.refresh(row)
    return TemplateRow.model_validate(row)


def named(ctx: Ctx, name: str) -> Known | Source | None:
    """The template of that name, a saved one before one built in; None for NO_TEMPLATE.

    Raises NotFound.
    """
    row = ctx.session.scalars(select(ImportTemplate).where(ImportTemplate.name == name)).first()
    if row is not None:
        return _known(row)
    source = find_source(name)
    if source is None and name.strip().lower() == NO_TEMPLATE:
        return None
    if source is None:
        raise errors.unknown_template(name)
    return source


def by_signature(ctx: Ctx) -> dict[str, Known]:
    """Signature -> the template saved last for it."""
    rows = ctx.session.scalars(
        select(ImportTemplate)
        .where(ImportTemplate.signature.is_not(None))
        .order_by(ImportTemplate.id)
    )
    return {row.signature: _known(row) for row in rows if row.signature}


def _known(row: ImportTemplate) -> Known:
    return Known(row.name, dict(row.columns), dict(row.answers), row.account_id)
