"""The catalogue of analysts' views, in the order the documentation lists them."""

from core.analytics.catalogue.company import COMPANY_VIEWS
from core.analytics.catalogue.facts import FACT_VIEWS
from core.analytics.catalogue.money import MONEY_VIEWS
from core.analytics.catalogue.projects import PROJECT_VIEWS
from core.analytics.catalogue.receivables import RECEIVABLE_VIEWS
from core.analytics.catalogue.work import WORK_VIEWS
from core.analytics.views import View

ALL = (FACT_VIEWS, MONEY_VIEWS, RECEIVABLE_VIEWS, PROJECT_VIEWS, WORK_VIEWS, COMPANY_VIEWS)
VIEWS: dict[str, View] = {view.name: view for views in ALL for view in views}
"""Name -> view. Nothing else of the database reaches analysts."""

__all__ = ["VIEWS"]
