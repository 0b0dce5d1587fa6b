"""Caches keyed by the data version, never by time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar, cast

from core.kit.context import Ctx
from core.kit.uow import database

Params = ParamSpec("Params")
Result = TypeVar("Result")


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
        answers: OrderedDict[Hashable, Result] = OrderedDict()
        lock = Lock()

        @wraps(read)
        def cached(ctx: Ctx, *args: Params.args, **kwargs: Params.kwargs) -> Result:
            if ctx.touched or ctx.session.new or ctx.session.dirty:
                return read(ctx, *args, **kwargs)
            key = (database(), ctx.version, args, tuple(sorted(kwargs.items())))
            with lock:
                if key in answers:
                    answers.move_to_end(key)
                    return answers[key]
            answer = read(ctx, *args, **kwargs)
            with lock:
                answers[key] = answer
                while len(answers) > size:
                    answers.popitem(last=False)
            return answer

        return cast(Callable[Concatenate[Ctx, Params], Result], cached)

    return decorate
