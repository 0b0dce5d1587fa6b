"""Look at the installation: what is well, what is not, and what to do about it."""

from __future__ import annotations

from datetime import datetime

from core.kit.settings import get_settings
from core.operations.doctor import company, machine
from core.operations.doctor.rows import Probe, State


def examine(now: datetime) -> list[Probe]:
    """Everything looked at, in a fixed order. Changes nothing but a missing home folder."""
    settings = get_settings()
    return [*machine.probes(settings, now), *company.probes(settings, now)]


__all__ = ["Probe", "State", "examine"]
