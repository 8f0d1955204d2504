"""A list of calls that is watched, in a real browser: it announces, and moves only when asked to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from tests.dashboard.factories import now
from tests.recording.factories import a_call

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""What a browser tells a page that comes to the front: it looks at once instead of in its own time."""
HIDDEN = "hidden => Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })"


def shown(page: Page) -> list[str]:
    return [
        str(key) for key in page.locator("#list tr.row").evaluate_all("rows => rows.map((row) => row.dataset.call)")
    ]


@pytest.fixture(autouse=True)
def _rows_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright runs a loop in this thread, which Django takes for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def watched(browser_page: Page) -> Page:
    browser_page.goto("/calls/?live=1")
    expect(browser_page.locator("#newer")).to_contain_text("New calls are announced here")
    return browser_page


def test_new_calls_are_announced_while_rows_panel_and_focus_stay(watched: Page) -> None:
    watched.keyboard.press("j")
    watched.keyboard.press("j")
    watched.keyboard.press("Enter")
    panel = watched.locator("#panel [data-call]")
    expect(panel).to_be_visible()
    before, opened = shown(watched), panel.get_attribute("data-call")
    places = watched.locator("#list tr.row").evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().top)")
    fresh = [str(a_call(at=now()).pk) for _ in range(2)]
    expect(watched.locator("#show-newer")).to_contain_text("2 new calls", timeout=20_000)
    assert shown(watched) == before
    assert places == watched.locator("#list tr.row").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().top)"
    )
    assert watched.evaluate("document.activeElement.closest('tr').dataset.call") == before[1]
    watched.locator("#show-newer").click()
    expect(watched.locator("#newer")).to_contain_text("New calls are announced here")
    assert set(shown(watched)[:2]) == set(fresh)
    assert shown(watched)[2:] == before
    assert panel.get_attribute("data-call") == opened
    expect(watched.locator("tr.row.is-open")).to_have_attribute("data-call", opened or "")
    expect(watched.locator("#list .row-link").first).to_be_focused()


def test_nothing_is_asked_while_the_tab_is_hidden(watched: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    watched.on("request", note)
    watched.evaluate(HIDDEN, arg=True)
    watched.evaluate(LOOK)
    assert not asked
    watched.evaluate(HIDDEN, arg=False)
    with watched.expect_response("**/calls/newer/**"):
        watched.evaluate(LOOK)
    assert len(asked) == 1


def test_silence_of_the_tracker_is_told_and_ends_by_itself(watched: Page, live_server: LiveServer) -> None:
    assert watched.context.browser is not None
    other = watched.context.browser.new_context(base_url=live_server.url, storage_state=watched.context.storage_state())
    page = other.new_page()
    page.goto("/calls/?live=1")
    other.set_offline(True)
    page.evaluate(LOOK)
    expect(page.locator("#newer")).to_contain_text("Live is paused")
    other.set_offline(False)
    a_call(at=now())
    page.evaluate(LOOK)
    expect(page.locator("#show-newer")).to_contain_text("1 new call")
    other.close()


def test_a_panel_that_cannot_be_read_says_so_and_leaves_the_list(watched: Page, live_server: LiveServer) -> None:
    assert watched.context.browser is not None
    other = watched.context.browser.new_context(base_url=live_server.url, storage_state=watched.context.storage_state())
    page = other.new_page()
    page.goto("/calls/")
    before = shown(page)
    box = '<div class="card empty" role="alert"><h2>Could not read the calls.</h2></div>'
    page.route("**/calls/*-*/**", lambda route: route.fulfill(status=503, content_type="text/html", body=box))
    page.locator("#list .row-link").first.click()
    expect(page.locator("#panel")).to_contain_text("Could not read the calls.")
    page.unroute_all()
    page.route("**/calls/*-*/**", lambda route: route.abort())
    page.locator("#list .row-link").nth(1).click()
    expect(page.locator("#panel")).to_contain_text("This call could not be read.")
    assert shown(page) == before
    other.close()
