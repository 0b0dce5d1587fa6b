"""A list and a card leave as files through the real server."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def fetched(page: Page, name: str, folder: Path, *, place: int = 0) -> Path:
    """The file behind a link of the page."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).nth(place).click()
    to = folder / waiting.value.suggested_filename
    waiting.value.save_as(to)
    return to


def test_a_list_and_a_card_are_fetched(browser: Browser, demo_url: str, tmp_path: Path) -> None:
    page = tab(browser)
    sign_in(page, demo_url, path="/records?direction=expense&sort=-amount")
    page.locator(".st-key-records-export button").click()
    text = fetched(page, "CSV", tmp_path).read_text("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    amounts = [float(row[head.index("金额")]) for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    expect(page.get_by_text(f"共 {len(rows):,} 条")).to_be_visible()
    assert zipfile.ZipFile(fetched(page, "XLSX", tmp_path)).testzip() is None
    page.goto(demo_url)
    expect(page.get_by_text("需要关注")).to_be_visible()
    assert fetched(page, "CSV", tmp_path, place=1).read_text("utf-8-sig").count("\n") > 1
    page.context.close()
