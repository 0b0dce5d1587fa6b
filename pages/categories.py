"""Categories; their kind decides what counts as revenue or cost."""

from __future__ import annotations

from core.finance import (
    CATEGORY_KIND_NAMES,
    CATEGORY_LIST,
    CategoryIn,
    CategoryPatch,
    create_category,
    delete_category,
    get_category,
    list_categories,
    update_category,
)
from core.kit.i18n import N_
from pages.ui.choices import category_choices, translated
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage
from pages.ui.things import Services, Thing, thing_page

KIND = Column("kind", texts=CATEGORY_KIND_NAMES)

CATEGORIES = Thing(
    title=N_("Categories"),
    new=N_("New category"),
    listing=RecordList(
        page="categories",
        load=list_categories,
        listing=CATEGORY_LIST,
        columns=(
            Column("name", label=N_("Category")),
            Column("code"),
            KIND,
            Column("parent_id"),
            Column("is_active", "flag", phone=False),
        ),
        names=lambda ctx, _rows: {"parent_id": category_choices(ctx)},
        filters=(ListFilter("kind", options=lambda _ctx: translated(CATEGORY_KIND_NAMES)),),
        empty=N_("No categories yet"),
        icon=":material/category:",
    ),
    record=RecordPage(
        page="categories",
        target_type="category",
        back=N_("Categories"),
        fields=(
            Column("code"),
            KIND,
            Column("parent_id"),
            Column("name_zh"),
            Column("name_en"),
            Column("is_active", "flag"),
        ),
    ),
    services=Services(get_category, create_category, update_category, delete_category),
    model=CategoryIn,
    patch=CategoryPatch,
    edit="categories.edit",
    title_of=lambda row: str(row.name),
    choices=lambda ctx: {
        "kind": translated(CATEGORY_KIND_NAMES),
        "parent_id": category_choices(ctx),
    },
)

thing_page(CATEGORIES)
