from __future__ import annotations

from datetime import timedelta

from braze_tracker.journal.call_ids import new_call_id
from tests.journal.lines_of import AT


def test_ids_are_uuids_of_version_7_that_sort_by_time() -> None:
    moments = [AT + timedelta(microseconds=7 * step) for step in range(500)]
    ids = [new_call_id(at) for at in moments]
    assert ids == sorted(ids)
    assert {(made.version, made.variant) for made in ids} == {(7, "specified in RFC 4122")}


def test_ids_of_one_moment_differ() -> None:
    assert len({new_call_id(AT) for _ in range(1000)}) == 1000


def test_the_moment_can_be_read_from_the_id() -> None:
    assert new_call_id(AT).int >> 80 == int(AT.timestamp() * 1000)
