"""Hostile requests to the running gateway: no error of its own, nobody reached who should not be, nothing told."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acceptance.gateways import CALL_HEADER, Gateway, gateway, prepared
from tests.acceptance.hostile import AMBIGUOUS, CORPUS, filled, said, statuses
from tests.acceptance.keeping import eventually
from tests.acceptance.stranger import ROW, Stranger, stranger

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(200)]

SHOP_KEY, OTHER_KEY = "5b1c1f8e-0000-4000-8000-00000000shop", "5b1c1f8e-0000-4000-8000-0000000other"
AT_ONCE = 16


@dataclass(repr=False)
class Place:
    """The gateway, two Brazes that it may reach, and a host of the inside network that it may not."""

    gateway: Gateway
    shop: Stranger
    other: Stranger
    inside: Stranger
    tokens: dict[str, str]

    @property
    def address(self) -> tuple[str, int]:
        url = urlsplit(self.gateway.url)
        return str(url.hostname), int(url.port or 0)

    def said(self, request: bytes, key: str) -> bytes:
        host = f"{self.address[0]}:{self.address[1]}"
        parts = {"host": host, "inside": self.inside.host, "auth": f"Authorization: Bearer {key}"}
        return said(self.address, filled(request, **parts))

    def relayed(self) -> int:
        return sum(self.gateway.status()["relayed"].values())

    def secrets(self) -> list[bytes]:
        return [SHOP_KEY.encode(), OTHER_KEY.encode(), *(text.encode() for text in self.tokens.values())]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("fuzzed")
    with ExitStack() as stack:
        inside = stack.enter_context(stranger())
        shop, other = (stack.enter_context(stranger(f"{inside.url}/reached")) for _ in range(2))
        known = (("Shop", shop.url, SHOP_KEY), ("Other", other.url, OTHER_KEY), ("Inside", inside.url, "inside-key"))
        tokens = prepared(data, *known)
        running = stack.enter_context(gateway(data, shop.url, other.url))
        yield Place(running, shop, other, inside, tokens)


def assert_unharmed(place: Place) -> None:
    """Whatever was asked: each request that Braze saw is one that the gateway means to have relayed, to the right host
    with the right key, and its end is where both see it."""
    assert place.inside.connections == 0
    eventually(lambda: place.relayed() == len(place.shop.heard) + len(place.other.heard), 10, "both count alike")
    for braze, key in ((place.shop, SHOP_KEY), (place.other, OTHER_KEY)):
        for heard in braze.heard:
            assert ROW.match(heard.request_line), heard
            assert heard.values("host") == [braze.host.encode()], heard
            assert len(heard.values("content-length") + heard.values("transfer-encoding")) <= 1, heard
            assert heard.values("authorization") in ([], [f"Bearer {key}".encode()]), heard
            assert heard.values("x-injected") == [], heard
            assert b"btk_" not in heard.head + heard.body, heard
    assert place.gateway.process.poll() is None
    assert requests.get(f"{place.gateway.url}/-/health", timeout=10).status_code == 200


@pytest.mark.parametrize("way", ["own key", "token"])
def test_a_hostile_request_is_refused_or_relayed_as_one(place: Place, way: str) -> None:
    key = SHOP_KEY if way == "own key" else place.tokens["shop"]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        replies = dict(zip(CORPUS, threads.map(lambda request: place.said(request, key), CORPUS.values()), strict=True))
    # the stand-in for Braze never answers with a failure of a server: one would be the gateway's own
    assert {name: reply for name, reply in replies.items() if any(status >= 500 for status in statuses(reply))} == {}
    assert {name for name, reply in replies.items() for secret in place.secrets() if secret in reply} == set()
    assert_unharmed(place)


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_whose_end_is_not_clear_is_refused_and_so_is_what_follows_it(place: Place, name: str) -> None:
    before = len(place.shop.heard)
    assert list(statuses(place.said(AMBIGUOUS[name], SHOP_KEY))) == [400]
    assert len(place.shop.heard) == before


REFUSED = {
    "no such token": ("/users/track", {"Authorization": "Bearer btk_" + "a" * 43}),
    "a long token": ("/users/track", {"Authorization": "Bearer btk_" + "a" * 5_000}),
    "a bare token": ("/users/track", {"Authorization": "btk_nothing"}),
    "a token as basic": ("/users/track", {"Authorization": "Basic btk_nothing"}),
    "revoked": ("/users/track", {"Authorization": "Bearer {revoked}"}),
    "another workspace's token": ("/other/users/track", {"Authorization": "Bearer {shop}"}),
    "a token in the query": ("/users/track?api_key={shop}", {}),
    "a token in the query beside a key": ("/users/track?a={shop}", {"Authorization": f"Bearer {SHOP_KEY}"}),
    "a token in the path": ("/users/{shop}", {"Authorization": f"Bearer {SHOP_KEY}"}),
    "a token in another header": ("/users/track", {"Authorization": f"Bearer {SHOP_KEY}", "X-Api-Key": "{shop}"}),
    "a workspace whose host is not listed": ("/users/track", {"Authorization": "Bearer {inside}"}),
    "that workspace's address": ("/inside/users/track", {"Authorization": "Bearer inside-key"}),
    "a key that nobody knows": ("/users/track", {"Authorization": "Bearer unknown"}),
    "no key": ("/users/track", {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_who_has_no_business_here_is_told_so_and_braze_is_not(place: Place, name: str) -> None:
    path, headers = REFUSED[name]
    filled_in = {header: value.format(**place.tokens) for header, value in headers.items()}
    before = len(place.shop.heard) + len(place.other.heard)
    reply = requests.post(place.gateway.url + path.format(**place.tokens), headers=filled_in, json={}, timeout=10)
    assert 400 <= reply.status_code < 500 or reply.status_code == 502, reply.text
    assert len(json.loads(reply.text)["message"]) > 20
    assert not [secret for secret in place.secrets() if secret in reply.content]
    assert len(place.shop.heard) + len(place.other.heard) == before
    assert_unharmed(place)


def test_a_token_in_a_body_is_not_passed_on(place: Place) -> None:
    before = len(place.shop.heard)
    body = {"api_key": place.tokens["shop"], "attributes": [{"external_id": "a"}]}
    bearer = {"Authorization": f"Bearer {SHOP_KEY}"}
    reply = requests.post(f"{place.gateway.url}/users/track", json=body, headers=bearer, timeout=10)
    assert reply.status_code == 400
    assert len(place.shop.heard) == before


def test_a_redirect_is_handed_to_the_client_and_not_followed(place: Place) -> None:
    bearer = {"Authorization": f"Bearer {SHOP_KEY}"}
    reply = requests.get(f"{place.gateway.url}/moved", headers=bearer, allow_redirects=False, timeout=10)
    assert (reply.status_code, reply.headers["Location"]) == (302, f"{place.inside.url}/reached")
    assert CALL_HEADER in reply.headers
    assert_unharmed(place)


def test_half_requests_stop_nobody_else(place: Place) -> None:
    """Two hundred callers who never finish, of whom half have begun a body."""
    halves = [
        b"POST /users/track HTTP/1.1\r\nHost: a\r\n",
        b"POST /never HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
    ]
    with ExitStack() as stack:
        for number in range(200):
            slow = stack.enter_context(socket.create_connection(place.address, timeout=10))
            slow.sendall(
                halves[number % 2].replace(b"\r\n\r\n", f"\r\nAuthorization: Bearer {SHOP_KEY}\r\n\r\n".encode())
            )
        bearer = {"Authorization": f"Bearer {SHOP_KEY}"}
        reply = requests.post(f"{place.gateway.url}/users/track", json={}, headers=bearer, timeout=10)
        assert reply.status_code == 201
    assert [heard for heard in place.shop.heard if b"/never" in heard.request_line] == []


PARTS = st.sampled_from(
    [b"/", b"\\", b"..", b"%2e", b"%2f", b"//", b"@", b":", b"?", b"#", b"shop", b"other", b"-", b"\xff"]
)
TARGET = st.lists(PARTS | st.binary(max_size=4), max_size=8).map(b"".join)
NAMES = st.sampled_from([b"Transfer-Encoding", b"Content-Length", b"Host", b"Connection", b"Expect", b"TE", b"X-A"])
VALUE = st.sampled_from([b"chunked", b"0", b"2", b"close", b"{inside}", b"keep-alive"]) | st.binary(max_size=12)
LINES = st.lists(st.tuples(NAMES, VALUE), max_size=4)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from([b"GET", b"POST", b"HEAD", b"X"]), target=TARGET, lines=LINES, body=st.binary(max_size=20)
)
def test_whatever_is_written_on_the_wire(
    place: Place, method: bytes, target: bytes, lines: list[tuple[bytes, bytes]], body: bytes
) -> None:
    head = b"".join(b"%s: %s\r\n" % line for line in lines)
    request = b"%s /%s HTTP/1.1\r\nHost: {host}\r\n{auth}\r\n%sConnection: close\r\n\r\n%s" % (
        method,
        target,
        head,
        body,
    )
    reply = place.said(request, place.tokens["shop"])
    assert not [status for status in statuses(reply) if status >= 500], reply
    assert not [secret for secret in place.secrets() if secret in reply], reply
    assert_unharmed(place)
