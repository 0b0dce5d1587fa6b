"""Where settings come from: their own names in the environment, and nothing else there."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kit.settings import Settings

FOREIGN = {"HOME": "/nowhere", "LOCALE": "xx", "JOBS": "many", "SECRET_KEY": "s", "LOG_FORMAT": "?"}


def test_data_stand_in_the_program_s_folder_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell's HOME is not where a company belongs, nor are other programs' names ours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SELFMASTERY_HOME", raising=False)
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    found = Settings()
    assert found.home == tmp_path / "var"
    assert (found.locale, found.jobs, found.log_format) == ("zh_CN", "auto", "text")


def test_a_home_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELFMASTERY_HOME", str(tmp_path / "company"))
    assert Settings().home == tmp_path / "company"
