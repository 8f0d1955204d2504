"""Where a request comes from, as far as that can be believed: whom the throttle of the sign-in counts."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """What django-axes asks for."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return believed(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)


def believed(peer: str, forwarded: str, proxies: int) -> str | None:
    """The address that the outermost of our own proxies was asked from. None for a peer without one (a socket file).

    Each proxy adds at the end where it was asked from. What stands left of that anybody may have written: who could
    choose an address here would never be locked out.
    """
    told = [part.strip() for part in forwarded.split(",")]
    return _address(told[-proxies] if 0 < proxies <= len(told) else peer) or _address(peer)


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
