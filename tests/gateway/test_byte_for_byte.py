"""The same requests to two sandboxes alike, one asked directly and one through the gateway: only what the documentation
names may differ (docs/gateway.md).
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from braze_tracker.journal import Journal
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.faults import KINDS
from braze_tracker.sandbox.routes import ROUTES
from braze_tracker.sandbox.server import RunningSandbox, running
from braze_tracker.sandbox.traffic import Plan, day
from tests.gateway.raw import Headers, RawReply, exchange, request
from tests.gateway.running import HASH_KEY, lines, one_workspace, relaying

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
KEY = "11111111-2222-3333-4444-555555555555"
PATIENCE = 2.0

UNLIKE = {"x-request-id", "cf-ray"}
"""Headers that differ between any two replies."""
DOCUMENTED = {"x-braze-tracker-call", "connection"}
_IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{24}\b")
"""Made by chance for each reply, and always of the same length."""


@dataclass
class Both:
    """``direct`` is asked at its own address, ``behind`` through the gateway."""

    direct: RunningSandbox
    behind: RunningSandbox
    gateway: str
    journal: Path

    def ask(self, data: bytes) -> tuple[RawReply, RawReply]:
        return exchange(self.direct.url, data), exchange(self.gateway, data)

    def agree(self, data: bytes) -> RawReply:
        """Fails unless both say the same; what they say."""
        one, other = self.ask(data)
        assert (one.line, one.whole) == (other.line, other.whole)
        assert _compared(one.headers) == _compared(other.headers)
        assert _IDS.sub(b"id", one.body) == _IDS.sub(b"id", other.body)
        assert len(one.body) == len(other.body)
        assert other.header("X-Braze-Tracker-Call") == str(lines(self.journal)[0][-1].call)
        return other


def _compared(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in UNLIKE | DOCUMENTED]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder, hash_key=HASH_KEY)
    with (
        running([KEY], now=NOW) as direct,
        running([KEY], now=NOW) as behind,
        relaying(journal, one_workspace(behind.url, KEY), patience=PATIENCE) as gateway,
    ):
        yield Both(direct, behind, gateway.url, folder)
    journal.close()


AUTH: Headers = [("Authorization", f"Bearer {KEY}")]
JSON: Headers = [*AUTH, ("Content-Type", "application/json")]
TRACK = json.dumps({"attributes": [{"external_id": "customer-1", "city": "Köln"}]}).encode()


def planned(plan: Plan) -> bytes:
    if plan.method == "GET":
        return request("GET", f"{plan.path}?{urlencode(plan.body)}", AUTH)
    return request(plan.method, plan.path, JSON, json.dumps(plan.body).encode())


def a_day() -> dict[str, Plan]:
    """A plan of each kind in a shop's day, mistakes included."""
    return {
        f"{plan.method} {plan.path} {sorted(plan.body)}": plan for plan in day(3, NOW, NOW + timedelta(1), CAMPAIGNS)
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_endpoint_says_the_same(route: object, both: Both) -> None:
    method, path = route.method, route.path  # type: ignore[attr-defined]
    target = path.replace("{id}", "campaign-1").replace("{name}", "products")
    both.agree(request(method, target, JSON, b"" if method == "GET" else b'{"items": [{"id": "1"}]}'))
    both.agree(request(method, target, [("Authorization", "Bearer wrong")]))


@pytest.mark.parametrize("kind", a_day())
def test_what_a_shop_does_all_day_is_answered_alike(kind: str, both: Both) -> None:
    both.agree(planned(a_day()[kind]))


CHUNKS = b"7\r\n%b\r\n%x;ext=1\r\n%b\r\n0\r\n\r\n" % (TRACK[:7], len(TRACK) - 7, TRACK[7:])
PACKED = gzip.compress(TRACK, mtime=0)
ODD = {
    "no body": request("POST", "/users/track", JSON),
    "an empty body": request("POST", "/users/track", [*JSON, ("Content-Length", "0")]),
    "a body on a GET": request("GET", "/campaigns/list", JSON, b"{}"),
    "a body on a DELETE": request("DELETE", "/catalogs/products/items", JSON, b'{"items": []}'),
    "no content type": request("POST", "/users/track", AUTH, TRACK),
    "a wrong content type": request("POST", "/users/track", [*AUTH, ("Content-Type", "text/plain")], TRACK),
    "two content types": request("POST", "/users/track", [*JSON, ("content-type", "text/plain")], TRACK),
    "not JSON": request("POST", "/users/track", JSON, b"{not json"),
    "binary": request("POST", "/users/track", JSON, bytes(range(256))),
    "a packed body": request("POST", "/users/track", [*JSON, ("Content-Encoding", "gzip")], PACKED),
    "a packed body without a word": request("POST", "/users/track", JSON, PACKED),
    "chunks": request("POST", "/users/track", [*JSON, ("Transfer-Encoding", "chunked")], CHUNKS),
    "no chunk but the last": request("POST", "/users/track", [*JSON, ("Transfer-Encoding", "chunked")], b"0\r\n\r\n"),
    "almost 4 MB": request("POST", "/users/track", JSON, TRACK + b" " * (4 * 1024 * 1024 - len(TRACK))),
    "more than 4 MB": request("POST", "/users/track", JSON, TRACK + b" " * (4 * 1024 * 1024)),
    "an encoded path": request("GET", "/catalogs/%E2%82%AC/items/a%2Fb?x=%20y&x=1&&=", AUTH),
    "a bare path beyond ASCII": request("GET", "/catalogs/€?q=é", AUTH),
    "a path of no encoding": request("GET", "/caf\udce9", AUTH),
    "a slash at the end": request("POST", "/users/track/", JSON, TRACK),
    "slashes at the beginning": request("POST", "//users/track", JSON, TRACK),
    "dots": request("POST", "/users/./../users/track", JSON, TRACK),
    "an empty query": request("GET", "/campaigns/list?", AUTH),
    "a fragment": request("GET", "/campaigns/list#part", AUTH),
    "a long query": request("GET", "/campaigns/list?" + "page=0&" * 2000, AUTH),
    "a long header": request("GET", "/campaigns/list", [*AUTH, ("X-Long", "x" * 30_000)]),
    "many headers": request("GET", "/campaigns/list", [*AUTH, *[("X-Many", str(n)) for n in range(80)]]),
    "repeated headers": request("POST", "/users/track", [*JSON, ("X-A", "1"), ("x-a", "2"), ("X-A", "1")], TRACK),
    "two user agents": request("GET", "/campaigns/list", [*AUTH, ("User-Agent", "a"), ("user-agent", "b")]),
    "a header beyond ASCII": request("GET", "/campaigns/list", [*AUTH, ("X-Name", "Zoë\udce9")]),
    "an empty header": request("GET", "/campaigns/list", [*AUTH, ("X-Empty", "")]),
    "a cookie": request("GET", "/campaigns/list", [*AUTH, ("Cookie", "a=b")]),
    "encodings it may use": request("GET", "/campaigns/list", [*AUTH, ("Accept-Encoding", "gzip, br")]),
    "a range": request("GET", "/campaigns/list", [*AUTH, ("Range", "bytes=0-9")]),
    "asking first": request("POST", "/users/track", [*JSON, ("Expect", "100-continue")], TRACK),
    "HEAD": request("HEAD", "/campaigns/list", AUTH),
    "OPTIONS": request("OPTIONS", "/users/track", AUTH),
    "OPTIONS of all": request("OPTIONS", "*", AUTH),
    "PUT": request("PUT", "/users/track", JSON, TRACK),
    "a method nobody knows": request("SEND", "/users/track", JSON, TRACK),
    "a method in small letters": request("post", "/users/track", JSON, TRACK),
    "no key": request("GET", "/campaigns/list", []),
    "a key in quotes": request("GET", "/campaigns/list", [("Authorization", f'Bearer "{KEY}"')]),
    "a key without a scheme": request("GET", "/campaigns/list", [("Authorization", KEY)]),
    "another scheme": request("GET", "/campaigns/list", [("Authorization", "Basic YTpi")]),
    "an unknown path": request("GET", "/nothing/like/it", AUTH),
    "a key in the query": request("GET", f"/campaigns/list?api_key={KEY}", []),
    "the last century": b"GET /campaigns/list HTTP/1.0\r\nAuthorization: Bearer %b\r\n\r\n" % KEY.encode(),
}


@pytest.mark.parametrize("what", ODD)
def test_odd_requests_are_answered_alike(what: str, both: Both) -> None:
    both.agree(ODD[what])


HELD = {"slow": 0.6, "hang": PATIENCE + 1}
UNANSWERED = {"hang": 504, "reset": 502}
"""Where a direct caller is left without a word, the gateway has one."""


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - UNANSWERED.keys()))
def test_every_fault_is_passed_on_as_it_is(kind: str, both: Both) -> None:
    for box in (both.direct, both.behind):
        box.fault(kind, seconds=HELD.get(kind))
    both.agree(request("POST", "/users/track", JSON, TRACK))


@pytest.mark.parametrize("kind", UNANSWERED)
def test_silence_is_told(kind: str, both: Both) -> None:
    for box in (both.direct, both.behind):
        box.fault(kind, seconds=HELD.get(kind))
    one, other = both.ask(request("POST", "/users/track", JSON, TRACK))
    assert (one.line, one.whole) == ("", False)
    assert (other.status, other.whole) == (UNANSWERED[kind], True)
    assert other.header("X-Braze-Tracker-Call") == str(lines(both.journal)[0][-1].call)


def test_both_sandboxes_were_asked_the_same(both: Both) -> None:
    """Runs last: whatever was sent reached Braze once, on either way."""
    asked = [[(one.method, one.path, one.status) for one in box.answered] for box in (both.direct, both.behind)]
    assert asked[0] == asked[1]
    assert len(asked[0]) > 100
