"""Hours in which somebody is told nothing from outside the app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class QuietHours:
    """From `start` until `end` of the local clock of `zone`, over midnight when end is before."""

    start: time
    end: time
    zone: tzinfo

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet hours around `moment` end (UTC); None outside of them."""
        local = moment.astimezone(self.zone)
        clock, day = local.time(), local.date()
        if self.start <= self.end:
            within, days = self.start <= clock < self.end, 0
        else:
            within, days = clock >= self.start or clock < self.end, int(clock >= self.start)
        if not within:
            return None
        end = datetime.combine(day + timedelta(days=days), self.end, self.zone).astimezone(UTC)
        return end if end > moment else None  # the hour a clock is put back comes twice
