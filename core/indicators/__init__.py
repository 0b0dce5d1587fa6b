"""Indicators: each defined once, read by rules, cards, reports and REST."""

from core.indicators.behind import Behind, rows_behind
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
    trend,
    values,
)
from core.indicators.schemas import (
    COMPANY_ID,
    Indicator,
    IndicatorValue,
    Narrow,
    Question,
    Reading,
    TargetRow,
    TargetType,
    Unit,
)
from core.indicators.standing import ProjectState, project_figures

__all__ = [
    "COMPANY_ID",
    "INDICATORS",
    "TARGET_NAMES",
    "Behind",
    "Indicator",
    "IndicatorValue",
    "Narrow",
    "ProjectState",
    "Question",
    "Reading",
    "TargetRow",
    "TargetType",
    "Unit",
    "count_targets",
    "definition",
    "definitions",
    "period_name",
    "project_figures",
    "question",
    "readings",
    "rows_behind",
    "target_type_of",
    "targets",
    "to_value",
    "trend",
    "values",
]
