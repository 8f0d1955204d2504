from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

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


def test_ids_of_one_moment_sort_by_their_making() -> None:
    ids = [new_call_id(AT) for _ in range(100)]
    assert ids == sorted(ids)


def test_twenty_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(new_call_id, [AT] * 20_000))
    assert len(set(ids)) == 20_000


def test_a_forked_child_counts_from_a_beginning_of_its_own() -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, new_call_id(AT).bytes)
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        other = UUID(bytes=pipe.read())
    assert abs(other.int - new_call_id(AT).int) > 1_000_000
