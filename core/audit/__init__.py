"""Audit log: one append per change, status history, and the chain of seals."""

from core.audit.changes import (
    change_row,
    changes_of,
    check_version,
    create_row,
    load_row,
    remove_row,
)
from core.audit.queries import Activity, activity_of
from core.audit.service import (
    json_value,
    record,
    record_status,
    seal_entries,
    snapshot_of,
    verify_seals,
)

__all__ = [
    "Activity",
    "activity_of",
    "change_row",
    "changes_of",
    "check_version",
    "create_row",
    "json_value",
    "load_row",
    "record",
    "record_status",
    "remove_row",
    "seal_entries",
    "snapshot_of",
    "verify_seals",
]
