"""Indicators: each defined once, read by rules, cards, reports and REST."""

from core.indicators.behind import Behind, rows_behind
from core.indicators.cost_forecast import (
    COST_METHODS,
    CostForecast,
    CostMethod,
    Spending,
    forecast_cost,
)
from core.indicators.curve import CurvePoint, project_curve
from core.indicators.library import (
    INDICATORS,
    TARGET_NAMES,
    definition,
    definitions,
    target_type_of,
)
from core.indicators.queries import (
    count_targets,
    period_name,
    question,
    readings,
    targets,
    to_value,
    values,
)
from core.indicators.risen import Risen, risen
from core.indicators.schemas import (
    COMPANY_ID,
    Indicator,
    IndicatorValue,
    Narrow,
    Question,
    Reading,
    Scores,
    Series,
    TargetRow,
    TargetType,
    Unit,
)
from core.indicators.scorecards import scorecard
from core.indicators.series import trend, trends
from core.indicators.spending import paid_most, spent_by_month
from core.indicators.standing import ProjectState, project_figures, project_figures_on

__all__ = [
    "COMPANY_ID",
    "COST_METHODS",
    "INDICATORS",
    "TARGET_NAMES",
    "Behind",
    "CostForecast",
    "CostMethod",
    "CurvePoint",
    "Indicator",
    "IndicatorValue",
    "Narrow",
    "ProjectState",
    "Question",
    "Reading",
    "Risen",
    "Scores",
    "Series",
    "Spending",
    "TargetRow",
    "TargetType",
    "Unit",
    "count_targets",
    "definition",
    "definitions",
    "forecast_cost",
    "paid_most",
    "period_name",
    "project_curve",
    "project_figures",
    "project_figures_on",
    "question",
    "readings",
    "risen",
    "rows_behind",
    "scorecard",
    "spent_by_month",
    "target_type_of",
    "targets",
    "to_value",
    "trend",
    "trends",
    "values",
]
