"""What is read of many plans, remembered for each project until its own plan changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

from core.kit.context import Ctx
from core.kit.uow import database
from data.contents import Contents, plan_contents

Value = TypeVar("Value")
Kept = dict[int, tuple[Contents, Value]]


class PlanMemory(Generic[Value]):
    """The readings used last, a value for each project.

        ENDS = PlanMemory[date](size=8)
        found = ENDS.get(ctx, day, ids, lambda ids: read(ctx, day, ids))

    A value may depend on the reading's key and on the project: its row, plan, progress, milestones
    and baselines. It may not depend on who reads, nor on anything else, such as what was spent.
    """

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._readings: OrderedDict[Hashable, Kept[Value]] = OrderedDict()
        self._lock = Lock()

    def get(
        self,
        ctx: Ctx,
        key: Hashable,
        ids: Collection[int],
        read: Callable[[Collection[int]], Mapping[int, Value]],
    ) -> dict[int, Value]:
        """The values of the projects `ids`, in their order. `read` gives those of the ones whose
        plan is not as it was; it may give more. A unit of work that has changed something reads
        them all."""
        if ctx.touched or ctx.session.new or ctx.session.dirty:
            found = read(ids)
            return {one: found[one] for one in ids if one in found}
        contents, reading = _contents(ctx), (database(), key)
        with self._lock:
            kept = self._readings.get(reading, {})
            known = {one: kept[one] for one in ids if one in kept}
        found = {one: value for one, (plan, value) in known.items() if plan == contents.get(one)}
        missing = [one for one in ids if one not in found]
        if missing:
            found.update(read(missing))
        self._keep(reading, contents, {one: found[one] for one in missing if one in found})
        return {one: found[one] for one in ids if one in found}

    def _keep(
        self, reading: Hashable, contents: Mapping[int, Contents], values: Mapping[int, Value]
    ) -> None:
        more = {one: (contents[one], value) for one, value in values.items()}
        with self._lock:
            kept = self._readings.pop(reading, {}) | more
            self._readings[reading] = {one: kept[one] for one in kept if one in contents}
            while len(self._readings) > self._size:
                self._readings.popitem(last=False)


def _contents(ctx: Ctx) -> Mapping[int, Contents]:
    """Of the transaction's own snapshot: what is kept under them was read from it."""
    known: dict[Any, Any] = ctx.session.info
    if "plan_contents" not in known:
        known["plan_contents"] = plan_contents(ctx.session)
    found: Mapping[int, Contents] = known["plan_contents"]
    return found
