"""The units large amounts are told in, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from core.kit.i18n import current_language

SCALES: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k")),
}


def scale_of(largest: Decimal) -> tuple[Decimal, str]:
    """What to divide amounts up to `largest` by, and the unit's sign: (10000, "万")."""
    for scale, unit in SCALES[current_language()]:
        if abs(largest) >= scale:
            return scale, unit
    return Decimal(1), ""
