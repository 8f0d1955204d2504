"""Every address of the resolver, written in hostile ways: ids, query strings and methods that no page expects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

MARK = "<script>alert(7261)</script>"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>.*?\)")
RIGHT = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "shop"}
"""A value that the address takes, of something that is not there, or may be."""
WRONG_IDS = (
    "0",
    "-1",
    "9" * 40,
    "00000000-0000-0000-0000-00000000000g",
    "%00",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    quote("٣"),
    quote("😀"),
    quote(MARK),
    quote("1_20"),
    "_",
    "'%20OR%201=1--",
    "a" * 5_000,
)
NAMES = (
    *(
        "q",
        "outcome",
        "origin",
        "endpoint",
        "campaign",
        "status",
        "error",
        "before",
        "range",
        "from",
        "to",
        "ws",
        "open",
    ),
    *("state", "severity", "metric", "only", "who", "of", "next", "level", "page", "days", "theme", "language", "name"),
    *(
        "o",
        "p",
        "e",
        "all",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "app_label",
        "model_name",
        "field_name",
        "term",
    ),
    *(
        "id__exact",
        "pk__in",
        "started_at__gte",
        "workspace__id__exact",
        "outcome__exact",
        "at__year",
        "password__startswith",
    ),
)
VALUES = (
    "",
    "%00",
    "%FF%FE",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    quote("٣"),
    quote("😀"),
    quote(MARK),
    "'%20OR%201=1--",
    "../../../../etc/passwd",
    "%zz%",
    "0001-01-01",
    "9999-12-31T23:59:59.999999%2B14:00",
    "2026-02-30",
    "2026-11-23T08:00,00000000-0000-4000-8000-00000000000g",
    "00000000-0000-4000-8000-000000000000",
    "//127.0.0.1:9/",
    "javascript:alert(7261)",
    "%0d%0aSet-Cookie:%20a=b",
    "a" * 9_000,
    "status:",
    "message:%00",
    "send:" + "a" * 200,
)
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every pattern of the product, as it is written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        written = before + str(pattern.pattern).replace("\\Z", "").strip("^$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, written)
        elif isinstance(pattern, URLPattern):
            yield written


def right(route: str) -> str:
    """The address with values of the right kind."""
    return "/" + PARAMETER.sub(lambda match: RIGHT.get(match[1] or "", "1"), route).replace("^", "").replace("$", "")


def wrong(route: str) -> Iterator[str]:
    """The address with every wrong id in every place."""
    if PARAMETER.search(route):
        parts = PARAMETER.split(route)[:: PARAMETER.groups + 1]
        yield from ("/" + text.join(parts).replace("^", "").replace("$", "") for text in WRONG_IDS)


def queries() -> Iterator[str]:
    """All names at once, with each value."""
    return ("&".join(f"{name}={value}" for name in NAMES) for value in VALUES)


def own(route: str) -> bool:
    """Not an address of Django's own administration, of which there are many alike."""
    return not route.startswith("admin/")
