"""From a figure to how it is computed: the page of its indicator, for that target and day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.kit.i18n import t

INDICATORS = "indicators.py"


def indicator_address(
    code: str,
    target_type: str | None = None,
    target_id: int | None = None,
    *,
    as_of: date | None = None,
    period: str | None = None,
) -> dict[str, str]:
    """The address of an indicator's page, of a target's value where one is named."""
    given = {
        "code": code,
        "target_type": target_type,
        "target": target_id,
        "as_of": as_of,
        "period": period,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def explain_link(
    code: str,
    target_type: str | None = None,
    target_id: int | None = None,
    *,
    label: str = "",
    as_of: date | None = None,
    period: str | None = None,
) -> None:
    """A small link to how a figure comes about; `label` is translated."""
    st.page_link(
        INDICATORS,
        label=label or t("How it is computed"),
        icon=":material/function:",
        query_params=indicator_address(code, target_type, target_id, as_of=as_of, period=period),
    )
