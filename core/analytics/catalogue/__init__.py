"""The catalogue of analysts' views, in the order the documentation lists them."""

from core.analytics.catalogue.company import COMPANY_VIEWS
from core.analytics.catalogue.facts import FACT_VIEWS
from core.analytics.catalogue.money import MONEY_VIEWS
from core.analytics.catalogue.receivables import RECEIVABLE_VIEWS
from core.analytics.catalogue.work import WORK_VIEWS
from core.analytics.views import View

VIEWS: dict[str, View] = {
    view.name: view
    for view in (*FACT_VIEWS, *MONEY_VIEWS, *RECEIVABLE_VIEWS, *WORK_VIEWS, *COMPANY_VIEWS)
}
"""Name -> view. Nothing else of the database reaches analysts."""

__all__ = ["VIEWS"]
