"""Somebody at the screen who reads words and presses what they say: the catalogue's words, in their language."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Locator, Page, expect

from braze_tracker.keeper.parts import BASE
from tests.acceptance.served import PASSWORD
from tests.acceptance.window.visitors import Visitor, Visitors

SCREENS = {"en": (1440, "dark"), "fr": (390, "light")}
"""French is the longer language, and a phone the narrower screen."""
PICTURES = BASE / "build" / "screens" / "journeys"


class Journey:
    """Begins at the sign-in, as somebody with a role."""

    def __init__(self, visitor: Visitor, language: str) -> None:
        self.visitor, self.language = visitor, language
        self.page: Page = visitor.page

    def word(self, text: str, context: str = "") -> str:
        with translation.override(self.language):
            return pgettext(context, text) if context else gettext(text)

    def signs_in(self, role: str) -> None:
        self.visitor.goes_to("/accounts/login/")
        self.page.get_by_label(self.word("User name")).fill(role.lower())
        self.page.get_by_label(self.word("Password")).fill(PASSWORD)
        self.presses("Sign in")
        expect(self.page).to_have_title(re.compile(re.escape(self.word("Overview"))))

    def turns_to(self, text: str) -> None:
        """By the menu, which a phone keeps folded."""
        if (folded := self.page.locator(".mobile-menu:not([open]) > summary")).is_visible():
            folded.click()
        self.page.locator("a.nav:visible").filter(has_text=self.word(text)).click()
        expect(self.page).to_have_title(re.compile(re.escape(self.word(text))))

    def follows(self, text: str, *, last: bool = False) -> None:
        """A link by what it says in the reader's language."""
        self.follows_name(self.word(text), last=last)

    def follows_name(self, name: str, *, last: bool = False) -> None:
        """A link that says, among more, what nobody translates."""
        found = self.page.locator("main").get_by_role("link", name=name)
        (found.last if last else found.first).click()

    def presses(self, text: str) -> None:
        self.page.get_by_role("button", name=self.word(text), exact=True).click()

    def chooses(self, text: str, field: str) -> None:
        self.page.get_by_label(self.word(field)).select_option(label=self.word(text))

    def reads(self, text: str) -> Locator:
        """Waits until it is seen."""
        return self.reads_name(self.word(text))

    def reads_name(self, name: str) -> Locator:
        found = self.page.locator("main").get_by_text(name).locator("visible=true").first
        expect(found).to_be_visible()
        return found

    def misses(self, name: str) -> None:
        expect(self.page.locator("main").get_by_text(name)).to_have_count(0)

    def ends(self, name: str) -> None:
        """With a picture of what is seen last, and nothing heard on the way."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=Path(PICTURES, f"{name}-{self.language}.png"))
        assert not self.visitor.heard, "\n".join(self.visitor.heard)
        self.page.context.close()


def begin(visitors: Visitors, role: str, language: str) -> Journey:
    visitor = visitors.newcomer(language)
    visitor.takes_in(*SCREENS[language])
    journey = Journey(visitor, language)
    journey.signs_in(role)
    return journey
