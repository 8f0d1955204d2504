"""Which address is believed: what our own proxies wrote, and nothing that anybody else may have written."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from braze_tracker.dashboard.client_address import believed, client_address

PEER, HERS, FORGED = "10.0.0.1", "192.0.2.1", "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        (PEER, "", 0, PEER),
        (PEER, HERS, 0, PEER),
        (PEER, HERS, 1, HERS),
        (PEER, f"{FORGED}, {HERS}", 1, HERS),
        (PEER, f"{FORGED},{HERS},10.0.0.2", 2, HERS),
        (PEER, f" {HERS} ", 1, HERS),
        (PEER, "", 1, PEER),
        (PEER, HERS, 2, PEER),
        (PEER, "unknown", 1, PEER),
        (PEER, f"{HERS}, ", 1, PEER),
        (PEER, "2001:DB8::1", 1, "2001:db8::1"),
        ("", "", 0, None),
        ("", HERS, 1, HERS),
    ],
)
def test_an_address_is_what_the_outermost_of_our_proxies_wrote(
    peer: str, forwarded: str, proxies: int, address: str | None
) -> None:
    assert believed(peer, forwarded, proxies) == address


def test_it_is_read_from_the_request_and_the_settings(settings: Settings) -> None:
    request = RequestFactory(REMOTE_ADDR=PEER).get("/", headers={"X-Forwarded-For": HERS})
    assert client_address(request) == PEER
    settings.PROXIES = 1
    assert client_address(request) == HERS
