"""What is read of many plans, remembered for each project until its own plan changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any, Generic, TypeVar

from core.kit.context import Ctx
from core.kit.uow import database
from data.contents import Contents, plan_contents

Value = TypeVar("Value")
Kept = dict[int, tuple[Contents, Value]]


class PlanMemory(Generic[Value]):
    """The readings used last, a value for each project.

        ENDS = PlanMemory[date](size=6000)
        found = ENDS.get(ctx, "end", days, ids, lambda ids: read(ctx, days, ids))

    A value may depend on the reading's name and days and on the project: its row, plan, progress,
    milestones and baselines. It may not depend on who reads, nor on anything else, such as what
    was spent. `size` is how many days of projects are remembered, beside the reading used last.
    """

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._readings: OrderedDict[Hashable, tuple[int, Kept[Value]]] = OrderedDict()
        self._lock = Lock()

    def get(
        self,
        ctx: Ctx,
        reading: Hashable,
        days: Sequence[date],
        ids: Collection[int],
        read: Callable[[Collection[int]], Mapping[int, Value]],
    ) -> dict[int, Value]:
        """The values of the projects `ids`, in their order. `read` gives those of the ones whose
        plan is not as it was; it may give more. A unit of work that has changed something reads
        them all."""
        session = ctx.session
        if ctx.touched or session.new or session.dirty or session.deleted:
            found = read(ids)
            return {one: found[one] for one in ids if one in found}
        contents, key = _contents(ctx), (database(), reading, *days)
        known = self._known(key, ids)
        fresh = {one: value for one, (plan, value) in known.items() if plan == contents.get(one)}
        missing = [one for one in ids if one not in fresh]
        if missing:
            fresh |= read(missing)
            more = {one: (contents[one], fresh[one]) for one in missing if one in fresh}
            self._keep(key, len(days), more, contents)
        return {one: fresh[one] for one in ids if one in fresh}

    def _known(self, key: Hashable, ids: Collection[int]) -> Kept[Value]:
        with self._lock:
            if key not in self._readings:
                return {}
            self._readings.move_to_end(key)
            _, kept = self._readings[key]
            return {one: kept[one] for one in ids if one in kept}

    def _keep(
        self, key: Hashable, days: int, more: Kept[Value], contents: Mapping[int, Contents]
    ) -> None:
        with self._lock:
            _, kept = self._readings.pop(key, (days, {}))
            kept.update(more)
            for gone in kept.keys() - contents.keys():
                del kept[gone]
            self._readings[key] = days, kept
            size = sum(days * len(kept) for days, kept in self._readings.values())
            while size > self._size and len(self._readings) > 1:
                _, (days, kept) = self._readings.popitem(last=False)
                size -= days * len(kept)


def _contents(ctx: Ctx) -> Mapping[int, Contents]:
    """Of the transaction's own snapshot: what is kept under them was read from it."""
    known: dict[Any, Any] = ctx.session.info
    if "plan_contents" not in known:
        known["plan_contents"] = plan_contents(ctx.session)
    found: Mapping[int, Contents] = known["plan_contents"]
    return found
