"""How satisfied customers are: scores from 0 to 100, by day."""

from core.satisfaction.schemas import ScoreIn, ScorePatch, ScoreRow
from core.satisfaction.service import (
    SATISFACTION_CHANGED,
    SCORE_LIST,
    create_score,
    delete_score,
    get_score,
    list_scores,
    update_score,
)

__all__ = [
    "SATISFACTION_CHANGED",
    "SCORE_LIST",
    "ScoreIn",
    "ScorePatch",
    "ScoreRow",
    "create_score",
    "delete_score",
    "get_score",
    "list_scores",
    "update_score",
]
