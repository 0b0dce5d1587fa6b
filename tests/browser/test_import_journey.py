"""Finance's main job in a browser: upload, see what was found, commit, follow the overview."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, company, sign_in, tab
from tests.journeys.files import GERMAN, WALLET, Export

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def importing_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company of its own: what is imported here shows nowhere else."""
    with company(tmp_path_factory.mktemp("importing") / "home") as url:
        yield url


@pytest.mark.parametrize(
    ("export", "locale", "viewport", "new"),
    [(WALLET, "zh-CN", DESKTOP, "¥36,000.00"), (GERMAN, "en-US", PHONE, "1,234.56")],
    ids=["desktop-zh", "phone-en"],
)
def test_a_file_goes_in_and_comes_back_out(
    browser: Browser,
    importing_url: str,
    tmp_path: Path,
    export: Export,
    locale: str,
    viewport: dict[str, int],
    new: str,
) -> None:
    file = tmp_path / export.name
    file.write_bytes(export.content)
    page = tab(browser, locale=locale, viewport=viewport)
    sign_in(page, importing_url, path="/imports")
    page.locator("input[type=file]").set_input_files(file)

    commit = page.locator(".st-key-imports-commit button")
    expect(commit).to_be_visible()
    expect(page.get_by_text(new)).to_be_visible()
    commit.click()

    undo = page.locator(".st-key-imports-undo button").first
    expect(undo).to_be_visible()
    page.get_by_test_id("stPageLink-NavLink").first.click()
    expect(page.locator("table tbody tr")).to_have_count(export.rows)

    page.go_back()
    expect(undo).to_be_visible()
    undo.click()
    page.locator(".st-key-imports-undo_now button").click()
    expect(undo).to_have_count(0)
    page.context.close()


def test_the_overview_follows_an_import_without_reload(
    browser: Browser, importing_url: str, tmp_path: Path
) -> None:
    file = tmp_path / WALLET.name
    file.write_bytes(WALLET.content)
    overview, imports = tab(browser), tab(browser)
    sign_in(overview, importing_url, path="/?period=custom&from=2026-01-01&to=2026-01-31")
    sign_in(imports, importing_url, path="/imports")
    imports.locator("input[type=file]").set_input_files(file)
    imports.locator(".st-key-imports-commit button").click()

    expect(overview.get_by_text("¥3.60万")).to_be_visible(timeout=10_000)
    for page in (overview, imports):
        page.context.close()
