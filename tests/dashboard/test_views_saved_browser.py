"""The menu of saved views in a real browser: it asks for its content when it is opened, and not before."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from braze_tracker.dashboard.models import SavedFilter
from tests.dashboard.factories import a_person, now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def toms_view(live_server: LiveServer) -> None:
    """Made before the browser is there: beside it the database cannot be asked."""
    owner = a_person("tom", None)
    for page in ("calls", "sends"):
        SavedFilter.objects.create(user=owner, page=page, name="Toms", query="", shared=True, created_at=now())


@pytest.mark.usefixtures("toms_view")
@pytest.mark.parametrize("view", ["/calls/?outcome=fatal", "/sends/?state=tracking"])
def test_the_menu_brings_the_views_when_it_is_opened_and_saves_the_one_in_sight(browser_page: Page, view: str) -> None:
    """The list of sends refreshes itself, and would hand its own way of doing so down to the menu."""
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(view)
    assert not [url for url in asked if "/views/" in url]
    browser_page.locator("summary", has_text="Views").click()
    expect(browser_page.get_by_text("shared by tom")).to_be_visible()
    browser_page.get_by_label("Save this view as").fill("Mine")
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_text("The view is saved as “Mine”.")).to_be_visible()
    assert browser_page.url.endswith(view)
    browser_page.locator("summary", has_text="Views").click()
    expect(browser_page.get_by_role("link", name="Mine")).to_have_attribute("aria-current", "true")
