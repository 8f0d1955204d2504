"""The error catalogue: looked up by code, and recognised from Braze's words. Its texts stand in the files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from braze_tracker.braze.catalogue_content import CONTENT_ERRORS
from braze_tracker.braze.catalogue_data import DATA_ERRORS
from braze_tracker.braze.catalogue_entry import CatalogueEntry
from braze_tracker.braze.catalogue_fatal import FATAL
from braze_tracker.braze.catalogue_messaging import MESSAGING_ERRORS
from braze_tracker.braze.catalogue_non_fatal import NON_FATAL
from braze_tracker.braze.catalogue_requests import REQUESTS
from braze_tracker.braze.catalogue_wire import GATEWAYS, WIRE
from braze_tracker.braze.outcomes import Severity

__all__ = ["ENTRIES", "CatalogueEntry", "by_status", "explain", "recognise"]

# The narrower stand before the wider: the first that recognises a message names it.
ENTRIES: tuple[CatalogueEntry, ...] = (
    *MESSAGING_ERRORS,
    *DATA_ERRORS,
    *CONTENT_ERRORS,
    *NON_FATAL,
    *FATAL,
    *REQUESTS,
    *WIRE,
    *GATEWAYS,
)

_BY_CODE = {entry.code: entry for entry in ENTRIES}
_READ_AT_MOST = 300

_BY_STATUS = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    413: "payload_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
}


def explain(code: str) -> CatalogueEntry | None:
    """What is known of an error; None for one that Braze does not document, which a page should say honestly."""
    return _BY_CODE.get(code)


def recognise(message: str, ident: str, severity: Severity, family: str) -> str:
    """The code that these words mean, or "". ``ident`` is the id, type or code that Braze gave the error."""
    return _recognise(message[:_READ_AT_MOST].lower(), ident[:_READ_AT_MOST].lower(), severity, family)


def by_status(status: int) -> str:
    """The code for a status whose words say nothing more, or ""."""
    if 520 <= status <= 530:
        return "cloudflare_error"
    if 300 <= status < 400:
        return "unexpected_redirect"
    return _BY_STATUS.get(status, "internal_server_error" if 500 <= status < 600 else "")


def _by_id(entries: Iterable[CatalogueEntry]) -> dict[str, list[CatalogueEntry]]:
    found: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        for ident in entry.ids:
            found.setdefault(ident, []).append(entry)
    return found


_BY_ID = _by_id(ENTRIES)
# One flat list for each severity: a refusal's words are looked for in it at thousands a second.
_TEXTS = {
    severity: tuple(
        (text, entry.family, entry.code)
        for entry in ENTRIES
        if entry.severity == severity or entry.ids
        for text in entry.texts
    )
    for severity in Severity
}


# Bounded, because messages may hold ids; most replies of a day repeat a few dozen texts.
@lru_cache(maxsize=1024)
def _recognise(message: str, ident: str, severity: Severity, family: str) -> str:
    for name in (ident, message):
        for entry in _BY_ID.get(name.strip(" .").replace("_", "-"), ()):
            if family.startswith(entry.family):
                return entry.code
    for text, scope, code in _TEXTS[severity]:
        if text in message and family.startswith(scope):
            return code
    return ""
