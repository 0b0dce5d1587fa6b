"""The export of a list or table: all matching rows, read in pages so that nobody waits for the
database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import BULK_LIMIT, ListQuery
from core.kit.uow import Credential, unit_of_work
from pages.ui.export import Sheet, draw_downloads, draw_small_downloads, offer_file, sheet_of
from pages.ui.session import current_company
from pages.ui.table import Column, Names

MANY = 100_000

if TYPE_CHECKING:
    from pages.ui.lists import RecordList


def export_menu(spec: RecordList, query: ListQuery, total: int) -> None:
    """A small menu with the list as CSV and XLSX: search, filters and order as on the screen."""
    sheet = sheet_of((*spec.columns, *spec.exported), current_company())
    addresses = offer_file(
        spec.export_name or spec.page,
        sheet.fields,
        lambda who: list_batches(spec, query, sheet, who),
        what=(query.q, sorted(query.filters.items()), query.sort),
    )
    slow = t("A workbook of so many rows takes minutes; CSV begins at once.")
    draw_downloads(addresses, key=spec.page, note=slow if total > MANY else "")


def list_batches(
    spec: RecordList, query: ListQuery, sheet: Sheet, who: Credential
) -> Iterator[list[list[Any]]]:
    """The values of all matching rows, one unit of work for some thousand of them."""
    wanted = replace(query, offset=0, limit=BULK_LIMIT, cursor=None, bulk=True)
    while True:
        with unit_of_work(who) as ctx:
            page = spec.load(ctx, wanted)
            names = spec.names(ctx, page.items) if spec.names and page.items else {}
        yield [sheet.values(row, names) for row in page.items]
        if page.next_cursor is None:
            return
        wanted = replace(wanted, cursor=page.next_cursor)


def table_export(
    name: str,
    columns: Sequence[Column],
    load: Callable[[Ctx], Sequence[Any]],
    *,
    key: str,
    names: Names | None = None,
    what: object = "",
    small: bool = False,
) -> None:
    """The same for a table that is no `record_list`: `load` reads its rows again when asked.

    `name` becomes the file's name; `what` tells apart files of one `name` (what the rows are
    narrowed to); `small`: plain words, for the head of a card.
    """
    sheet, known = sheet_of(columns, current_company()), names or {}

    def batches(who: Credential) -> Iterator[list[list[Any]]]:
        with unit_of_work(who) as ctx:
            rows = load(ctx)
        yield [sheet.values(row, known) for row in rows]

    addresses = offer_file(name, sheet.fields, batches, what=(key, what))
    (draw_small_downloads if small else draw_downloads)(addresses, key=key)
