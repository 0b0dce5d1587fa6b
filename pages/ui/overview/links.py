"""From a figure of the overview to the records behind it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.kit.periods import Period

RECORDS = "records.py"


@dataclass(frozen=True)
class Place:
    """What the overview is narrowed to: the days, and a department with all below it."""

    period: Period
    department: int | None = None

    def records(self, **more: str) -> dict[str, str]:
        """The address of the records that a figure sums."""
        place = {} if self.department is None else {"in_department": str(self.department)}
        days = {
            "date_from": self.period.start.isoformat(),
            "date_to": self.period.end.isoformat(),
        }
        return {**days, **place, "in_sums": "true", **more}

    def over(self, period: Period) -> Place:
        """The same place over other days."""
        return Place(period, self.department)


def category_code(category_id: int | None) -> str:
    """A category in an address."""
    return "none" if category_id is None else str(category_id)


def open_records(chart: str, link: dict[str, str]) -> None:
    """Leave for the records behind a bar; the click is forgotten for the way back."""
    st.session_state.pop(chart, None)
    st.switch_page(RECORDS, query_params=link)
