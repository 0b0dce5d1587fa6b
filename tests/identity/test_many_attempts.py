"""Guessing at the same moment gives no more tries than guessing in turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.identity import login, sign_in
from core.kit.errors import NotSignedIn
from tests.world import World


def test_guesses_at_the_same_moment_count_before_they_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def slow(password: str, hashed: str | None) -> bool:
        if hashed is not None:
            looked_at.append(password)
            guess_again(password)
        return False

    def guess_again(password: str) -> None:
        if len(looked_at) < 20:
            guess(f"{password}x")

    def guess(password: str) -> None:
        with pytest.raises(NotSignedIn):
            sign_in("manager_a", password)

    monkeypatch.setattr(login, "verify_password", slow)
    with ThreadPoolExecutor(1) as one:
        one.submit(guess, "a").result()
    assert len(looked_at) == login.MAX_FAILURES
