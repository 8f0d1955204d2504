"""What may be kept of a URL and of a form: keys and personal values out of query and path, the rest as it was sent."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from braze_tracker.braze.bodies import names_fields
from braze_tracker.braze.personal import API_KEY_NAMES, Rule, rule_of_pair
from braze_tracker.braze.scrubbing import HIDDEN, Scrubber, worth_hiding

_PERSONAL_SEGMENTS = re.compile(
    r"(?P<head>.*/(?:catalogs/[^/]+/items|preference_center/v1/[^/]+/url|scim/v2/Users|data_objects/objects/[^/]+)/)"
    r"(?P<id>[^/]+)(?P<tail>/?)",
    re.IGNORECASE,
)
_MASKED_IN_PAIRS = frozenset({Rule.PERSONAL, Rule.CLOSED, Rule.MESSAGES, Rule.TEXT})
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")


def api_key_in(pairs: str) -> str:
    """The key passed as a parameter, which old clients still do."""
    for pair in pairs.split("&"):
        name, _, value = pair.partition("=")
        if name.lower() in API_KEY_NAMES:
            return unquote_plus(value)
    return ""


class AddressMasker:
    """Masks one URL or form. ``hidden`` gathers what was masked, as it was before."""

    def __init__(self, scrubber: Scrubber, *, personal: bool) -> None:
        self.hidden: set[str] = set()
        self._scrubber = scrubber
        self._personal = personal

    def url(self, url: str) -> str:
        """The URL without credentials, secrets and personal values. A URL that cannot be parsed is scrubbed as text."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self._scrubber.scrub(url)
        host = parts.netloc.rpartition("@")[2]
        address = f"{parts.scheme}://{host}" if host else ""
        query = f"?{self.pairs(parts.query)}" if parts.query else ""
        return address + self._path(parts.path) + query

    def pairs(self, text: str) -> str:
        """``name=value`` pairs of a query or a form, in their order; those without anything to hide as they were."""
        if not text:
            return ""
        return "&".join(self._pair(pair) for pair in text.split("&"))

    def _pair(self, pair: str) -> str:
        name, equals, raw = pair.partition("=")
        rule, value = rule_of_pair(unquote_plus(name)), unquote_plus(raw)
        if not value:
            return self._clean(name) + equals
        if rule is Rule.SECRET:
            self._remember(value, raw)
            return f"{self._clean(name)}={HIDDEN}"
        if self._personal and (rule in _MASKED_IN_PAIRS or names_fields(value)):
            # a filter, or a document, holds the values that a reply may repeat in quotation marks
            self._remember(value, raw, *_QUOTED.findall(value))
            return f"{self._clean(name)}={self._scrubber.mask(value)}"
        kept = self._clean(value)
        return f"{self._clean(name)}={raw if kept == value else kept}"

    def _path(self, path: str) -> str:
        match = _PERSONAL_SEGMENTS.fullmatch(path) if self._personal else None
        if match:
            value = unquote(match["id"])
            self._remember(value, match["id"])
            path = match["head"] + self._scrubber.mask(value) + match["tail"]
        plain = unquote(path)
        kept = self._clean(plain)
        return path if kept == plain else kept

    def _clean(self, text: str) -> str:
        return self._scrubber.scrub(text) if self._personal else self._scrubber.secretless(text)

    def _remember(self, *values: str) -> None:
        self.hidden.update(value for value in values if worth_hiding(value))
