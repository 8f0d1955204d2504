"""Every page can be used by keyboard and screen reader, as far as a script can tell; axe and people tell the rest."""

from __future__ import annotations

from playwright.sync_api import Page, expect

COMPLAINTS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const text = (one) => (one?.textContent || "").trim();
  const name = (one) => one.ariaLabel || text(document.getElementById(one.getAttribute("aria-labelledby")))
    || text(one.labels?.[0]) || (one.matches("input, select") ? "" : text(one)) || one.title;
  const told = [], tell = (what, ones) => ones.forEach((one) => told.push(`${what}: ${one.outerHTML.slice(0, 120)}`));
  tell("nameless", all("a[href], button, input:not([type=hidden]), select, summary").filter(
    (one) => !one.closest("[aria-hidden=true]") && !name(one)));
  tell("nameless picture", all("svg:not([aria-hidden=true])").filter(
    (one) => one.getAttribute("role") !== "img" || !one.ariaLabel));
  tell("nameless region", all("nav, [role=region]").filter((one) => !one.ariaLabel));
  tell("jumps the order", all("[tabindex]").filter((one) => one.tabIndex > 0));
  tell("scrolls without keys", all("pre, .scroll, .looks").filter(
    (one) => (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      && one.tabIndex < 0 && getComputedStyle(one).overflowX !== "visible"));
  tell("heads nothing", all("th").filter((one) => !one.hasAttribute("scope")));
  tell("small", all("button, select, input:not([type=hidden]), .nav, .tabs a, .segments a").filter(
    (one) => { const aimed = (one.closest("label") || one).getBoundingClientRect();
      return aimed.height < 24 || aimed.width < 24; }));
  const named = [...document.querySelectorAll("[id]")];
  tell("same id twice", named.filter((one) => named.some((other) => other !== one && other.id === one.id)));
  const levels = all("h1, h2, h3").map((one) => +one.tagName[1]);
  if (levels.filter((one) => one === 1).length !== 1) told.push(`one h1 wanted: ${levels}`);
  levels.forEach((one, at) => at && one > levels[at - 1] + 1 && told.push(`heading skipped: ${levels}`));
  if (document.querySelectorAll("main").length !== 1) told.push("one main wanted");
  if (!document.documentElement.lang) told.push("no language");
  return told;
}"""


def test_everything_on_every_page_has_a_name_and_a_place_in_the_order(browser_page: Page, pages: list[str]) -> None:
    for width in (1440, 390):
        browser_page.set_viewport_size({"width": width, "height": 844})
        for path in [*pages, "/accounts/login/", "/calls/?q=nothing+like+this", "/errors/?state=muted"]:
            browser_page.goto(path)
            assert (path, browser_page.evaluate(COMPLAINTS)) == (path, [])


def test_the_first_tab_skips_to_the_content_and_the_menu_follows(browser_page: Page) -> None:
    browser_page.goto("/errors/")
    browser_page.keyboard.press("Tab")
    expect(browser_page.locator(".skip")).to_be_focused()
    browser_page.keyboard.press("Tab")
    expect(browser_page.locator(".sidebar .brand")).to_be_focused()
    browser_page.keyboard.press("Tab")
    expect(browser_page.locator(".sidebar [data-key=o]")).to_be_focused()
    browser_page.locator(".skip").focus()
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("#content")).to_be_focused()


def test_who_wants_no_motion_gets_none(browser_page: Page) -> None:
    browser_page.emulate_media(reduced_motion="reduce")
    browser_page.goto("/")
    assert browser_page.evaluate("getComputedStyle(document.querySelector('.nav')).transitionDuration") == "0s"
