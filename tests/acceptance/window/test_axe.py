"""axe-core finds no barrier in any page: WCAG 2.2 AA and its best practice, both themes, a desk and a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.dashboard.roles import Role
from tests.acceptance.window import walks
from tests.acceptance.window.house import House
from tests.acceptance.window.visitors import AXE, Visitor, Visitors

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
"""What another theme may change; the rest of a page is the same in both."""
LOOKS = ((1440, "light", True), (1440, "dark", False), (390, "dark", True), (390, "light", False))
"""Width, theme, and whether all rules are asked or only those for colours."""
RUN = """async ([kind, values]) => {
  const {violations} = await axe.run(document, {runOnly: {type: kind, values}, resultTypes: ["violations"]});
  return violations.flatMap(({id, nodes}) => nodes.map((node) => [id, node.html.slice(0, 150),
    [...node.any, ...node.all, ...node.none].map((check) => check.message)[0]]));
}"""
NOT_OURS: dict[str, str] = {
    "aria-prohibited-attr search-label-icon": "Django's script for choosing among many makes these question marks",
}
"""Findings, as rule and a part of the element, that only Django could mend, and why."""


def findings(visitor: Visitor, path: str) -> list[str]:
    found: dict[str, None] = {}
    for width, scheme, all_rules in LOOKS:
        visitor.takes_in(width, scheme)
        asked = ["tag", RULES] if all_rules else ["rule", COLOURS]
        for rule, element, why in visitor.page.evaluate(RUN, asked):
            if not any(rule == ours_not and part in element for ours_not, part in map(str.split, NOT_OURS)):
                found[f"{path} {width} {scheme}: {rule} {element} {why}"] = None
    return list(found)


@pytest.mark.acceptance
@pytest.mark.timeout(400)
def test_no_page_has_a_barrier_in_either_theme_at_a_desk_or_on_a_phone(site: House, visitors: Visitors) -> None:
    stranger, admin = visitors(with_axe=True), visitors("Admin", with_axe=True)
    stranger.goes_to("/accounts/login/")
    found = findings(stranger, "/accounts/login/")
    for path in walks.pages(site.samples, Role.ADMIN):
        admin.goes_to(path)
        found += findings(admin, path)
    assert not found, "\n".join(found)


def test_the_finder_of_barriers_is_fetched_by_checksum_from_wherever_npm_is_told() -> None:
    """A host in the lock would be asked whatever an operator's npm says."""
    lock: dict[str, Any] = json.loads((Path(__file__).parent / "axe" / "package-lock.json").read_text(encoding="utf-8"))
    fetched = {name: one for name, one in lock["packages"].items() if name}
    assert list(fetched) == ["node_modules/axe-core"]
    assert [one["integrity"].partition("-")[0] for one in fetched.values()] == ["sha512"]
    assert "://" not in json.dumps(lock)


@pytest.mark.acceptance
def test_the_finder_of_barriers_is_installed() -> None:
    assert AXE.is_file(), "make .venv/.axe fetches axe-core with npm"
