"""The organisation chart: departments, or who reports to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.company.organisation import Node, department_chart, reporting_chart
from core.kit.i18n import N_, t
from pages.ui.choices import translated
from pages.ui.notices import empty_state
from pages.ui.plain import plain
from pages.ui.session import current_company, page_uow
from pages.ui.views import switch

VIEWS: dict[str, str] = {"departments": N_("Departments"), "people": N_("Reporting line")}
LEAF_HEIGHT, MARGIN = 44, 40
LABEL_WIDTH = 130
ACCENT = "#3d78e6"
GREY = "#8a94a3"  # reads on light and dark alike


def organisation_chart(key: str) -> None:
    """The chart with a switch between departments and reporting line."""
    view = switch(translated(VIEWS), key=f"{key}.view", label=t("Show"), default="departments")
    with page_uow() as ctx:
        trees = department_chart(ctx) if view == "departments" else reporting_chart(ctx)
    if not trees:
        empty_state(
            t("No departments yet"),
            t("They appear here as a chart once they are added."),
            icon=":material/account_tree:",
            key=f"{key}.chart",
        )
        return
    st.echarts_chart(
        tree_option(trees, root=current_company().name),
        key=f"{key}.{view}.chart",
        alt=t("Organisation chart"),
        height=max(3, _leaves(trees)) * LEAF_HEIGHT + MARGIN,
    )
    with st.expander(t("As a list")):
        st.markdown("\n".join(_lines(trees, 0)))


def tree_option(trees: Sequence[Node], *, root: str) -> dict[str, Any]:
    """The trees below one root, from left to right; a click folds a branch."""
    label = {
        "fontSize": 13,
        "lineHeight": 17,
        "width": LABEL_WIDTH,
        "overflow": "truncate",
    }
    return {
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "series": [
            {
                "type": "tree",
                "data": [{"name": root or "–", "children": [_item(node) for node in trees]}],
                "orient": "LR",
                "left": 16,
                "right": LABEL_WIDTH + 16,
                "top": 24,
                "bottom": 16,
                "symbol": "circle",
                "symbolSize": 8,
                "itemStyle": {"color": ACCENT, "borderColor": ACCENT},
                "lineStyle": {"color": GREY, "width": 1, "curveness": 0.5},
                "initialTreeDepth": -1,
                "label": {**label, "position": "top", "align": "left", "distance": 6},
                "leaves": {"label": {**label, "position": "right", "align": "left"}},
                "animation": False,
            }
        ],
    }


def _item(node: Node) -> dict[str, Any]:
    return {"name": _text(node), "children": [_item(one) for one in node.below]}


def _text(node: Node) -> str:
    people = t("1 person") if node.people == 1 else t("{n} people", n=node.people)
    note = " · ".join(part for part in (node.head, people if node.people else "") if part)
    return f"{node.name}\n{note}" if note else node.name


def _leaves(trees: Sequence[Node]) -> int:
    return sum(_leaves(node.below) or 1 for node in trees)


def _lines(trees: Sequence[Node], depth: int) -> list[str]:
    lines = []
    for node in trees:
        lines.append(f"{'    ' * depth}- {plain(_text(node).replace(chr(10), ' · '))}")
        lines += _lines(node.below, depth + 1)
    return lines
