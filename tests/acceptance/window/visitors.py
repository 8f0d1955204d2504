"""One Chromium for all walks; a visitor is somebody with a role, a language and a screen, and hears what a page says.

A page is silent: nothing in its console, nothing refused by its policy, nothing that fails to load.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.acceptance.window.house import House
from tests.dashboard.conftest import FLAGS, chromium

AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
HEIGHT = 900
VIOLATIONS = "addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective}`))"


@dataclass
class Visitor:
    page: Page
    heard: list[str] = field(default_factory=list)

    def goes_to(self, path: str, *, status: int = 200) -> None:
        """Fails for another status than the one that is meant."""
        answer = self.page.goto(path)
        assert answer is not None, path
        assert (path, answer.status) == (path, status)
        if status >= 400:
            # Chromium says in the console what the status of the page itself is
            self.heard = [one for one in self.heard if f"status of {status}" not in one and answer.url not in one]

    def takes_in(self, width: int, scheme: str) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def said(self, message: ConsoleMessage) -> None:
        # Chromium's advice on Django's own forms
        if "Password forms should have" in message.text and "/admin/" in self.page.url:
            return
        self.heard.append(f"{self.page.url}: {message.type} {message.text}")

    def failed(self, request: Request) -> None:
        # what a page still asked for when it was left
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"{self.page.url}: {request.url} {request.failure}")

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{self.page.url}: {response.url} {response.status}")


class Visitors:
    """Who comes to the house. Ask for the same one twice and it is the same one, with a warm cache."""

    def __init__(self, browser: Browser, house: House) -> None:
        self._browser, self._house = browser, house
        self._known: dict[tuple[str, str, bool], Visitor] = {}

    def __call__(self, role: str = "", language: str = "en", *, with_axe: bool = False) -> Visitor:
        """``role`` empty: a stranger. ``with_axe``: its tools are in every page, which the policy would refuse."""
        key = (role, language, with_axe)
        if key not in self._known:
            self._known[key] = self._arrived(self.context(role, language, bypass_csp=with_axe), with_axe)
        return self._known[key]

    def newcomer(self, language: str) -> Visitor:
        """Somebody who has never been here. Whoever asks closes their context."""
        return self._arrived(self.context("", language), with_axe=False)

    def context(self, role: str, language: str = "en", *, bypass_csp: bool = False) -> BrowserContext:
        """With a cold cache. Whoever asks closes it."""
        context = self._browser.new_context(
            base_url=self._house.url,
            locale=language,
            viewport={"width": 1440, "height": HEIGHT},
            reduced_motion="reduce",
            bypass_csp=bypass_csp,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(20_000)
        cookies = {"django_language": language, **({"sessionid": self._house.sessions[role]} if role else {})}
        context.add_cookies([{"name": name, "value": value, "url": self._house.url} for name, value in cookies.items()])
        return context

    def _arrived(self, context: BrowserContext, with_axe: bool) -> Visitor:
        context.add_init_script(path=AXE) if with_axe else context.add_init_script(VIOLATIONS)
        visitor = Visitor(context.new_page())
        visitor.page.on("console", visitor.said)
        visitor.page.on("pageerror", lambda error: visitor.heard.append(f"{visitor.page.url}: {error}"))
        visitor.page.on("requestfailed", visitor.failed)
        visitor.page.on("response", visitor.answered)
        return visitor


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield started
        finally:
            started.close()
