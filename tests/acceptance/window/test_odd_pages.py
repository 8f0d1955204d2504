"""The pages that nobody asks for: refused, not there, expired, failed, and the first one of a new tracker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from braze_tracker.keeper.parts import BASE
from tests.acceptance.window.house import House, house
from tests.acceptance.window.test_axe import findings
from tests.acceptance.window.visitors import Visitors

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def new_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("new"), empty=True) as empty:
        yield empty


@pytest.mark.parametrize(("path", "status"), [("/settings/users/", 403), ("/nothing/", 404), ("/theme/", 403)])
def test_a_refusal_has_no_barrier(visitors: Visitors, path: str, status: int) -> None:
    viewer = visitors("Viewer", with_axe=True)
    if path == "/theme/":
        # a form that was sent without its token, as one is whose page was open too long
        viewer.page.route("**/theme/", lambda route: route.continue_(method="POST"))
    viewer.goes_to(path, status=status)
    expect(viewer.page.locator("h1")).to_be_visible()
    assert findings(viewer, path) == []


def test_the_first_page_of_all_has_no_barrier_and_says_nothing_aside(new_house: House, chrome: Browser) -> None:
    visitors = Visitors(chrome, new_house)
    for stranger in (visitors(with_axe=True), visitors(language="fr")):
        stranger.goes_to("/")
        expect(stranger.page).to_have_url(f"{new_house.url}/setup/account/")
        assert stranger.fits()
        assert not stranger.heard, "\n".join(stranger.heard)
    assert findings(visitors(with_axe=True), "/setup/account/") == []


def test_a_failure_has_no_barrier_either(visitors: Visitors) -> None:
    """Of that page only the style sheet's address is not in the file."""
    stranger = visitors(with_axe=True)
    stranger.goes_to("/accounts/login/")
    sheet = stranger.page.locator("link[rel=stylesheet]").get_attribute("href") or ""
    text = (BASE / "templates" / "500.html").read_text(encoding="utf-8")
    body = text.replace("{% load static %}", "").replace("{% static 'dashboard/tracker.css' %}", sheet)
    stranger.page.route("**/failed/", lambda route: route.fulfill(status=500, body=body, content_type="text/html"))
    stranger.goes_to("/failed/", status=500)
    expect(stranger.page.locator("h1")).to_be_visible()
    assert findings(stranger, "500.html") == []


def test_a_database_that_does_not_answer_is_told_of_without_a_barrier(new_house: House, chrome: Browser) -> None:
    new_house.clerk("broken")
    stranger = Visitors(chrome, new_house)(with_axe=True)
    stranger.goes_to("/accounts/login/", status=503)
    expect(stranger.page.locator("h1")).to_be_visible()
    assert findings(stranger, "a database that does not answer") == []
