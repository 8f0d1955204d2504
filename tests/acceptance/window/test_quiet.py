"""Every page that a role may open, in both languages: nothing in the console, nothing refused, nothing too wide."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.roles import Role
from tests.acceptance.window import walks
from tests.acceptance.window.house import House
from tests.acceptance.window.journeys import SCREENS
from tests.acceptance.window.visitors import Visitors


@pytest.mark.acceptance
@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", SCREENS)
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_page_of_a_role_opens_silently_and_fits(
    site: House, visitors: Visitors, role: str, language: str
) -> None:
    visitor = visitors(role, language)
    visitor.takes_in(*SCREENS[language])
    wide, foreign = [], []
    for path in walks.pages(site.samples, Role(role)):
        visitor.goes_to(path)
        wide += [] if path.startswith("/admin/") or visitor.fits() else [path]
        foreign += [] if visitor.page.evaluate("document.documentElement.lang") == language else [path]
    assert (wide, foreign) == ([], [])
    assert not visitor.heard, "\n".join(visitor.heard)
