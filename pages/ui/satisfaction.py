"""What customers think: the trend, and how one customer or project stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.satisfaction import (
    SatisfactionTrend,
    ScoreIn,
    create_score,
    import_scores,
    preview_score_file,
    satisfaction_trend,
)
from pages.ui.charts import GRID, INCOME_COLOUR, NET_COLOUR, Option
from pages.ui.choices import customer_choices, department_choices, project_choices
from pages.ui.dialogs import show_dialog
from pages.ui.fields import Choices
from pages.ui.file_import import FileImport
from pages.ui.format import day, number
from pages.ui.forms import model_form
from pages.ui.labels import add_labels
from pages.ui.period import company_today
from pages.ui.session import current_actor, page_uow

PAGE = "satisfaction"
ADDRESS = "satisfaction.py"
HEIGHT, SMALL = 240, 180
FULL = 100
add_labels({"score": N_("Score"), "scored_on": N_("Given on"), "comment": N_("What they said")})
SCORE_IMPORT = FileImport(
    PAGE,
    N_("Import satisfaction scores"),
    N_(
        "A line a score from 0 to 100. The same customer, project and day changes that score, "
        "any other line is a new one. Empty cells change nothing."
    ),
    {
        "en": "Customer,Project,Score,Given on,What they said\n"
        "Sunrise Ltd,,85,2026-03-31,Quick answers\n",
        "zh_CN": "客户,项目,评分,评价日期,客户评价\n旭日公司,,85,2026-03-31,响应很快\n",
    },
    lambda who, file, _reason: preview_score_file(who, file),
    lambda ctx, file, _reason: import_scores(ctx, file),
)


def links(ctx: Ctx) -> dict[str, Choices]:
    """Whom a score may be about."""
    return {
        "customer_id": customer_choices(ctx),
        "project_id": project_choices(ctx),
        "department_id": department_choices(ctx),
    }


def satisfaction_section(*, customer_id: int | None = None, project_id: int | None = None) -> None:
    """How a customer, or the customers of a project, are satisfied; with the way to the scores."""
    actor = current_actor()
    if not actor.can("customers.view"):
        st.caption(t("You do not have the right to see this."))
        return
    with page_uow() as ctx:
        found = satisfaction_trend(ctx, customer_id=customer_id, project_id=project_id, months=12)
    about = {"customer_id": customer_id, "project_id": project_id}
    given = {name: key for name, key in about.items() if key is not None}
    if found.scores:
        draw_trend(found, key=f"{PAGE}.section", height=SMALL)
    else:
        st.caption(t("Nobody has given a score yet."))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if actor.can("customers.edit") and st.button(
            t("New score"), icon=":material/add:", key=f"{PAGE}.section.add"
        ):
            _add_dialog(given)
        if found.scores:
            st.page_link(
                ADDRESS,
                label=t("All {n} scores", n=found.scores),
                icon=":material/arrow_forward:",
                query_params={name: str(key) for name, key in given.items()},
            )


def _add_dialog(given: dict[str, int]) -> None:
    with page_uow() as ctx:
        choices = links(ctx)

    def form() -> None:
        model_form(
            ScoreIn,
            create_score,
            key=f"{PAGE}.section.new",
            values={**start(), **given},
            choices=choices,
            hints=hints(),
            border=False,
        )

    show_dialog(t("New score"), form)


def start() -> dict[str, Any]:
    """What a new score begins with."""
    return {"scored_on": company_today()}


def hints() -> dict[str, str]:
    """What stands below the fields of a score."""
    return {name: t(text) for name, text in HINTS.items()}


HINTS = {
    "score": N_("0 to 100."),
    "department_id": N_("By default the project’s, else the customer’s."),
}


def draw_trend(found: SatisfactionTrend, *, key: str, height: int = HEIGHT) -> None:
    """The figure of today with its change, and the months."""
    left, right = st.columns([1, 3], vertical_alignment="center")
    change = None if found.change is None else f"{found.change:+.1f}"
    left.metric(
        t("Satisfaction now"),
        number(found.mean, 1),
        delta=change,
        help=t(
            "The mean of each customer’s latest score, 0 to 100, against three months ago. "
            "Last score: {day}.",
            day=day(found.latest_on),
        ),
    )
    with right:
        st.echarts_chart(trend_chart(found), key=f"{key}.trend", alt=t("Satisfaction by month"),
                         height=height)  # fmt: skip


def trend_chart(found: SatisfactionTrend) -> Option:
    """The mean as a line from 0 to 100, and how many scores each month brought as bars."""
    most = max((one.scores for one in found.months), default=0)
    return {
        "grid": {**GRID, "top": 30},
        "legend": {"top": 0, "left": 0, "icon": "roundRect"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": [f"{one.month:%Y-%m}" for one in found.months],
            "axisTick": {"show": False},
        },
        "yAxis": [
            {"type": "value", "min": 0, "max": FULL, "interval": FULL / 4},
            {"type": "value", "show": False, "max": max(most * 4, 4)},
        ],
        "series": [
            {
                "type": "line",
                "name": t("Mean of the latest scores"),
                "data": [_rounded(one.mean) for one in found.months],
                "itemStyle": {"color": INCOME_COLOUR},
                "lineStyle": {"width": 2},
                "symbolSize": 5,
            },
            {
                "type": "bar",
                "name": t("Scores given"),
                "yAxisIndex": 1,
                "data": [one.scores for one in found.months],
                "itemStyle": {"color": NET_COLOUR, "opacity": 0.45, "borderRadius": 2},
                "barMaxWidth": 12,
            },
        ],
        "animation": False,
    }


def _rounded(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 1)
