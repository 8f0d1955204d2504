"""What is typed into the box of a search: words, ``name:value`` pairs, and people, who are looked for by their hash.

Pure: it knows no database and no key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from braze_tracker.braze.mail_addresses import without_addresses
from braze_tracker.braze.scrubbing import HIDDEN

QUALIFIERS = {
    "send": "send_id",
    "req": "request_id",
    "dispatch": "dispatch_id",
    "schedule": "schedule_id",
    "ext": "external_send_id",
    "campaign": "campaign_id",
}
"""Searched for exactly; each of these columns has an index. A campaign is known by its name, too."""
LONGEST = 300

# "to:" however it is written: a telephone gives it a capital and a space, and whom it names stood in the open else
_WORD = re.compile(r'(?:(?P<to>(?i:to)):\s*|(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')
_MASK = re.compile(rf"{HIDDEN}[0-9a-f]{{8}}")
_MAY_BE_ID = re.compile(r"[\w.:~-]*\d[\w.:~-]*")


@dataclass(frozen=True, slots=True)
class Search:
    """``exact`` maps a column to the value it must have; ``message`` is looked for inside the message."""

    exact: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    message: str = ""
    person: str = ""
    """As masked in bodies, ``•••1a2b3c4d``."""
    campaigns: tuple[str, ...] = ()
    """The ids that go by what was given for a campaign, where somebody has looked them up."""


def read_search(text: str, problems: list[str]) -> Search:
    """Words and ``name:value`` pairs. Plain words are searched for in the message."""
    exact: dict[str, str] = {}
    words: list[str] = []
    status, person = None, ""
    for name, value in _words(text):
        if name in QUALIFIERS:
            exact[QUALIFIERS[name]] = value
        elif name == "code":
            status = whole_number("code", value, problems)
        elif name == "to" or (name is None and _MASK.fullmatch(value)):
            person = value
        else:
            words.append(value if name in (None, "msg") else f"{name}:{value}")
    if person and not _MASK.fullmatch(person):
        problems.append(_("People are found by their hash: type to: with the name or address into the box."))
    return Search(exact, status, " ".join(words), person)


def _words(text: str) -> list[tuple[str | None, str]]:
    found = _WORD.finditer(text[:LONGEST].replace("\x00", ""))
    return [(_name(match), _value(match)) for match in found]


def _name(match: re.Match[str]) -> str | None:
    return "to" if match["to"] else match["name"]


def _value(match: re.Match[str]) -> str:
    quoted: str | None = match["quoted"]
    return match["plain"] if quoted is None else quoted


def whole_number(name: str, text: str, problems: list[str]) -> int | None:
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    problems.append(_("%(name)s must be a whole number.") % {"name": name})
    return None


def without_people(text: str, mask: Callable[[str], str]) -> str:
    """The search with everybody in it replaced by what ``mask`` gives for them: what may stand in an address.

    ``to:`` names a person, an e-mail address alone does, and one inside another value is masked as it is in the ledger.
    """

    def masked(match: re.Match[str]) -> str:
        name, value = _name(match), _value(match)
        if name == "to":
            return f"to:{value if _MASK.fullmatch(value) else mask(value)}"
        if "@" not in value and "%40" not in value:
            return match[0]
        if name is None and _MASK.fullmatch(alone := without_addresses(value, mask)):
            return f"to:{alone}"
        return without_addresses(match[0], mask)

    return _WORD.sub(masked, text)


def lone_id(text: str) -> str:
    """What somebody pasted into the box, if it is one word that may be an id; else nothing."""
    words = _words(text)
    value = words[0][1] if len(words) == 1 and words[0][0] is None else ""
    return value if 6 <= len(value) <= 255 and _MAY_BE_ID.fullmatch(value) else ""
