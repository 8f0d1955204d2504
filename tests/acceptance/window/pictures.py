"""`make screens`: every screen into `build/screens/`, in both languages, both themes, at a desk and on a phone.

Named `screen-language-look.png`; whole pages, however long.
Not a test, and run only when it is named: pytest has the fixtures.
"""

from __future__ import annotations

import re

import pytest

from braze_tracker.dashboard.roles import Role
from braze_tracker.keeper.parts import BASE
from tests.acceptance.window import walks
from tests.acceptance.window.house import House
from tests.acceptance.window.visitors import Visitor, Visitors

INTO = BASE / "build" / "screens"
LOOKS = {"light": (1440, "light"), "dark": (1440, "dark"), "phone": (390, "light"), "phone-dark": (390, "dark")}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_screen_has_its_picture(site: House, visitors: Visitors, language: str) -> None:
    INTO.mkdir(parents=True, exist_ok=True)
    taken(visitors("", language), "/accounts/login/", f"sign-in-{language}")
    for path in walks.pages(site.samples, Role.ADMIN):
        taken(visitors("Admin", language), path, f"{name_of(path, site.samples)}-{language}")


def name_of(path: str, samples: dict[str, str]) -> str:
    """For a file, without the ids that change from run to run."""
    for value in sorted(filter(re.compile(r"\d").search, samples.values()), key=len, reverse=True):
        path = re.sub(rf"(?<=[/=]){re.escape(value)}(?=/|$)", "one", path)
    return "-".join(re.findall(r"[\w.]+", path)) or "overview"


def taken(visitor: Visitor, path: str, name: str) -> None:
    visitor.goes_to(path)
    for look, (width, scheme) in LOOKS.items():
        visitor.takes_in(width, scheme)
        visitor.page.screenshot(path=INTO / f"{name}-{look}.png", full_page=True)
