"""In Chinese no word of Streamlit's own stays English."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from core.analytics.catalogue import VIEWS
from pages.registry import PAGES as ALL_PAGES
from tests.browser.conftest import sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAGES = tuple(f"/{entry.address}" if place else "/" for place, entry in enumerate(ALL_PAGES))
FINE = re.compile(
    r"SELFMASTERY_\w+(=\w+)?|SELECT|SelfMastery|English|REST API|API"
    r"|CSV|TXT|XLSX|Excel|OFX|CAMT|MT940|ZIP|SQL|founder"
    r"|Mozilla/.*|[A-Z]{3}|yyyy|Esc|Ctrl|Enter|Tab"
    r"|DuckDB|decimal\(\d+,\d+\)|[a-z0-9]+(_[a-z0-9]+)+"
)
NAMES = {
    name for view in VIEWS.values() for name in (view.name, *(one.name for one in view.columns))
}
OF_VIEWS = re.compile("|".join(rf"\b{name}\b" for name in sorted(NAMES, key=len, reverse=True)))
CODE = re.compile(r"[a-z]+(_[a-z]+)*")  # of a category, a right: stays what it is
COLLECT = """() => {
  const found = new Set()
  const skip = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TITLE"])
  const isIcon = node => node.closest?.(
    "[data-testid=stIconMaterial], [translate=no], .st-key-categorisation_rules-wordlist")
  const walk = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const parent = node.parentElement
        if (parent && !skip.has(parent.tagName) && !isIcon(parent)) found.add(node.nodeValue.trim())
        continue
      }
      for (const name of ["placeholder", "aria-label", "title", "alt"]) {
        const value = node.getAttribute?.(name)
        if (value && !isIcon(node)) found.add(value.trim())
      }
      if (node.shadowRoot) walk(node.shadowRoot)
    }
  }
  walk(document.body)
  return [...found]
}"""


def leftovers(page: Page) -> set[str]:
    """Texts and names on the screen with English words in them."""
    words = {text for text in page.evaluate(COLLECT) if re.search(r"[A-Za-z]{3}", text)}
    words = {text for text in words if not CODE.fullmatch(text)}
    return {
        text for text in words if re.search(r"[A-Za-z]{3}", FINE.sub("", OF_VIEWS.sub("", text)))
    }


def test_no_built_in_word_stays_english(browser: Browser, company_url: str) -> None:
    page = tab(browser)
    page.goto(company_url)
    page.locator(".st-key-login-username").wait_for()
    left = {"login": leftovers(page)}
    sign_in(page, company_url)
    for path in PAGES:
        page.goto(company_url + path)
        page.locator(".st-key-account-menu").wait_for()
        page.wait_for_timeout(1500)
        left[path] = leftovers(page)
    page.goto(f"{company_url}/users")
    page.locator(".st-key-users-add button").click()
    page.locator(".st-key-users-new-roles input").click()
    page.wait_for_timeout(800)
    left["form"] = leftovers(page)
    page.keyboard.type("zzz")
    page.wait_for_timeout(800)
    left["nothing found"] = leftovers(page) - {"zzz"}
    page.goto(f"{company_url}/nowhere")
    page.wait_for_timeout(1500)
    left["no such page"] = leftovers(page)
    assert not {place: texts for place, texts in left.items() if texts}
    page.context.close()
