"""The readings behind the overview."""

from core.dashboards.figures import Change, Figures, Forecast
from core.dashboards.overview import (
    BudgetUse,
    Compare,
    Overview,
    OverviewQuery,
    compared_with,
    previous_of,
    read_overview,
)

__all__ = [
    "BudgetUse",
    "Change",
    "Compare",
    "Figures",
    "Forecast",
    "Overview",
    "OverviewQuery",
    "compared_with",
    "previous_of",
    "read_overview",
]
