from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from braze_tracker.recording.ahead import ahead, without_collecting


def always(_: int) -> bool:
    return True


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("more", [True, False])
def test_nothing_is_left_out_or_changes_its_place(count: int, more: bool) -> None:
    assert list(ahead(iter(range(count)), more=lambda _: more)) == list(range(count))


def test_the_next_one_is_made_while_the_one_before_is_used() -> None:
    made = threading.Event()

    def things() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    coming = ahead(things(), more=always)
    assert next(coming) == 1
    assert made.wait(60)
    assert list(coming) == [2]


def test_no_thread_is_started_where_nothing_may_follow() -> None:
    makers = set()

    def things() -> Iterator[int]:
        for number in range(2):
            makers.add(threading.current_thread())
            yield number

    assert list(ahead(things(), more=lambda _: False)) == [0, 1]
    assert makers == {threading.current_thread()}


def test_what_fails_while_it_is_made_fails_where_it_is_used() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    coming = ahead(things(), more=always)
    assert next(coming) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(coming)


def test_a_user_who_stops_leaves_no_thread_behind() -> None:
    coming = ahead(iter(range(9)), more=always)
    next(coming)
    coming.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_cycles_are_looked_for_again_afterwards() -> None:
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
