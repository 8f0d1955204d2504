"""The pages in a real browser: no complaint in its console, keys, panel, tooltip, both themes, a narrow screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_every_page_fits_its_screen_without_a_complaint(
    browser_page: Page, pages: list[str], width: int, scheme: str
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 844})
    browser_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in pages:
        browser_page.goto(path)
        assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_row_opens_beside_the_list_and_closes_again(browser_page: Page) -> None:
    browser_page.goto("/calls/")
    browser_page.keyboard.press("j")
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("#panel [data-call]")).to_be_visible()
    expect(browser_page).to_have_url(re.compile("open="))
    expect(browser_page.locator("tr.row.is-open")).to_have_count(1)
    browser_page.keyboard.press("Escape")
    expect(browser_page.locator("#panel [data-call]")).to_have_count(0)
    browser_page.go_back()
    expect(browser_page.locator("#panel [data-call]")).to_be_visible()


def test_keys_lead_round(browser_page: Page) -> None:
    browser_page.goto("/")
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("e")
    expect(browser_page).to_have_url(re.compile("/errors/"))
    browser_page.goto("/calls/")
    browser_page.keyboard.press("/")
    expect(browser_page.locator("#q")).to_be_focused()
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("?")
    expect(browser_page.locator("#keys")).to_be_visible()


def test_a_chart_tells_its_numbers_under_the_pointer(browser_page: Page) -> None:
    browser_page.goto("/")
    browser_page.locator(".hit").nth(23).hover()
    expect(browser_page.locator("#tip")).to_contain_text("UTC")


def test_the_theme_is_chosen_by_a_button(browser_page: Page) -> None:
    browser_page.goto("/sends/")
    browser_page.locator(".sidebar button[value=dark]").click()
    expect(browser_page).to_have_url(re.compile("/sends/"))
    assert browser_page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 20, 28)"


def test_pages_work_without_scripts(browser_page: Page, live_server: LiveServer) -> None:
    context = browser_page.context.browser
    assert context is not None
    bare = context.new_context(base_url=live_server.url, java_script_enabled=False)
    bare.add_cookies(
        [{"name": "sessionid", "value": browser_page.context.cookies()[0]["value"], "url": live_server.url}]
    )
    page = bare.new_page()
    page.goto("/calls/")
    page.locator("a.row-link").first.click()
    expect(page.locator("h1")).to_contain_text("/campaigns/trigger/send")
    bare.close()
