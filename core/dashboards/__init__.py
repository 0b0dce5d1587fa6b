"""The readings behind the overview."""

from core.dashboards.overview import (
    BudgetUse,
    Overview,
    OverviewQuery,
    previous_of,
    read_overview,
)

__all__ = ["BudgetUse", "Overview", "OverviewQuery", "previous_of", "read_overview"]
