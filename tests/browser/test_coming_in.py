"""From the very first screen to signing out, as a person does it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PASSWORD, serving, sign_in, tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_the_first_screen_leads_to_an_account(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "home") as url:
        page = tab(browser)
        page.goto(url)
        for name, value in (
            ("username", "boss"),
            ("display_name", "王小明"),
            ("password", PASSWORD),
            ("repeat", PASSWORD),
        ):
            page.locator(f".st-key-first-{name} input").fill(value)
        page.get_by_role("button", name="继续").click()
        expect(page.get_by_role("button", name="王小明")).to_be_visible()
        cookies = {one["name"]: one for one in page.context.cookies()}
        assert cookies["selfmastery_session"]["httpOnly"]
        assert cookies["selfmastery_session"]["sameSite"] == "Lax"
        page.reload()
        expect(page.get_by_role("button", name="王小明")).to_be_visible()
        page.context.close()


def test_login_keeps_the_address_and_logout_ends_it(browser: Browser, company_url: str) -> None:
    page = tab(browser)
    sign_in(page, company_url, path="/departments?q=nowhere")
    expect(page.get_by_text("没有符合条件的内容")).to_be_visible()
    kept = page.context.cookies()
    page.get_by_role("button", name="founder").click()
    page.get_by_text("退出登录").click()
    expect(page.locator(".st-key-login-username")).to_be_visible()
    page.context.add_cookies(kept)
    page.goto(company_url)
    expect(page.locator(".st-key-login-username")).to_be_visible()
    page.context.close()


def test_the_language_switch_is_remembered(browser: Browser, company_url: str) -> None:
    page = tab(browser)
    sign_in(page, company_url, path="/departments")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="founder").click()
    page.get_by_text("English").click()
    expect(page.get_by_role("button", name="New department")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="New department")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="founder").click()
    page.get_by_text("简体中文").click()
    expect(page.get_by_role("button", name="新建部门")).to_be_visible()
    page.context.close()
