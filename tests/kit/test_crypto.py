"""Numbers are encrypted so that nobody reads or alters them without the key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kit.crypto import decrypt, decrypted, encrypt, tail_of
from core.kit.errors import Unavailable
from core.kit.settings import get_settings


@pytest.fixture(autouse=True, scope="module")
def _key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SELFMASTERY_SECRET_KEY", "first")
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


@given(st.text())
def test_what_goes_in_comes_out(text: str) -> None:
    token = encrypt(text)
    assert decrypt(token) == text
    assert token != encrypt(text)


@pytest.mark.parametrize("broken", ["", "v1.", "v1.AAAA", "not a token", "v1.é"])
def test_what_was_altered_is_refused(broken: str) -> None:
    with pytest.raises(Unavailable):
        decrypt(broken)
    assert decrypted(broken) is None
    token = encrypt("6222020200012345678")
    other = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    with pytest.raises(Unavailable):
        decrypt(other)


def test_another_key_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    token = encrypt("1234")
    monkeypatch.setenv("SELFMASTERY_SECRET_KEY", "second")
    get_settings.cache_clear()
    with pytest.raises(Unavailable):
        decrypt(token)
    monkeypatch.undo()
    get_settings.cache_clear()


def test_tails() -> None:
    assert tail_of("6222 0202-1234 ") == "1234"
    assert tail_of("ab") == "AB"
    assert tail_of(" ") is tail_of(None) is None
