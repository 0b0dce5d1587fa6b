"""How projects stand: progress, money and time in one light, with its reasons; and what is expected
of them."""

from core.dashboards.health.judging import LIGHT_NAMES, judge
from core.dashboards.health.late_facts import LateFacts
from core.dashboards.health.outlook import ProjectOutlook, project_outlook, refusal
from core.dashboards.health.reading import (
    Judgment,
    ProjectHealth,
    project_health,
)
from core.dashboards.health.sentence import Cause, CauseKind
from core.dashboards.health.side_by_side import (
    KEYS,
    Portfolio,
    Trend,
    Worse,
    portfolio,
    portfolio_trends,
    sort_portfolio,
    worsened,
)
from core.indicators.thresholds import Light

__all__ = [
    "KEYS",
    "LIGHT_NAMES",
    "Cause",
    "CauseKind",
    "Judgment",
    "LateFacts",
    "Light",
    "Portfolio",
    "ProjectHealth",
    "ProjectOutlook",
    "Trend",
    "Worse",
    "judge",
    "portfolio",
    "portfolio_trends",
    "project_health",
    "project_outlook",
    "refusal",
    "sort_portfolio",
    "worsened",
]
