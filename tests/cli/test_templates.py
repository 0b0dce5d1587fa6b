"""Import templates from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Manage

pytestmark = pytest.mark.integration
TEXT = 'format = 1\nname = "House bank"\n\n[columns]\namount = "Betrag"\n\n[answers]\n'


def test_in_listed_and_out_again(company: Manage, tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(TEXT, encoding="utf-8")
    assert company("template", "import", file, "--json").json["name"] == "House bank"
    items = company("template", "list", "--json").json["items"]
    assert items[0] == {"name": "House bank", "source": "own"}
    assert {"name": "Stripe balance", "source": "built-in"} in items or len(items) > 40
    assert company("template", "export", "House bank").out == TEXT
    assert company("template", "import", file).code == 1
    assert company("template", "export", "nobody").code == 1


def test_what_is_no_template_is_refused(company: Manage, tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_bytes(b"\xff\xfe\x00rubbish")
    ran = company("template", "import", file, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "import.template_text")
