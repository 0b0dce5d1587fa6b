"""Every page of the demonstration on a phone: nothing beside the screen, nothing broken."""

from __future__ import annotations

from collections.abc import Iterable
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
FIGURES = ("/", "/budgets", "/receivables", "/recurring", "/projects?id=1")
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
  const whole = [...main.querySelectorAll("[data-testid=stMetricValue] *")]
  const short = whole.filter(node => node.scrollWidth > node.clientWidth + 1)
  return {
    document: document.documentElement.scrollWidth - width,
    main: main.scrollWidth - main.clientWidth,
    cut: [...cut, ...short].slice(0, 3).map(node => node.innerText?.slice(0, 60) || node.tagName),
  }
}"""


def beside(page: Page) -> dict[str, Any] | None:
    """What reaches beyond the screen's edge, if anything does."""
    found: dict[str, Any] = page.evaluate(BESIDE)
    return found if found["document"] > 0 or found["main"] > 0 or found["cut"] else None


def walk(page: Page, url: str, paths: Iterable[str]) -> dict[str, Any]:
    """What is wrong on each of the pages."""
    wrong: dict[str, Any] = {}
    for path in paths:
        page.goto(url + path)
        page.locator(".st-key-account-menu").wait_for(state="attached")
        page.wait_for_function(QUIET)
        page.wait_for_timeout(600)
        if found := beside(page):
            wrong[path] = found
        if page.locator("[data-testid=stAlertContentError]").count():
            wrong[path] = page.locator("[data-testid=stAlertContentError]").all_inner_texts()
    return wrong


def read_in(page: Page, url: str, language: str) -> None:
    """Choose the account's language; figures are longest in English."""
    page.goto(f"{url}/profile")
    page.get_by_text(language, exact=True).first.click()
    page.wait_for_function(QUIET)
    page.wait_for_timeout(1500)


def test_no_page_is_wider_than_a_phone(browser: Browser, demo_url: str) -> None:
    page = tab(browser, viewport=PHONE)
    sign_in(page, demo_url)
    assert not walk(page, demo_url, ("/", *PATHS))
    read_in(page, demo_url, "English")
    wrong = walk(page, demo_url, FIGURES)
    read_in(page, demo_url, "简体中文")
    assert not wrong
    page.context.close()
