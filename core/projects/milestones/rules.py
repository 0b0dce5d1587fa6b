"""What dates and states of a milestone go together, and how far a plan has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.money import ratio
from core.projects.milestones.states import (
    COMPLETED,
    DELAYED,
    NOT_STARTED,
    MilestoneStatus,
    status_on,
)

FULL = Decimal(100)


@dataclass(frozen=True)
class Weights:
    """Weights of a plan's milestones: all, those due, those completed."""

    total: Decimal
    due: Decimal
    done: Decimal

    @property
    def progress(self) -> Decimal | None:
        """Weight completed ÷ all weight, 0-100; None where nothing has a weight."""
        return percent(self.done, self.total)

    @property
    def planned(self) -> Decimal | None:
        """Weight due ÷ all weight, 0-100; None where nothing has a weight."""
        return percent(self.due, self.total)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """part ÷ whole as 0-100; None for a whole of zero."""
    share = ratio(part, whole)
    return None if share is None else share * FULL


def settled(sent: Mapping[str, Any], held: Mapping[str, Any], day: date) -> dict[str, Any]:
    """`sent` with the status and actual date that go together on `day`.

    `held` is the milestone so far, its status without delays: whether work had begun. A date it
    was reached makes it completed, completing it without one says `day`, and every other status
    takes the date away. Raises Invalid where they contradict each other.
    """
    wanted = MilestoneStatus(sent.get("status", held["status"]))
    actual = sent.get("actual_date", held["actual_date"])
    if "status" not in sent:
        wanted = COMPLETED if actual else NOT_STARTED if wanted is COMPLETED else wanted
    elif "actual_date" not in sent:
        actual = (actual or day) if wanted is COMPLETED else None
    planned = sent.get("planned_date", held.get("planned_date"))
    _check(wanted, planned, actual, day)
    return {**sent, "actual_date": actual, "status": status_on(day, planned, actual, wanted)}


def _check(wanted: MilestoneStatus, planned: date, actual: date | None, day: date) -> None:
    if actual is not None and actual > day:
        _refuse("actual_date", N_("The day it was reached lies in the future."))
    if actual is not None and wanted is not COMPLETED:
        _refuse("actual_date", N_("Only a completed milestone has a day it was reached."))
    if actual is None and wanted is COMPLETED:
        _refuse("actual_date", N_("A completed milestone needs the day it was reached."))
    if wanted is DELAYED and planned >= day:
        _refuse("status", N_("A milestone is delayed only when its planned date is over."))


def _refuse(field: str, message: str) -> None:
    raise Invalid("milestone.invalid", message, fields={field: message})
