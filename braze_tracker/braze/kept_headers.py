"""The headers that may be kept of a request and a reply, and the one that holds the key. The rest is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from requests.structures import CaseInsensitiveDict

from braze_tracker.braze.personal import API_KEY_NAMES

LONGEST = 1000
"""Characters of the longest value that is kept; a longer one says nothing, and half of it might hold half a key."""

_KEPT_HEADERS = frozenset(
    {
        "content-type",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "accept-encoding",
        "user-agent",
        "date",
        "server",
        "via",
        "retry-after",
        "x-request-id",
        "x-runtime",
        "cf-ray",
        "cf-cache-status",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-retry-after",
    }
)


def kept_headers(headers: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The headers that may be kept, with their names in lower case, and the value of the one that holds the key."""
    kept, authorization, own = {}, "", ""
    # requests' own mapping is slow to walk by its `items`
    if isinstance(headers, CaseInsensitiveDict):
        named: Iterable[tuple[str, str]] = headers.lower_items()
    else:
        named = [(name.lower(), value) for name, value in headers.items()]
    for name, value in named:
        if name in _KEPT_HEADERS:
            if len(value) <= LONGEST:
                kept[name] = value if value.__class__ is str else as_text(value)
        elif name == "authorization":
            authorization = as_text(value)
        elif name in API_KEY_NAMES:
            own = as_text(value)
    return kept, authorization or own


def as_text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
