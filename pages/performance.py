"""Department performance: all departments side by side, or one with its course."""

from __future__ import annotations

from pages.ui.performance import department_view, departments_view
from pages.ui.url import opened_record

if (opened := opened_record()) is None:
    departments_view()
else:
    department_view(opened)
