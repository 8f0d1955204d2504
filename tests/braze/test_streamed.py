from __future__ import annotations

import gc
import gzip
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import requests
from urllib3 import HTTPResponse

from braze_tracker.braze.attempts import MOST_COPIED
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.recorder import Arrival
from tests.braze.misbehaving import SUCCESS, Remembering, answering, hanging, reply, serving
from tests.braze.test_adapter import a_session

PACKED = gzip.compress(SUCCESS)
PLAIN = reply()
ZIPPED = reply(PACKED, "200 OK", "Content-Encoding: gzip")
CHUNKED = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(SUCCESS), SUCCESS)


def by_pieces(answer: requests.Response) -> bytes:
    return b"".join(answer.iter_content(7))


def by_lines(answer: requests.Response) -> bytes:
    return b"\n".join(answer.iter_lines())


def at_once(answer: requests.Response) -> bytes:
    return answer.content


def raw_to_the_end(answer: requests.Response) -> bytes:
    pieces = []
    while piece := answer.raw.read(9, decode_content=True):
        pieces.append(piece)
    return b"".join(pieces)


def raw_by_copying(answer: requests.Response) -> bytes:
    target = BytesIO()
    shutil.copyfileobj(answer.raw, target)
    read = target.getvalue()
    return gzip.decompress(read) if read[:2] == b"\x1f\x8b" else read


def raw_exactly_then_closed(answer: requests.Response) -> bytes:
    read: bytes = answer.raw.read(len(SUCCESS), decode_content=True)
    answer.close()
    return read


READINGS = [by_pieces, by_lines, at_once, raw_to_the_end, raw_by_copying]
CASES = [(reading, wire) for reading in READINGS for wire in (PLAIN, ZIPPED, CHUNKED)]


# Only the last chunk, of no bytes, says that a chunked reply is whole; so it is no case for reading exactly.
@pytest.mark.parametrize(
    ("reading", "wire"), [*CASES, (raw_exactly_then_closed, PLAIN), (raw_exactly_then_closed, ZIPPED)]
)
def test_a_streamed_reply_is_noted_when_it_has_been_read(
    reading: Callable[[requests.Response], bytes], wire: bytes
) -> None:
    notes = Remembering()
    with serving(answering(wire)) as url:
        answer = a_session(notes).get(url, stream=True, timeout=5)
        assert notes.call.arrivals == []
        assert reading(answer) == SUCCESS
        answer.close()
    came = notes.call.arrival
    assert came.status in (200, 201)
    assert came.failure is None
    assert came.body in (SUCCESS, PACKED)


def test_nothing_is_read_ahead_of_the_caller() -> None:
    """The server hangs after the head: reading ahead would wait for it."""

    def head_only(connection: object) -> None:
        answering(reply(SUCCESS, length=500))(connection)  # type: ignore[arg-type]
        hanging(connection)  # type: ignore[arg-type]

    notes = Remembering()
    with serving(head_only) as url:
        answer = a_session(notes).get(url, stream=True, timeout=(1, 30))
        assert answer.status_code == 201
        answer.close()
    assert notes.call.arrival.failure is None


def abandoned(how: str) -> Arrival:
    notes = Remembering()
    with serving(answering(reply(b"x" * 5000))) as url:
        answer = a_session(notes).get(url, stream=True)
        answer.raw.read(10)
        if how == "closed":
            answer.close()
        del answer
        gc.collect()
    return notes.call.arrival


@pytest.mark.parametrize("how", ["closed", "forgotten"])
def test_a_reply_that_the_caller_gives_up_is_noted_by_its_size(how: str) -> None:
    came = abandoned(how)
    assert (came.status, came.failure, came.body, came.body_size) == (201, None, b"", 5000)
    assert came.detail == "The caller stopped reading after 10 bytes."


def test_a_stream_that_breaks_off_is_noted_as_cut_and_raises_as_ever() -> None:
    notes = Remembering()
    with serving(answering(reply(SUCCESS, length=500))) as url:
        answer = a_session(notes).get(url, stream=True)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            by_pieces(answer)
    assert (notes.call.arrival.status, notes.call.arrival.failure) == (201, Failure.CUT)


def test_a_stream_of_broken_chunks_is_noted_as_cut() -> None:
    notes = Remembering()
    with serving(answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nzz\r\n")) as url:
        answer = a_session(notes).get(url, stream=True)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            by_pieces(answer)
    assert notes.call.arrival.failure is Failure.CUT


def test_a_stream_that_is_too_long_to_copy_is_noted_by_its_size(tmp_path: Path) -> None:
    notes = Remembering()
    long = b"x" * (MOST_COPIED + 1)
    with serving(answering(reply(long))) as url:
        answer = a_session(notes).get(url, stream=True)
        assert sum(map(len, answer.iter_content(65536))) == len(long)
    assert (notes.call.arrival.body, notes.call.arrival.body_size) == (b"", len(long))


def test_the_raw_reply_is_still_urllib3s() -> None:
    with serving(answering(PLAIN)) as url:
        answer = a_session(Remembering()).get(url, stream=True)
        assert isinstance(answer.raw, HTTPResponse)
        assert answer.raw.headers["Content-Length"] == str(len(SUCCESS))
        answer.close()


def test_a_connection_whose_stream_was_read_is_used_again() -> None:
    def twice(connection: object) -> None:
        answering(reply(keep=True))(connection)  # type: ignore[arg-type]
        connection.recv(65536)  # type: ignore[attr-defined]
        answering(PLAIN)(connection)  # type: ignore[arg-type]

    notes = Remembering()
    with serving(twice) as url:
        session = a_session(notes)
        for _ in range(2):
            assert by_pieces(session.get(url, stream=True, timeout=5)) == SUCCESS
    assert len(notes.calls) == 2
