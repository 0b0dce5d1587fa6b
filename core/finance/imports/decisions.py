"""What a person decided about rows, as conditions of the statements that write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.finance.imports.schemas import Decision, OnDuplicate


@dataclass(frozen=True)
class Decisions:
    """The rule for changed rows, and the rows (by line) that have a decision of their own."""

    on_duplicate: OnDuplicate = "skip"
    by_line: Mapping[int, Decision] = field(default_factory=dict)

    def lines(self, *words: Decision) -> str:
        """SQL condition: the row (s) has one of these decisions."""
        found = sorted(line for line, word in self.by_line.items() if word in words)
        return f"s.line IN ({', '.join(map(str, found))})" if found else "1 = 0"

    def added(self, known: str) -> str:
        """SQL condition for rows to be appended; `known` is the table of those in the books."""
        new = f"NOT EXISTS (SELECT 1 FROM {known} k WHERE k.line = s.line)"  # noqa: S608
        return f"(({new} AND NOT {self.lines('skip')}) OR {self.lines('import')})"

    def updated(self) -> str:
        """SQL condition for changed rows whose record is brought up to date."""
        if self.on_duplicate == "update":
            return f"NOT ({self.lines('skip', 'import')})"
        return self.lines("update")

    @property
    def updates(self) -> bool:
        """Whether any row may update a record."""
        return self.on_duplicate == "update" or "update" in self.by_line.values()

    def key(self) -> str:
        """SQL of a row's key; one that is booked again is told apart by its batch."""
        again = self.lines("import")
        twice = "s.dedup_key || ':' || CAST(:batch AS VARCHAR)"
        return f"CASE WHEN {again} THEN {twice} ELSE s.dedup_key END"
