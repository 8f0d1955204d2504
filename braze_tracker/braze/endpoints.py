"""Which endpoint a method and an address mean. A dictionary, and routes tried in order where the path holds an id.

Knows nothing of replies; never raises, whatever the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from braze_tracker.braze.endpoint import BROADCAST, SHARED, Endpoint, Repeat, name_of, repeat_of
from braze_tracker.braze.endpoint_table_content import CONTENT
from braze_tracker.braze.endpoint_table_data import DATA
from braze_tracker.braze.endpoint_table_export import EXPORT
from braze_tracker.braze.endpoint_table_profiles import PROFILES
from braze_tracker.braze.endpoint_table_sending import SENDING

__all__ = ["BROADCAST", "ENDPOINTS", "SHARED", "Endpoint", "Repeat", "identify", "route_values"]

ENDPOINTS: tuple[Endpoint, ...] = (*SENDING, *EXPORT, *PROFILES, *CONTENT, *DATA)

_Route = tuple[tuple[str, ...], Endpoint]

_PATH_LIMIT = 2048
_TEMPLATE_LIMIT = 100
_SEGMENT_LIMIT = 32
_LOOKS_LIKE_AN_ID = re.compile(
    r"[0-9]+|[0-9A-Fa-f]{12,}|[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{12,}|.*[0-9].*[0-9].*[0-9].*[0-9].*|.*[^A-Za-z0-9_.-].*",
    re.DOTALL,
)
_VERSION = re.compile(r"v[0-9]{1,2}")


def _fixed(rows: Iterable[Endpoint]) -> dict[tuple[str, str], Endpoint]:
    return {(row.method, row.template): row for row in rows if "{" not in row.template}


def _routes(rows: Iterable[Endpoint]) -> Mapping[tuple[str, int], list[_Route]]:
    routes: dict[tuple[str, int], list[_Route]] = {}
    for row in rows:
        if "{" in row.template:
            parts = tuple(row.template[1:].split("/"))
            routes.setdefault((row.method, len(parts)), []).append((parts, row))
    return routes


_FIXED = _fixed(ENDPOINTS)
_ROUTES = _routes(ENDPOINTS)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def identify(method: str, url: str) -> Endpoint:
    """The endpoint that ``method`` and ``url`` (whole address or path) mean.

    Unknown addresses give an endpoint with ``known=False`` whose template is the path with whatever looks like an id
    replaced by ``{id}``; a documented path asked with another method keeps its documented template.
    """
    method = str(method).upper()[:10]
    path = _path(str(url))
    row = _FIXED.get((method, path)) or _find(method, _parts(path))
    return row or _unknown(method, _parts(path))


def route_values(endpoint: Endpoint, url: str) -> dict[str, str]:
    """What stands in the address at the template's ``{names}``."""
    if "{" not in endpoint.template or not endpoint.known:
        return {}
    pairs = zip(endpoint.template[1:].split("/"), _parts(_path(str(url))), strict=False)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def _path(url: str) -> str:
    """By hand, because `urlsplit` refuses some addresses and takes longer than all the rest of `identify`."""
    scheme = url.find("://", 0, 12)
    if scheme >= 0:
        slash = url.find("/", scheme + 3)
        url = url[slash:] if slash >= 0 else "/"
    for mark in "?#":
        cut = url.find(mark)
        if cut >= 0:
            url = url[:cut]
    return url[:_PATH_LIMIT]


def _parts(path: str) -> tuple[str, ...]:
    parts = [part for part in path.split("/") if part]
    return tuple(map(unquote, parts)) if "%" in path else tuple(parts)


def _find(method: str, parts: tuple[str, ...]) -> Endpoint | None:
    if row := _FIXED.get((method, "/" + "/".join(parts))):
        return row
    for route, row in _ROUTES.get((method, len(parts)), ()):
        if all(name == part or name.startswith("{") for name, part in zip(route, parts, strict=True)):
            return row
    return None


def _unknown(method: str, parts: tuple[str, ...]) -> Endpoint:
    documented = next((row for other in _METHODS if (row := _find(other, parts))), None)
    template = documented.template if documented else _template(parts)
    return Endpoint(
        method=method,
        template=template,
        name=name_of(method, template),
        family=documented.family if documented else (_family(parts) or "unknown"),
        permission="",
        pool=documented.pool if documented else SHARED,
        repeat=repeat_of(method),
        known=False,
    )


def _template(parts: tuple[str, ...]) -> str:
    text = ""
    for part in parts:
        text += "/" + (part if _is_word(part) else "{id}")
        if len(text) > _TEMPLATE_LIMIT:
            return text[: _TEMPLATE_LIMIT - 1] + "…"
    return text or "/"


def _is_word(part: str) -> bool:
    if _VERSION.fullmatch(part):
        return True
    return len(part) <= _SEGMENT_LIMIT and part.isascii() and not _LOOKS_LIKE_AN_ID.fullmatch(part)


def _family(parts: tuple[str, ...]) -> str:
    first = next((part for part in parts if not _VERSION.fullmatch(part)), "")
    return first if _is_word(first) else ""
