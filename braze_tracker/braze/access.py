"""Where a workspace's REST API is and with which key it is opened, checked before anything is sent.

Knows the forms of hosts and keys; makes no call.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase

from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.exceptions import InvalidArgument

_QUOTES = "\"'`“”‘’«»"

# https://www.braze.com/docs/api/basics#endpoints: what people copy from the address bar or from SDK code, and the
# REST host of the same instance.
_NOT_REST = (
    (re.compile(r"dashboard-(\d\d)\.braze\.com"), r"rest.iad-\1.braze.com"),
    (re.compile(r"dashboard-(\d\d)\.braze\.eu"), r"rest.fra-\1.braze.eu"),
    (re.compile(r"dashboard\.([a-z]{2}-\d\d)\.braze\.(com|eu)"), r"rest.\1.braze.\2"),
    (re.compile(r"sdk\.([a-z]+-\d\d)\.braze\.(com|eu)"), r"rest.\1.braze.\2"),
)


def rest_base(endpoint: str) -> str:
    """``rest.iad-01.braze.com`` or ``https://rest.iad-01.braze.com/`` → ``https://rest.iad-01.braze.com``.

    Raises `InvalidArgument` with what to write instead. https://www.braze.com/docs/api/basics
    """
    text = endpoint.strip()
    parts = _split(text if "://" in text else f"https://{text}")
    host = parts.hostname or ""
    _refuse_other_hosts(host)
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        raise InvalidArgument(
            f"The REST endpoint is only scheme and host, as in https://{parts.netloc}: leave out what follows the host."
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise InvalidArgument(f"http://{parts.netloc} would send the API key in clear: write https://{parts.netloc}.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def checked_key(key: str) -> str:
    """The key as it was given. Raises `InvalidArgument` for one that Braze could only refuse; never repeats it."""
    if not key:
        raise InvalidArgument(_("The API key is empty. Create one in Braze under Settings > APIs and Identifiers."))
    if key[0] in _QUOTES or key[-1] in _QUOTES:
        raise InvalidArgument(_("The API key is given in quotes: Braze refuses it so. Leave the quotes out."))
    if key.lower().startswith("bearer"):
        raise InvalidArgument(_("The API key is given with the word Bearer: leave it out, it is added to each call."))
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidArgument(_("The API key holds a space, a line break or a letter that no key has: copy it again."))
    return key


class KeyAuth(AuthBase):
    """Puts the key on a request. As ``auth=`` and not as a session's header, because a ``.netrc`` entry for the host
    would silently replace the header."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers["Authorization"] = f"Bearer {self._key}"
        return r

    def __repr__(self) -> str:
        return f"KeyAuth(••••{self._key[-4:]})"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or re.search(r"\s", parts.netloc):
        # Not repeated: it may hold a password.
        raise InvalidArgument("This is not a REST endpoint: write it as in https://rest.iad-01.braze.com.")
    return parts


def _refuse_other_hosts(host: str) -> None:
    for pattern, rest in _NOT_REST:
        if match := pattern.fullmatch(host):
            raise InvalidArgument(f"{host} does not answer API calls: use the REST endpoint {match.expand(rest)}.")
    if host.startswith(("dashboard", "sdk.")):
        raise InvalidArgument(
            f"{host} does not answer API calls: use the REST endpoint of your instance, as in rest.iad-01.braze.com."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
