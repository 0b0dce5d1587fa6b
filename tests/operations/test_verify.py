"""`verify` finds everything working, leaves this process as it was, and reports what breaks."""

from __future__ import annotations

import pytest

from core.kit import uow
from core.kit.settings import get_settings
from core.operations import verify
from core.operations.verify import verify_everything
from core.operations.verify.scratch import Scratch
from core.operations.verify.steps import Unexpected
from data.database import Database

pytestmark = pytest.mark.integration


def test_everything_works(empty: Database) -> None:
    if empty.dialect == "postgresql":
        pytest.skip("the scratch company is a DuckDB file whatever the settings say")
    home = get_settings().home
    assert [result for result in verify_everything() if not result.ok] == []
    assert get_settings().home == home
    assert uow.database().url == empty.url


def test_a_failing_step_is_reported_and_the_rest_goes_on(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def see_wrong(at: Scratch) -> None:
        raise Unexpected("3 rows")

    def break_down(at: Scratch) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(verify, "STEPS", (("one", see_wrong), ("two", break_down), ("three", len)))
    results = list(verify_everything())
    assert [result.ok for result in results] == [False, False, False]
    assert "3 rows" in str(results[0].error)
    assert "RuntimeError" in str(results[1].error)
