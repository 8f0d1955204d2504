"""Who is asking, and where the request may go."""

from __future__ import annotations

import base64

import pytest

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.gateway.places import Place, Snapshot
from braze_tracker.gateway.refusals import Refused
from braze_tracker.gateway.routing import BRAZE_SEGMENTS, Rules, Way, find_way, holds_token
from braze_tracker.recording.tokens import token_digest

SHOP, CLUB = "btk_" + "s" * 43, "btk_" + "c" * 43
KEYLESS, MOVED = "btk_" + "k" * 43, "btk_" + "m" * 43


def place(slug: str, host: str, **more: object) -> Place:
    return Place(slug=slug, host=host, base=f"https://{host}", key=f"key of {slug}", **more)  # type: ignore[arg-type]


shop = place("shop", "us")
club = place("club", "eu", level=CaptureLevel.FULL)
found = Place(slug="us-1234", host="us", base="https://us", level=CaptureLevel.METADATA)
keyless = Place(slug="keyless", host="us", base="https://us")
moved = Place(slug="moved", host="10.0.0.1", key="key of moved")
messages = place("messages", "us")

TWO = Snapshot(
    by_slug={one.slug: one for one in (shop, club, keyless, moved, messages)},
    by_key={"print of key of shop": shop, "print of key of club": club, "print of found": found},
    by_token={
        token_digest(text): one for text, one in ((SHOP, shop), (CLUB, club), (KEYLESS, keyless), (MOVED, moved))
    },
)
ONE = Snapshot(by_slug={"shop": shop})
PRINTS = "print of {}".format


def way(target: str, authorization: str = "", snapshot: Snapshot | None = TWO, **rules: object) -> Way:
    headers = [(b"Host", b"gateway"), *([(b"Authorization", authorization.encode())] if authorization else [])]
    return find_way("GET", target.encode(), headers, Rules(print_of=PRINTS, **rules), snapshot)  # type: ignore[arg-type]


def went(found: Way) -> tuple[str, str]:
    return found.base, found.target.decode()


@pytest.mark.parametrize(
    ("target", "authorization", "base", "on"),
    [
        ("/users/track?a=b", "Bearer key of shop", "https://us", "/users/track?a=b"),
        ("/users/track", "Bearer key of club", "https://eu", "/users/track"),
        ("/users/track", "Bearer found", "https://us", "/users/track"),
        ("/users/track?api_key=key+of+club", "", "https://eu", "/users/track?api_key=key+of+club"),
        ("/club/users/track", "Bearer key of club", "https://eu", "/users/track"),
        ("/club/users/track", "Bearer nobody's", "https://eu", "/users/track"),
        ("/club/users/track", "", "https://eu", "/users/track"),
        ("/club", "", "https://eu", "/"),
        ("/club?a", "", "https://eu", "/?a"),
        ("/club//users/../track", "", "https://eu", "//users/../track"),
        ("/users/track", f"Bearer {SHOP}", "https://us", "/users/track"),
        ("/club/users/track", f"bearer  {CLUB}", "https://eu", "/users/track"),
        ("/messages/send", "Bearer key of club", "https://eu", "/messages/send"),
        ("//evil.example/x", "Bearer key of club", "https://eu", "//evil.example/x"),
        ("/nothing/like/it", "Bearer key of club", "https://eu", "/nothing/like/it"),
        ("*", "Bearer key of club", "https://eu", "*"),
    ],
)
def test_a_key_a_path_or_a_token_names_the_workspace(target: str, authorization: str, base: str, on: str) -> None:
    assert went(way(target, authorization)) == (base, on)


def test_a_token_is_exchanged_for_the_workspaces_key() -> None:
    exchanged = way("/users/track", f"Bearer {SHOP}")
    assert exchanged.authorization == b"Bearer key of shop"
    assert exchanged.token == token_digest(SHOP)
    assert way("/users/track", "Bearer key of shop").authorization is None


@pytest.mark.parametrize(
    ("target", "authorization", "level"),
    [
        ("/x", "Bearer key of club", CaptureLevel.FULL),
        ("/x", f"Bearer {CLUB}", CaptureLevel.FULL),
        ("/club/x", "Bearer key of club", CaptureLevel.FULL),
        ("/club/x", "Bearer nobody's", CaptureLevel.MASKED),
        ("/club/x", "Bearer found", CaptureLevel.METADATA),
        ("/x", "Bearer found", CaptureLevel.METADATA),
    ],
)
def test_no_more_is_kept_than_the_keys_own_workspace_allows(
    target: str, authorization: str, level: CaptureLevel
) -> None:
    assert way(target, authorization).level is level


@pytest.mark.parametrize(
    ("snapshot", "rules", "base"),
    [
        (TWO, {"fallback": "https://au"}, "https://au"),
        (ONE, {}, "https://us"),
        (ONE, {"listed": ("http://box",)}, "https://us"),
        (Snapshot(), {"listed": ("http://box",)}, "http://box"),
        (None, {"listed": ("http://box",)}, "http://box"),
        (None, {"fallback": "https://au"}, "https://au"),
    ],
)
@pytest.mark.parametrize("authorization", ["Bearer nobody's", ""])
def test_an_unknown_key_goes_where_only_one_place_is_right(
    snapshot: Snapshot | None, rules: dict[str, object], base: str, authorization: str
) -> None:
    found = way("/users/track", authorization, snapshot, **rules)
    assert (found.base, found.level) == (base, None if authorization else CaptureLevel.MASKED)


@pytest.mark.parametrize(
    ("frugal", "authorization", "level"),
    [
        ("us", "", CaptureLevel.METADATA),
        ("us", "Bearer nobody's", None),
        ("eu", "", CaptureLevel.MASKED),
    ],
)
def test_a_key_that_may_stand_in_the_body_may_be_of_the_workspace_that_keeps_least_there(
    frugal: str, authorization: str, level: CaptureLevel | None
) -> None:
    known = Snapshot(by_slug={"shop": shop, "frugal": place("frugal", frugal, level=CaptureLevel.METADATA)})
    assert way("/users/track", authorization, known, fallback="https://us").level is level


BASIC = base64.b64encode(f"{SHOP}:".encode()).decode()


@pytest.mark.parametrize(
    ("target", "authorization", "status", "told"),
    [
        ("/users/track", "Bearer nobody's", 421, "Declare it"),
        ("/users/track", "", 421, "BRAZE_TRACKER_GATEWAY_UPSTREAM"),
        ("/users/track", "Bearer btk_" + "x" * 43, 401, "unknown or was revoked"),
        ("/users/track", "Bearer btk_short", 401, "unknown or was revoked"),
        ("/users/track", SHOP, 401, "as Authorization: Bearer"),
        ("/users/track", f'Bearer "{SHOP}"', 401, "without quotes"),
        ("/users/track", f"Token {SHOP}", 401, "as Authorization: Bearer"),
        ("/users/track", f"Basic {BASIC}", 401, "as Authorization: Bearer"),
        ("/club/users/track", f"Bearer {SHOP}", 403, "not for the workspace club"),
        ("/users/track", f"Bearer {KEYLESS}", 403, "has no Braze key"),
        ("/users/track", f"Bearer {MOVED}", 403, "may not call 10.0.0.1"),
        ("/moved/users/track", "Bearer key of moved", 403, "BRAZE_TRACKER_BRAZE_HOSTS"),
        (f"/users/track?api_key={SHOP}", "Bearer key of shop", 400, "would be passed on"),
        (f"/users/track?api_key={SHOP}", f"Bearer {SHOP}", 400, "would be passed on"),
        (f"/users/{SHOP}", "", 400, "would be passed on"),
        (f"/users/track?a={SHOP.replace('_', '%5F')}", "", 400, "would be passed on"),
        ("http://evil.example/users/track", "Bearer key of shop", 400, "This is no proxy"),
        ("https://us/users/track", "Bearer key of shop", 400, "This is no proxy"),
        ("evil.example:443", "", 400, "This is no proxy"),
        ("/users\x01track", "", 400, "This is no proxy"),
    ],
)
def test_what_leads_nowhere_is_refused_with_what_to_do(target: str, authorization: str, status: int, told: str) -> None:
    with pytest.raises(Refused) as refusal:
        way(target, authorization)
    assert refusal.value.status == status
    assert told in refusal.value.message
    assert SHOP not in refusal.value.message


@pytest.mark.parametrize("header", [b"X-Api-Key", b"Cookie", b"X-Forwarded-Authorization"])
def test_a_token_in_another_header_is_refused(header: bytes) -> None:
    headers = [(b"Authorization", b"Bearer key of shop"), (header, SHOP.encode())]
    with pytest.raises(Refused, match="would be passed on"):
        find_way("GET", b"/users/track", headers, Rules(print_of=PRINTS), TWO)


def test_a_token_beside_another_credential_is_refused() -> None:
    headers = [(b"Authorization", b"Bearer key of shop"), (b"authorization", f"Bearer {SHOP}".encode())]
    with pytest.raises(Refused, match="once"):
        find_way("GET", b"/users/track", headers, Rules(print_of=PRINTS), TWO)


@pytest.mark.parametrize("method", ["CONNECT", "connect"])
def test_a_tunnel_is_refused(method: str) -> None:
    with pytest.raises(Refused, match="no proxy"):
        find_way(method, b"/", [], Rules(print_of=PRINTS), TWO)


@pytest.mark.parametrize(
    ("target", "authorization"),
    [("/users/track", f"Bearer {SHOP}"), ("/shop/users/track", "Bearer key"), ("/users/track", "Bearer key")],
)
def test_before_the_first_reading_one_may_try_again(target: str, authorization: str) -> None:
    with pytest.raises(Refused) as refusal:
        way(target, authorization, snapshot=None)
    assert (refusal.value.status, refusal.value.wait) == (503, 2)


def test_brazes_own_paths_are_known_by_their_first_segment() -> None:
    assert {"users", "messages", "campaigns", "canvas", "sends", "catalogs", "scim", "transactional"} <= BRAZE_SEGMENTS


@pytest.mark.parametrize("text", [b"btk_", b"btk_short", b"nothing", b'{"a": "BTK_"}'])
def test_the_prefix_alone_is_no_token(text: bytes) -> None:
    assert not holds_token(text)


def test_a_way_shows_no_key() -> None:
    assert "key of shop" not in repr(way("/users/track", f"Bearer {SHOP}"))
