"""From Home to “this project will be six weeks late and 12 % over, because …”, and its PDF."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

ALLOWED = 60  # seconds a manager has
PROJECT = "门店数字化二期"
VERDICT = re.compile(r"本项目预计延期 6 周、超预算 1[12]%，原因：里程碑“开发实施”晚了 27 天才完成")


def told(page: Page) -> Locator:
    return page.locator(".st-key-projects-record-sentence")


def open_projects(page: Page, *, phone: bool) -> None:
    """By the menu, which lies over the page on a phone."""
    if phone:
        page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_test_id("stSidebar")
    menu.locator("a[href$='/projects']").first.click()
    page.locator(".st-key-projects-table").wait_for()
    if phone and menu.get_attribute("data-collapsed") == "false":
        menu.get_by_test_id("stSidebarCollapseButton").locator("button").click()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_sentence_is_two_clicks_from_home(
    browser: Browser, demo_url: str, viewport: dict[str, int]
) -> None:
    page = tab(browser, viewport=viewport)
    sign_in(page, demo_url)
    expect(page.locator("[data-testid=stMetricValue]").first).to_be_visible()
    started = time.monotonic()
    open_projects(page, phone=viewport is PHONE)
    page.locator(".st-key-projects-table").get_by_text(PROJECT).first.click()
    expect(told(page)).to_contain_text(VERDICT)
    expect(told(page)).to_be_in_viewport()
    assert time.monotonic() - started < ALLOWED
    expect(told(page)).to_contain_text(re.compile(r"外包与分包自 20\d\d-\d\d 起"))
    expect(told(page).get_by_role("link", name="外包与分包")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    if viewport is DESKTOP:
        page.locator(".st-key-projects-record-report-files button").first.click()
        link = page.locator("a[href*='progress-']").last
        address = link.get_attribute("href") or ""
        made = page.request.get(f"{demo_url}{address}")
        assert made.headers["content-type"] == "application/pdf"
        assert made.body().startswith(b"%PDF-")
    page.context.close()
