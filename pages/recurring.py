"""Recurring expenses found in the records."""

from __future__ import annotations

from core.kit.i18n import t
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.recurring import PAGE, VIEWS, recurring_view
from pages.ui.session import current_actor
from pages.ui.views import view_switch

with page_header(t("Recurring expenses")):
    pass
if current_actor().can("amounts.view"):
    recurring_view(view_switch(PAGE, VIEWS))
else:
    empty_state(t("This needs the right to see amounts"), icon=":material/lock:", key=PAGE)
