"""Named, versioned ways of grouping errors. Pure.

A version is never changed once it has been released: a better way of grouping is a new function under a new name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trait:
    """What an error is grouped by. ``code`` is the catalogue's; ``status`` is None where no reply came."""

    severity: str
    status: int | None
    family: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    version: str
    digest: str
    title: str
    """The message with its variable parts replaced, for a reader."""


_PLACE = "…"
"""Stands where something variable stood."""

_VARIABLE = (
    r"https?://[^\s\"'<>]+",
    r"(?<![\w.+•-])[\w.!#$%&*+=?^~•-]+@(?:[\w•-]+\.)*[\w•-]+",
    r"•{3,}[0-9a-f]*",
    r"\"[^\"]*\"|“[^”]*”|«[^»]*»|`[^`]*`",
    r"(?<!\w)'[^']*'(?!\w)",
    r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b",
    r"(?<!\w)[+-]?\d+(?:[.,:]\d+)*(?![\w-])",
    r"(?<![\w-])[\w-]*\d[\w-]*",
)
_VALUE = re.compile("|".join(_VARIABLE), re.IGNORECASE)
_OBJECT = re.compile(r"\{[^{}]*\}")
_LIST = re.compile(r"…(?:(?:\s*(?:[,;|:]|=>|\band\b|\bor\b)\s*|\s+)?…)+")
_STATUS = re.compile(r"((?:HTTP(?:/[\d.]+)?\s+)?(?:(?:status|error|code)\b[\s:]*)*)(\d{3})(?!\w)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LONGEST = 500

_FIELD_NAMES = """
    alias_label alias_name aliases_to_identify app_id attributes audience braze_id broadcast campaign_id
    canvas_entry_properties canvas_id connected_audience context currency current_external_id device_id email
    email_address end_date ending_at events external_id external_ids external_user_id external_user_ids
    identifier_to_keep identifier_to_merge in_local_time length merge_updates message_variation_id messages name
    new_external_id override_frequency_capping phone price product_id properties purchases push_tokens quantity
    recipient_subscription_state recipients schedule schedule_id segment_id send_at send_id start_date
    subscription_group_id subscription_state time trigger_properties user_alias user_aliases user_identifiers users
"""
FIELD_NAMES = frozenset(_FIELD_NAMES.split())
"""Words of Braze's requests: quoted in an error they are Braze's, not the caller's, and tell errors apart.

https://www.braze.com/docs/api/objects_filters
"""


def normalise(message: str) -> str:
    """The message with ids, numbers, addresses and quoted or masked values replaced; a list of such is one."""
    text = _VALUE.sub(lambda found: _named(found[0]) or _PLACE, message[:_LONGEST])
    text = _LIST.sub(_PLACE, _OBJECT.sub(_PLACE, text))
    return _SPACE.sub(" ", text).strip()


def _named(value: str) -> str:
    """The quoted name of a field, as it is; empty for any other value."""
    return value if value[0] in _QUOTES and value[1:-1] in FIELD_NAMES else ""


_QUOTES = "\"“«`'"


def titled(message: str, status: int | None) -> str:
    """The normalised message, for a reader: a status that it begins with stays."""
    begins = _STATUS.match(message)
    if begins is None or begins[2] != str(status):
        return normalise(message)
    return f"{begins[1]}{begins[2]} {normalise(message[begins.end() :])}".strip()


def text_1(trait: Trait) -> Fingerprint:
    """Severity, status class and endpoint family, with the catalogue's code or else the normalised message."""
    status = f"{trait.status // 100}xx" if trait.status else "wire"
    said = f"code:{trait.code}" if trait.code else "text:" + normalise(trait.message).casefold()
    parts = "\x1f".join((trait.severity, status, trait.family, said))
    digest = hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
    return Fingerprint("text-1", digest, titled(trait.message, trait.status))


VERSIONS: dict[str, Callable[[Trait], Fingerprint]] = {"text-1": text_1}
CURRENT = "text-1"


def fingerprint(trait: Trait) -> Fingerprint:
    return VERSIONS[CURRENT](trait)
