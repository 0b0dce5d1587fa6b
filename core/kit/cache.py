"""Caches keyed by what the data is, never by time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from core.kit.context import Ctx
from core.kit.uow import database
from data.contents import Contents, contents_of

Params = ParamSpec("Params")
Result = TypeVar("Result")


class _Answers:
    """The answers used last, by their keys."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, read: Callable[[], Result]) -> Result:
        """The answer of `key`, read where it is not known."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return cast(Result, self._known[key])
        answer = read()
        with self._lock:
            self._known[key] = answer
            while len(self._known) > self._size:
                self._known.popitem(last=False)
        return answer


def versioned(
    size: int = 128,
) -> Callable[
    [Callable[Concatenate[Ctx, Params], Result]], Callable[Concatenate[Ctx, Params], Result]
]:
    """Remember answers of a read that depends on the data and its hashable arguments only.

    The actor is not part of the key: pass a `Viewer` where it matters who reads. A unit of
    work that has changed something bypasses the cache.
    """

    def decorate(
        read: Callable[Concatenate[Ctx, Params], Result],
    ) -> Callable[Concatenate[Ctx, Params], Result]:
        answers = _Answers(size)

        @wraps(read)
        def cached(ctx: Ctx, *args: Params.args, **kwargs: Params.kwargs) -> Result:
            if _has_changes(ctx):
                return read(ctx, *args, **kwargs)
            key = (database(), ctx.version, args, tuple(sorted(kwargs.items())))
            return answers.get(key, lambda: read(ctx, *args, **kwargs))

        return cast(Callable[Concatenate[Ctx, Params], Result], cached)

    return decorate


class ContentCache:
    """Remembers what was read of `models` alone until a row of theirs changes, whatever else does.

        PLANS = ContentCache(Project, ProjectPlan, size=4)
        found = PLANS.get(ctx, (viewer, day), lambda: read(ctx, day))

    For reads that take long, of tables of some ten thousand rows that change seldom: the rows are
    hashed once a unit of work. Whose reading it is belongs to the key, as with `versioned`.
    """

    def __init__(self, *models: Any, size: int) -> None:
        self._tables = tuple(one.__table__ for one in models)
        self._answers = _Answers(size)

    def get(self, ctx: Ctx, key: Hashable, read: Callable[[], Result]) -> Result:
        """The answer of `key` for the tables as they are, read where it is not known."""
        if _has_changes(ctx):
            return read()
        return self._answers.get((database(), self._contents(ctx), key), read)

    def _contents(self, ctx: Ctx) -> Contents:
        """Of the transaction's own snapshot: what is kept under it was read from it."""
        known: dict[Any, Contents] = ctx.session.info.setdefault("contents", {})
        if self._tables not in known:
            known[self._tables] = contents_of(ctx.session, self._tables)
        return known[self._tables]


def _has_changes(ctx: Ctx) -> bool:
    return bool(ctx.touched or ctx.session.new or ctx.session.dirty)
