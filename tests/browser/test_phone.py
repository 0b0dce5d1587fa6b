"""Every page of the demonstration on a phone: nothing beside the screen, nothing broken."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pages.registry import PAGES
from tests.browser.conftest import PHONE, sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PATHS = (
    *(f"/{entry.address}" for entry in PAGES if entry.address != "home"),
    "/receivables?view=ageing",
    "/receivables?view=matching",
    "/receivables?view=reminders",
    *(f"/{name}?id=1" for name in ("records", "budgets", "projects", "customers", "alert_rules")),
)
QUIET = """() =>
  !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')"""
BESIDE = """() => {
  const width = document.documentElement.clientWidth
  const scrolls = node => /auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX)
  const main = document.querySelector("[data-testid=stMain]")
  const cut = [...main.querySelectorAll("*")].filter(node => {
    const box = node.getBoundingClientRect()
    if (!box.width || !box.height || box.right <= width + 1) return false
    for (let up = node.parentElement; up && up !== main; up = up.parentElement) {
      if (scrolls(up)) return false
    }
    return true
  })
  return {
    document: document.documentElement.scrollWidth - width,
    main: main.scrollWidth - main.clientWidth,
    cut: cut.slice(0, 3).map(node => node.innerText?.slice(0, 60) || node.tagName),
  }
}"""


def beside(page: Page) -> dict[str, Any] | None:
    """What reaches beyond the screen's edge, if anything does."""
    found: dict[str, Any] = page.evaluate(BESIDE)
    return found if found["document"] > 0 or found["main"] > 0 or found["cut"] else None


def test_no_page_is_wider_than_a_phone(browser: Browser, demo_url: str) -> None:
    page = tab(browser, viewport=PHONE)
    sign_in(page, demo_url)
    wrong: dict[str, Any] = {}
    for path in ("/", *PATHS):
        page.goto(demo_url + path)
        page.locator(".st-key-account-menu").wait_for(state="attached")
        page.wait_for_function(QUIET)
        page.wait_for_timeout(600)
        if found := beside(page):
            wrong[path] = found
        if page.locator("[data-testid=stAlertContentError]").count():
            wrong[path] = page.locator("[data-testid=stAlertContentError]").all_inner_texts()
    assert not wrong
    page.context.close()
