"""The whole set-up in a browser: account, company, people from CSV, chart, demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.company.organisation import EXAMPLES
from tests.browser.conftest import PASSWORD, PHONE, serving, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def make_account(page: Page, url: str, name: str) -> None:
    page.goto(url)
    for field, value in (
        ("username", "boss"),
        ("display_name", name),
        ("password", PASSWORD),
        ("repeat", PASSWORD),
    ):
        page.locator(f".st-key-first-{field} input").fill(value)
    page.locator(".st-key-first-save button").click()


def name_company(page: Page, name: str) -> None:
    page.locator(".st-key-wizard-company-name input").fill(name)
    page.locator(".st-key-wizard-company-save button").click()


def test_a_founder_is_led_through_it_and_may_leave(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "home") as url:
        page = tab(browser)
        make_account(page, url, "王小明")
        expect(page.get_by_text("第 3 步，共 5 步：公司")).to_be_visible()
        page.locator(".st-key-wizard-later button").click()
        expect(page.get_by_text("开始的第一小时")).to_be_visible()
        page.get_by_role("link", name="继续设置向导").click()
        name_company(page, "明心科技")
        expect(page.get_by_text("第 4 步，共 5 步：组织")).to_be_visible()
        page.get_by_text("从 CSV 文件").click()
        upload_examples(page)
        expect(page.get_by_text("新部门 3 个，新人员 3 人")).to_be_visible()
        page.get_by_role("button", name="添加", exact=True).click()
        expect(page.get_by_text("初始密码")).to_be_visible(timeout=30_000)
        expect(page.locator("canvas").first).to_be_visible()
        page.locator(".st-key-wizard-go_on button").click()
        expect(page.get_by_text("演示数据只能填入还没有部门和记录的公司")).to_be_visible()
        page.locator(".st-key-wizard-import button").click()
        expect(page.get_by_role("heading", name="导入")).to_be_visible()
        page.goto(f"{url}/wizard")
        expect(page.get_by_text("公司已设置完成")).to_be_visible()
        page.context.close()


def upload_examples(page: Page) -> None:
    files = [
        {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
        for kind, text in EXAMPLES["zh_CN"].items()
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]


def test_on_a_phone_in_english_with_the_demonstration(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "home") as url:
        page = tab(browser, locale="en-US", viewport=PHONE)
        make_account(page, url, "Ann Lee")
        name_company(page, "Example Ltd")
        page.locator(".st-key-wizard-go_on button").click()
        page.locator(".st-key-wizard-demo button").click()
        expect(page.get_by_text("The demonstration is ready")).to_be_visible(timeout=120_000)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
        page.locator(".st-key-wizard-done button").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        expect(page.get_by_text("The first hour")).to_be_visible()
        page.context.close()
