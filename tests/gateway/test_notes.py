"""The notes of relayed calls."""

from __future__ import annotations

import asyncio
import gzip
import threading
from datetime import UTC, datetime, timedelta

import pytest

from braze_tracker.braze.attempts import MOST_COPIED, Notetaker
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.recorder import Origin
from braze_tracker.gateway.heads import Header
from braze_tracker.gateway.notes import LARGE, CallNote, Copy, Leaving, beside, opened
from tests.braze.misbehaving import Failing, Remembering

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
LEAVING = Leaving(
    method="POST",
    url="https://rest.iad-01.braze.com/users/track",
    headers=[(b"Authorization", b"Bearer key"), (b"Accept", b"a"), (b"accept", b"b")],
    body=b"{}",
    size=None,
    level=CaptureLevel.METADATA,
    patience=timedelta(seconds=60),
)


def opened_by(recorder: Remembering | Failing) -> CallNote:
    return asyncio.run(opened(Notetaker(recorder, Origin.GATEWAY, lambda: NOW), LEAVING))


def copy_of(*pieces: bytes) -> Copy:
    copy = Copy()
    for piece in pieces:
        copy.take(piece)
    return copy


def test_a_departure_tells_all_that_is_known_of_the_request() -> None:
    notes = Remembering()
    note = opened_by(notes)
    departure = notes.call.departure
    assert note.call == notes.call.call
    assert departure.headers == {"authorization": "Bearer key", "accept": "a, b"}
    assert (departure.origin, departure.started_at, departure.attempt) == (Origin.GATEWAY, NOW, 1)
    assert (departure.operation, departure.level) == (None, CaptureLevel.METADATA)
    assert departure.patience == timedelta(seconds=60)


def arrived(body: Copy, *headers: Header) -> Remembering:
    notes = Remembering()
    asyncio.run(opened_by(notes).answered(201, headers, body, "seen"))
    return notes


def test_a_whole_reply_is_noted_with_its_body() -> None:
    arrival = arrived(copy_of(b"ab", b"c"), (b"Server", b"x")).call.arrival
    assert (arrival.status, arrival.headers, arrival.body, arrival.body_size) == (201, {"server": "x"}, b"abc", 3)
    assert (arrival.failure, arrival.detail) == (None, "seen")


def test_a_packed_reply_is_noted_unpacked_with_the_size_that_travelled() -> None:
    packed = gzip.compress(b"a" * 1000)
    arrival = arrived(copy_of(packed), (b"content-encoding", b"gzip")).call.arrival
    assert (arrival.body, arrival.body_size) == (b"a" * 1000, len(packed))


def test_a_reply_that_is_not_what_it_says_is_unreadable() -> None:
    arrival = arrived(copy_of(b"plain"), (b"Content-Encoding", b"gzip")).call.arrival
    assert (arrival.status, arrival.failure, arrival.body) == (201, Failure.UNREADABLE, b"")


@pytest.mark.parametrize(
    ("body", "headers"),
    [(copy_of(b"x" * (MOST_COPIED + 1)), ()), (copy_of(b"brotli"), ((b"Content-Encoding", b"br"),))],
)
def test_a_reply_that_cannot_be_looked_into_is_noted_by_its_size(body: Copy, headers: tuple[Header, ...]) -> None:
    arrival = arrived(body, *headers).call.arrival
    assert (arrival.status, arrival.failure, arrival.body, arrival.body_size) == (201, None, b"", body.size)


def test_a_cut_reply_is_noted_with_status_and_failure() -> None:
    notes = Remembering()
    asyncio.run(opened_by(notes).cut(200, [], copy_of(b"abc"), Failure.CUT, "reset"))
    arrival = notes.call.arrival
    assert (arrival.status, arrival.failure, arrival.detail, arrival.body_size) == (200, Failure.CUT, "reset", 3)


def test_a_failure_is_noted_with_its_time() -> None:
    notes = Remembering()
    asyncio.run(opened_by(notes).failed(Failure.DNS, "no such name"))
    assert (notes.call.arrival.failure, notes.call.arrival.status) == (Failure.DNS, None)
    assert notes.call.arrival.elapsed > timedelta(0)


def test_a_note_is_closed_once() -> None:
    notes = Remembering()
    note = opened_by(notes)
    note.abandoned()
    note.abandoned()
    assert notes.call.arrival.failure is Failure.NO_ANSWER


@pytest.mark.parametrize("at", ["open", "close"])
def test_a_recorder_that_fails_is_counted_and_nobody_hurt(at: str) -> None:
    taker = Notetaker(Failing(at=at), Origin.GATEWAY, lambda: NOW)

    async def work() -> CallNote:
        note = await opened(taker, LEAVING)
        await note.failed(Failure.CUT, "")
        return note

    assert (asyncio.run(work()).call is None) is (at == "open")
    assert sum(taker.failures.values()) == 1


@pytest.mark.parametrize(("size", "here"), [(LARGE, True), (LARGE + 1, False)])
def test_what_takes_long_is_done_beside_the_loop(size: int, here: bool) -> None:
    async def work() -> tuple[int, int]:
        return await beside(size, threading.get_ident), threading.get_ident()

    there, ours = asyncio.run(work())
    assert (there == ours) is here
