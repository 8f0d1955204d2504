from __future__ import annotations

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.recording.bodies import Bodies, Side, pack, unpack

BODY = CapturedBody('{"message":"success"}', BodyState.WHOLE, 21)


@pytest.mark.parametrize(
    "bodies",
    [
        Bodies(),
        Bodies(Side({"content-type": "application/json"}, BODY)),
        Bodies(Side({}, BODY), Side({"x-request-id": "r1"}, CapturedBody("é•", BodyState.MASKED, 9))),
    ],
)
def test_what_is_packed_is_unpacked_unchanged(bodies: Bodies) -> None:
    assert unpack(pack(bodies)) == bodies


def test_a_database_may_give_the_content_as_a_memoryview() -> None:
    assert unpack(memoryview(pack(Bodies(Side({}, BODY))))).request.body == BODY


def test_a_lone_surrogate_does_not_stop_the_packing() -> None:
    packed = pack(Bodies(Side({}, CapturedBody("a\ud800b", BodyState.WHOLE, 4))))
    assert unpack(packed).request.body.content == "a?b"


def test_repetitive_bodies_shrink() -> None:
    assert len(pack(Bodies(Side({}, CapturedBody('{"id":1},' * 200, BodyState.WHOLE, 1800))))) < 300


@pytest.mark.parametrize("content", [b"", b"not zstd", pack(Bodies())[:-3]])
def test_foreign_content_is_named_as_such(content: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        unpack(content)
