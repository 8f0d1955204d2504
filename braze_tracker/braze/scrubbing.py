"""Hides values inside running text: keys, e-mail addresses, telephone numbers, and whatever was masked in the request.

It knows text only, neither JSON nor HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256

from braze_tracker.braze.known_values import KnownValues
from braze_tracker.braze.mail_addresses import without_addresses
from braze_tracker.braze.personal import SCHEMA_WORDS

HIDDEN = "•••"

_PHONE = re.compile(r"(?<![\w.])(?:\+\d[\d ().-]{5,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)")
_ECHOED_KEY = re.compile(r"((?:API key|API Identifier)\b[^:]{0,20}:\s*)[^\s\"<]+", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(https?://)[^\s\"'<>/?#@]+@", re.IGNORECASE)
_ASKING = re.compile(r"(https?://[^\s\"'<>?]+)\?([^\s\"'<>]*)", re.IGNORECASE)
_SIGNED = re.compile(r"signature|token=|sig=|x-amz-", re.IGNORECASE)

TOKEN_MARK = "btk_"  # noqa: S105 — what they begin with, not one of them
"""What every token of the gateway begins with."""
_TOKEN = re.compile(rf"{TOKEN_MARK}[\w-]+")

_COLON = re.compile(r"\s*:")
_MAY_BE_ESCAPED = re.compile(r'["/\\\x00-\x1f\x7f]')

_SHORTEST = 3
_LONGEST_REMEMBERED = 64
_MOST_REMEMBERED = 1024
_PLAIN = SCHEMA_WORDS | {
    "success",
    "queued",
    "sent",
    "message",
    "error",
    "errors",
    "detail",
    "notice",
    "events",
    "purchases",
    "items",
    "total",
    "deleted",
    "attributes_processed",
    "events_processed",
    "purchases_processed",
    "invalid",
    "valid",
    "true",
    "false",
    "null",
    "none",
}


def masked_value(hash_key: bytes, value: str) -> str:
    """``•••`` and eight hex digits: the same for the same value under one key, e-mail addresses in lower case; nothing
    for nothing.

    By it a person's calls can be searched for without the value being kept.
    """
    return _masks(hash_key)[value]


class Masks(dict[str, str]):
    """Values and what they are masked by, reckoned when first asked for: the same customers come again and again.

    Bounded, and in memory alone: nothing may ever write it down.
    """

    def __init__(self, hash_key: bytes) -> None:
        super().__init__()
        # BLAKE2's own keyed mode: as sound as HMAC-SHA256 and four times as fast, with dozens of values in a call
        self._fresh = blake2b(key=sha256(hash_key).digest(), digest_size=4).copy

    def __missing__(self, value: str) -> str:
        known = value.strip().lower() if "@" in value else value.strip()
        digest = self._fresh()
        digest.update(known.encode("utf-8", "surrogatepass"))
        masked = HIDDEN + digest.hexdigest() if known else ""
        if len(value) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[value] = masked
        return masked

    def __repr__(self) -> str:
        return f"{len(self)} masks"


@lru_cache(maxsize=8)
def _masks(hash_key: bytes) -> Masks:
    return Masks(hash_key)


def worth_hiding(value: str) -> bool:
    """Whether finding the value in a text says anything: not ``1``, not ``email``, not ``success``."""
    bare = value.strip()
    if len(bare) < _SHORTEST or bare.lower() in _PLAIN:
        return False
    return not bare.isdigit() or len(bare) > 4


def _stands_in_name(sign: str, text: str) -> bool:
    """Whether a colon follows the next quotation mark, somewhere. From sign to sign: texts are long and signs few."""
    at = text.find(sign)
    while at >= 0:
        end = text.find('"', at)
        if end < 0:
            return False
        if _COLON.match(text, end + 1):
            return True
        at = text.find(sign, end)
    return False


def _unsigned(link: re.Match[str]) -> str:
    return f"{link[1]}?{HIDDEN}" if _SIGNED.search(link[2]) else link[0]


class Scrubber:
    """Hides the given secrets and personal values, and whatever looks like an e-mail address."""

    def __init__(self, hash_key: bytes, secrets: Iterable[str] = (), values: Iterable[str] = ()) -> None:
        self.masks = _masks(hash_key)
        self.secrets = tuple(secret for secret in secrets if secret)
        self._values = KnownValues(values)
        self.values = self._values.all
        self._known = self.secrets + self.values

    def finds_in(self, text: str) -> bool:
        """Whether the text may hold an e-mail address, a signed link, an echoed key, a token or anything known: whether
        `scrub` might change something in it or in a part of it."""
        # a sign is found much sooner than a word
        if "@" in text or ("%" in text and "%40" in text) or ("?" in text and "http" in text):
            return True
        if "API" in text or TOKEN_MARK in text:
            return True
        return self._knows_of(text)

    def looks_into(self, text: str) -> tuple[bool, bool]:
        """Whether the values, and whether the names, of the document with this text are worth a look."""
        if "\\" in text:
            if self.misses_in(text):
                return True, True
            if '\\"' in text:
                # perhaps a text of JSON inside the JSON
                return True, self.finds_name_in(text)
        if not self.finds_in(text):
            return False, False
        return True, self.finds_name_in(text)

    def finds_name_in(self, text: str) -> bool:
        """The same for the names of fields in a JSON text."""
        if _stands_in_name("@", text) or ("%" in text and _stands_in_name("%40", text)):
            return True
        if _stands_in_name(TOKEN_MARK, text):
            return True
        return self._knows_of(text)

    def _knows_of(self, text: str) -> bool:
        # a loop, because a generator costs more than the few look-ups it may spare
        for known in self._known:  # noqa: SIM110 — see above
            if known in text:
                return True
        return False

    def misses_in(self, text: str) -> bool:
        """Whether a JSON text may hold, in escaped spelling, what `finds_in` looks for as it is."""
        if "\\" not in text:
            return False
        return "\\u" in text or any(_MAY_BE_ESCAPED.search(known) for known in self._known)

    def secretless(self, text: str) -> str:
        """The text without secrets; personal data stays."""
        for secret in self.secrets:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        if "@" in text and "://" in text:
            text = _IN_ADDRESS.sub(rf"\1{HIDDEN}@", text)
        if "?" in text:
            text = _ASKING.sub(_unsigned, text)
        if TOKEN_MARK in text:
            text = _TOKEN.sub(HIDDEN, text)
        return _ECHOED_KEY.sub(rf"\1{HIDDEN}", text) if "API" in text or "api" in text else text

    def scrub(self, text: str) -> str:
        """The text without secrets, e-mail addresses and known personal values."""
        text = self.secretless(text)
        if "@" in text or "%40" in text:
            text = without_addresses(text, self.mask)
        return self._values.hidden_in(text, self.mask, worth_hiding) if self.values else text

    def scrub_error(self, text: str) -> str:
        """As `scrub`, and whatever looks like a telephone number."""
        return _PHONE.sub(self._mask_match, self.scrub(text))

    def mask(self, value: str) -> str:
        return self.masks[value]

    def _mask_match(self, match: re.Match[str]) -> str:
        return self.mask(match[0])
