"""The first run in a real browser: it goes on by itself, and without scripts it goes on as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from braze_tracker.recording.models import ApiCall
from tests.dashboard.factories import now
from tests.dashboard.test_access import COMPLAINTS
from tests.recording.factories import a_call, a_workspace

TOKEN = re.compile(r"Bearer btk_[\w-]{40,}")


@pytest.fixture(autouse=True)
def _rows_may_be_made_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps a loop in this thread, in which Django else refuses to ask its database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@contextmanager
def rows_beside_the_browser() -> Iterator[None]:
    """The connection of Playwright's loop is not the test's: nobody else would close it."""
    yield
    connection.close()


def tulip_call() -> ApiCall:
    with rows_beside_the_browser():
        return a_call(a_workspace("Tulip shop"), at=now(), origin="gateway", endpoint="GET /campaigns/list")


def issue(page: Page, language: str) -> None:
    with rows_beside_the_browser():
        a_workspace("Tulip shop", key_env="TULIP_KEY")
    page.goto("/setup/")
    page.locator(".language label", has_text=language).click()
    page.fill("#token-name", "checkout")
    page.select_option("#token-place", label="Tulip shop")
    page.get_by_role("button", name="Issue a token").click()
    expect(page.locator("#token")).to_be_visible()


def test_a_token_stands_in_the_chosen_language_and_the_next_call_shows_itself(browser_page: Page) -> None:
    issue(browser_page, "Ruby")
    expect(browser_page.locator(".program:visible pre")).to_have_text(TOKEN)
    expect(browser_page.locator(".program:visible")).to_have_count(1)
    expect(browser_page.locator(".waiting")).to_contain_text("this page goes on by itself")
    call = tulip_call()
    expect(browser_page.locator(".arrived a.mono")).to_have_attribute("href", f"/calls/{call.pk}/")
    expect(browser_page.locator(".waiting")).to_have_count(0)
    expect(browser_page.locator(".step-mark.waits .icon")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_every_state_of_the_page_fits_its_screen_and_has_names(browser_page: Page, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 844})
    issue(browser_page, "Java")
    for _ in ("with a token", "come back to"):
        assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert browser_page.evaluate(COMPLAINTS) == []
        browser_page.goto("/setup/")


def test_a_language_is_chosen_with_the_arrow_keys(browser_page: Page) -> None:
    browser_page.goto("/setup/")
    browser_page.locator(".language input").first.focus()
    browser_page.keyboard.press("ArrowRight")
    expect(browser_page.locator(".program:visible pre")).to_contain_text("import requests")


def test_without_scripts_languages_change_and_a_page_asks_again(browser_page: Page, live_server: LiveServer) -> None:
    browser = browser_page.context.browser
    assert browser is not None
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=browser_page.context.storage_state()
    )
    page = context.new_page()
    issue(page, "curl")
    page.locator(".language label", has_text="PHP").click()
    expect(page.locator(".program:visible pre")).to_contain_text("curl_init(")
    page.get_by_role("link", name="Look whether a call has come in").click()
    tulip_call()
    expect(page.locator(".arrived")).to_contain_text("GET /campaigns/list", timeout=15_000)
    context.close()
