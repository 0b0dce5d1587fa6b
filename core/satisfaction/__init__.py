"""How satisfied customers are: scores from 0 to 100, by day."""

from core.satisfaction.files import import_scores, preview_score_file
from core.satisfaction.schemas import ScoreIn, ScorePatch, ScoreRow
from core.satisfaction.service import (
    SATISFACTION_CHANGED,
    SCORE_LIST,
    create_score,
    delete_score,
    get_score,
    list_scores,
    update_score,
    visible_scores,
)
from core.satisfaction.trend import SatisfactionMonth, SatisfactionTrend, satisfaction_trend

__all__ = [
    "SATISFACTION_CHANGED",
    "SCORE_LIST",
    "SatisfactionMonth",
    "SatisfactionTrend",
    "ScoreIn",
    "ScorePatch",
    "ScoreRow",
    "create_score",
    "delete_score",
    "get_score",
    "import_scores",
    "list_scores",
    "preview_score_file",
    "satisfaction_trend",
    "update_score",
    "visible_scores",
]
