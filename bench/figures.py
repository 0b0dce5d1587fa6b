"""What a case measures, and how it is printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value beside its baseline.

    `goal` bounds the ratio to the baseline where there is one, else the value itself.
    """

    case: str
    name: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """value ÷ baseline."""
        return None if not self.baseline else self.value / self.baseline

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is None:
            return None
        judged = self.value if self.ratio is None else self.ratio
        return judged <= self.goal

    def as_json(self) -> dict[str, Any]:
        """The figure as a JSON object."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


HEADER = ("case", "figure", "value", "baseline", "ratio", "goal", "met")


def table(figures: list[Figure]) -> str:
    """A Markdown table of figures."""
    lines = ["| " + " | ".join(HEADER) + " |", "|" + " --- |" * len(HEADER)]
    lines += ["| " + " | ".join(_cells(figure)) + " |" for figure in figures]
    return "\n".join(lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    baseline = "" if figure.baseline is None else f"{figure.baseline:.4g} {figure.unit}"
    return (
        figure.case,
        figure.name,
        f"{figure.value:.4g} {figure.unit}",
        f"{baseline} ({figure.baseline_name})" if figure.baseline_name else baseline,
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.goal is None else f"≤ {figure.goal:g}",
        {None: "", True: "yes", False: "NO"}[figure.met],
    )
