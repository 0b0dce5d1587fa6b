"""How projects stand: progress, money and time in one light, with its reasons."""

from core.dashboards.health.judging import Reason, judge
from core.dashboards.health.reading import ProjectHealth, project_health, read_portfolio
from core.indicators.thresholds import Light

__all__ = ["Light", "ProjectHealth", "Reason", "judge", "project_health", "read_portfolio"]
