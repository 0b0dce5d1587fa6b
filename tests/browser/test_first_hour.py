"""From the first page to a first insight: which department overspends, on what, since when.

`SELFMASTERY_PICTURES=docs/images` keeps the pictures of the way there; README and guides show them.
"""

from __future__ import annotations

import os
import re
import time
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from core.company.organisation import EXAMPLES
from tests.browser.conftest import DESKTOP, ROOT, serving, tab
from tests.browser.test_wizard import make_account, name_company

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

WIDTH = 1080  # pixels of a picture
SHOWN = {"home", "budgets"}  # in README and guides
ALLOWED = 300  # seconds a new user has; the machine's share of them is a part
QUIET = """() =>
  !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')"""
SINCE = {"zh-CN": re.compile(r"自 20\d\d-\d\d 起"), "en-US": re.compile(r"since 20\d\d-\d\d")}
SUBCONTRACTING = {"zh-CN": "外包与分包", "en-US": "Subcontracting"}


class Pictures:
    """Keeps pictures of screens where the environment says; those nothing shows, beside the
    test's files."""

    def __init__(self, folder: Path, locale: str, *, prefix: str = "") -> None:
        self.folder, self.prefix, self.language = folder, prefix, locale[:2]
        self.kept = "" if prefix else os.environ.get("SELFMASTERY_PICTURES", "")

    def take(self, page: Page, name: str, *, height: int = 900) -> None:
        """The screen once it is at rest, so high that what matters is on it."""
        page.wait_for_function(QUIET)
        if not self.kept:
            return
        page.set_viewport_size({"width": DESKTOP["width"], "height": height})
        page.wait_for_timeout(1500)
        folder = ROOT / self.kept if name in SHOWN else self.folder
        file = folder / f"{self.prefix}{name}-{self.language}.png"
        page.screenshot(path=file)
        make_small(file)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def make_small(file: Path) -> None:
    """A third of the size: as wide as a page of text shows it, in 256 colours."""
    with Image.open(file) as picture:
        height = picture.height * WIDTH // picture.width
        small = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        small.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3).save(file, optimize=True)


def main(page: Page) -> Locator:
    """The page without its menu."""
    return page.get_by_test_id("stMain")


def read_on(page: Page, pictures: Pictures, locale: str) -> None:
    """From Home by clicks alone: the department, since when, on what, and the records."""
    expect(page.locator("[data-testid=stMetricValue]").first).to_be_visible()
    pictures.take(page, "home", height=1500)
    main(page).locator("a[href*='budgets?department']").first.click()
    told = page.locator(".st-key-budgets-of_department")
    expect(told.get_by_text(SINCE[locale]).first).to_be_visible()
    pictures.take(page, "budgets", height=1000)
    told.get_by_role("link", name=SUBCONTRACTING[locale]).first.click()
    rows = page.locator(".st-key-records-table tbody tr")
    expect(rows.first).to_be_visible()
    shown = rows.all_inner_texts()
    assert all(SUBCONTRACTING[locale] in row for row in shown), shown
    pictures.take(page, "records")


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_with_the_demonstration(browser: Browser, tmp_path: Path, locale: str) -> None:
    with serving(tmp_path / "home") as url:
        started = time.monotonic()
        page = tab(browser, locale=locale)
        make_account(page, url, "王小明" if locale == "zh-CN" else "Ann Lee")
        name_company(page, "明心科技" if locale == "zh-CN" else "Example Ltd")
        page.locator(".st-key-wizard-go_on button").click()
        page.locator(".st-key-wizard-demo button").click()
        page.locator(".st-key-wizard-done button").click(timeout=120_000)
        read_on(page, Pictures(tmp_path, locale), locale)
        assert time.monotonic() - started < ALLOWED
        page.context.close()


def own_file(today: date) -> str:
    """A statement of this year: subcontracting goes past its plan in the running month."""
    lines = ["Date,Payee,Description,Amount,Department,Category"]
    for month in range(1, today.month + 1):
        outside = "-30000.00" if month == today.month else "-7000.00"
        lines += [
            f"{today.year}-{month:02}-01,Byte Partners,Outside developers,{outside},Consulting,"
            "Subcontracting",
            f"{today.year}-{month:02}-01,City Rail,Tickets,-812.50,Consulting,Travel",
            f"{today.year}-{month:02}-01,North Bank,Client payment,64000.00,Consulting,Services",
        ]
    return "\n".join(lines) + "\n"


def add_people(page: Page) -> None:
    page.get_by_text("From CSV files").click()
    files = [
        {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.encode()}
        for kind, text in EXAMPLES["en"].items()
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add them").click()
    expect(page.locator("canvas").first).to_be_visible(timeout=30_000)
    page.locator(".st-key-wizard-go_on button").click()


def import_file(page: Page, file: Path) -> None:
    page.locator(".st-key-wizard-import button").click()
    page.locator("input[type=file]").set_input_files(file)
    commit = page.locator(".st-key-imports-commit button")
    expect(commit).to_be_enabled(timeout=30_000)
    commit.click()
    expect(page.locator(".st-key-imports-undo button").first).to_be_visible(timeout=30_000)


def plan(page: Page, url: str, today: date) -> None:
    """A budget of the year for the department, by hand."""
    page.goto(f"{url}/budgets")
    page.locator(".st-key-budgets-new_one button").click()
    form = page.get_by_role("dialog")
    for field, value in (
        ("period_start", f"{today.year}-01-01"),
        ("period_end", f"{today.year}-12-31"),
        ("amount", "100000"),
    ):
        box = form.locator(f".st-key-budgets-new-{field} input").first
        box.fill(value)
        box.press("Tab")
    form.locator(".st-key-budgets-new-department_id input").click()
    page.get_by_role("option", name="Consulting").click()
    form.locator(".st-key-budgets-new-save button").click()
    expect(form).to_have_count(0)


def test_with_an_own_file(browser: Browser, tmp_path: Path) -> None:
    today = date.today()  # noqa: DTZ011 (as the person at the screen sees it)
    file = tmp_path / "statement.csv"
    file.write_text(own_file(today))
    with serving(tmp_path / "home") as url:
        started = time.monotonic()
        page = tab(browser, locale="en-US")
        make_account(page, url, "Ann Lee")
        name_company(page, "Example Ltd")
        add_people(page)
        import_file(page, file)
        plan(page, url, today)
        page.goto(url)
        read_on(page, Pictures(tmp_path, "en-US", prefix="own-"), "en-US")
        assert time.monotonic() - started < ALLOWED
        page.context.close()
