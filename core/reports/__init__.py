"""Printed reports: what is in them, and the one renderer that makes pages of it."""

from core.reports.progress import late_note, progress_sheet
from core.reports.rendering import Sheet, render

__all__ = ["Sheet", "late_note", "progress_sheet", "render"]
