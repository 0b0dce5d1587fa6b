"""Finance's main job in a browser: upload, decide, put right, commit, follow the overview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as Late

from tests.browser.conftest import DESKTOP, PHONE, company, sign_in, tab
from tests.journeys.files import GERMAN, WALLET, Export

pytestmark = pytest.mark.browser

OPENINGS = 5
UNCLEAR = "Date,Payee,Amount\n03/04/2026,Alpha,10.00\n05/06/2026,Beta,20.00\n07/08/2026,Gamma,x\n"


@pytest.fixture(scope="module")
def importing_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company of its own: what is imported here shows nowhere else."""
    with company(tmp_path_factory.mktemp("importing") / "home") as url:
        yield url


def upload(page: Page, url: str, file: Path) -> None:
    sign_in(page, url, path="/imports")
    page.locator("input[type=file]").set_input_files(file)


def choose_none(page: Page, name: str) -> None:
    """Take the first option of a choice under “read it differently”, which is none."""
    box = page.locator(f".st-key-imports-choice-{name}").get_by_role("combobox")
    first = page.get_by_role("option").first
    for _ in range(OPENINGS):  # a rerun on its way closes an open list
        box.click()
        with suppress(Late):
            first.wait_for(timeout=4000)
            break
    expect(first).to_have_text("无")
    first.click()


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
    upload(page, importing_url, file)

    commit = page.locator(".st-key-imports-commit button")
    expect(commit).to_be_visible()
    expect(page.get_by_text(new).first).to_be_visible()
    commit.click()

    undo = page.locator(".st-key-imports-undo button").first
    expect(undo).to_be_visible()
    page.locator("a[href*=import_batch_id]").first.click()
    expect(page).to_have_url(re.compile(r"/records\?import_batch_id="))
    expect(undo).to_have_count(0)  # the page of the import is gone, with its table of as many rows
    expect(page.locator("table tbody tr")).to_have_count(export.rows)

    page.go_back()
    expect(undo).to_be_visible()
    undo.click()
    page.locator(".st-key-imports-undo_now button").click()
    expect(undo).to_have_count(0)
    page.context.close()


def test_what_is_open_is_decided_and_a_cell_put_right(
    browser: Browser, importing_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "spending.csv"
    file.write_text(UNCLEAR)
    page = tab(browser)
    upload(page, importing_url, file)

    commit = page.locator(".st-key-imports-commit button")
    expect(commit).to_be_disabled()
    page.get_by_role("button", name="2026年4月3日").click()
    expect(page.get_by_text("2026-04-03 – 2026-08-07")).to_be_visible()
    open_ones = page.locator(".st-key-imports-questions").get_by_role("button")
    expect(open_ones).to_have_count(2)
    open_ones.first.click()
    expect(open_ones).to_have_count(0)
    expect(commit).to_be_enabled()

    page.reload()
    page.locator(".st-key-imports-mark").get_by_role("radio").nth(2).click()
    wrong = page.locator("table tbody tr.opens")
    expect(wrong).to_have_count(1)  # a click on the former rows is lost
    wrong.click()
    cell = page.get_by_role("dialog").locator("input").first
    cell.fill("30.00")
    page.get_by_role("dialog").locator("button[kind=primaryFormSubmit]").click()
    expect(commit).to_contain_text("3")
    commit.click()
    expect(page.locator(".st-key-imports-undo button").first).to_be_visible()
    page.context.close()


def test_the_overview_follows_an_import_without_reload(
    browser: Browser, importing_url: str, tmp_path: Path
) -> None:
    file = tmp_path / WALLET.name
    file.write_bytes(WALLET.content)
    overview, imports = tab(browser), tab(browser)
    sign_in(overview, importing_url, path="/?period=custom&from=2026-01-01&to=2026-01-31")
    upload(imports, importing_url, file)
    imports.locator(".st-key-imports-commit button").click()

    expect(overview.get_by_text("¥3.60万").first).to_be_visible(timeout=10_000)
    for page in (overview, imports):
        page.context.close()


def test_a_file_is_read_otherwise(browser: Browser, importing_url: str, tmp_path: Path) -> None:
    file, nothing = tmp_path / "read-otherwise.csv", tmp_path / "nothing.csv"
    file.write_text("Date,Payee,Amount\n2026-09-01,Alpha,-10.00\n2026-09-02,Beta,20.00\n")
    nothing.write_text("nothing to\nsee here\n")
    page = tab(browser)
    upload(page, importing_url, file)
    page.locator(".st-key-imports-overrides summary").click()
    choose_none(page, "column-counterparty")
    expect(page.get_by_text("交易对方 = Payee")).to_have_count(0)
    choose_none(page, "header_line")
    expect(page.get_by_text("日期 = 1")).to_be_visible()
    page.locator(".st-key-imports-cancel button").click()

    page.locator("input[type=file]").set_input_files(nothing)
    expect(page.locator(".st-key-imports-otherwise")).to_be_visible()
    expect(page.get_by_text("see here")).to_be_visible()
    page.locator(".st-key-imports-cancel button").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    page.context.close()
