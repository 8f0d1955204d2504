"""What really leaves, byte by byte, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braze_tracker.braze.access import KeyAuth
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.delivery.doors import Door
from braze_tracker.delivery.wire import Letter, Replied, Wire
from braze_tracker.journal import Ending, Intent, Journal, read_journal
from braze_tracker.keeper.places import free_port
from tests.acceptance.stranger import Stranger, stranger
from tests.recording.factories import NOW, an_id

LETTER = Letter("POST", "/users/track?a=%7Eb&c=d%20e", "application/json", b'{"a": "\xc3\xa9"}', CaptureLevel.FULL)


@pytest.fixture
def sent(tmp_path: Path) -> Callable[[str, Letter], Replied]:
    def send(url: str, letter: Letter = LETTER) -> Replied:
        wire = Wire(Journal(tmp_path, seal=lambda text: text[::-1]), lambda: NOW)
        replied = wire.send(letter, Door(url, KeyAuth("a-key")), an_id())
        wire.close()
        return replied

    return send


def of_one(braze: Stranger) -> tuple[bytes, dict[str, bytes], bytes]:
    (heard,) = braze.heard
    names = {line.partition(b":")[0].decode().lower() for line in heard.head.split(b"\r\n")[1:]}
    return heard.request_line, {name: heard.values(name)[0] for name in names}, heard.body


def test_address_content_type_and_body_are_as_they_were_and_the_key_is_the_workspaces(
    sent: Callable[..., Replied],
) -> None:
    with stranger() as braze:
        assert sent(braze.url).status == 201
        line, headers, body = of_one(braze)
    assert line == b"POST /users/track?a=%7Eb&c=d%20e HTTP/1.1"
    assert body == LETTER.body
    assert headers.pop("user-agent").startswith(b"python-requests/")
    assert headers == {
        "host": braze.host.encode(),
        "authorization": b"Bearer a-key",
        "content-type": b"application/json",
        "content-length": b"11",
        "accept": b"*/*",
        "accept-encoding": headers["accept-encoding"],
        "connection": b"keep-alive",
    }


def test_a_call_without_a_body_is_sent_without_one(sent: Callable[..., Replied]) -> None:
    with stranger() as braze:
        sent(braze.url, Letter("GET", "/campaigns/list", "", b"", CaptureLevel.FULL))
        line, headers, body = of_one(braze)
    assert (line, body, "content-type" in headers) == (b"GET /campaigns/list HTTP/1.1", b"", False)


def test_a_redirect_is_not_followed(sent: Callable[..., Replied]) -> None:
    with stranger() as inside, stranger(inside.url) as braze:
        sent(braze.url, Letter("POST", "/moved", "", b"{}", CaptureLevel.FULL))
        assert (len(braze.heard), inside.connections) == (1, 0)


def test_the_call_is_written_down_under_the_id_it_was_given_and_as_far_as_its_workspace_keeps_it(
    tmp_path: Path,
) -> None:
    given = an_id()
    with stranger() as braze:
        wire = Wire(Journal(tmp_path, seal=lambda text: text[::-1]), lambda: NOW)
        wire.send(LETTER, Door(braze.url, KeyAuth("a-key")), given)
    lines = [entry.line for segment in read_journal(tmp_path) for entry in segment.entries(0)]
    intent, ending = (line for line in lines if isinstance(line, Intent | Ending))
    assert isinstance(intent, Intent)
    assert (intent.call, intent.origin, bool(intent.body.sealed)) == (given, "replay", True)
    assert isinstance(ending, Ending)
    assert (ending.call, ending.status) == (given, 201)


def test_where_no_reply_comes_nothing_is_known_of_a_limit(sent: Callable[..., Replied]) -> None:
    assert sent(f"http://127.0.0.1:{free_port()}") == Replied()
