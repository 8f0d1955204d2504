from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.recorder import (
    AtLevel,
    Departure,
    Note,
    UnderId,
    joined_operation,
    operation,
    operation_around,
)
from tests.journal.lines_of import a_departure


def test_attempts_inside_one_operation_share_it() -> None:
    with operation() as outer:
        assert joined_operation() is outer
        with operation() as inner:
            assert inner is outer
    assert joined_operation() is not outer


def test_a_call_outside_any_operation_is_one_of_its_own() -> None:
    assert joined_operation().id != joined_operation().id


def test_another_thread_does_not_join() -> None:
    with operation() as mine, ThreadPoolExecutor(1) as pool:
        assert pool.submit(joined_operation).result() is not mine


def test_without_an_operation_around_it_there_is_none() -> None:
    assert operation_around() is None
    with operation() as outer:
        assert operation_around() is outer


class _Noted(Exception):
    """Instead of a note."""


class _Asked:
    """A recorder that keeps what it was asked."""

    def __init__(self) -> None:
        self.levels: list[CaptureLevel | None] = []
        self.calls: list[UUID | None] = []

    def open(self, departure: Departure) -> Note:
        self.levels.append(departure.level)
        self.calls.append(departure.call)
        raise _Noted


def test_a_recorder_may_be_told_how_much_to_keep() -> None:
    asked = _Asked()
    for recorder in (asked, AtLevel(asked, CaptureLevel.FULL), AtLevel(asked, CaptureLevel.METADATA)):
        with pytest.raises(_Noted):
            recorder.open(a_departure())
    assert asked.levels == [None, CaptureLevel.FULL, CaptureLevel.METADATA]


def test_a_recorder_may_be_told_the_id_of_the_call() -> None:
    asked, known = _Asked(), UUID(int=7)
    for recorder in (asked, UnderId(AtLevel(asked, CaptureLevel.FULL), known)):
        with pytest.raises(_Noted):
            recorder.open(a_departure())
    assert asked.calls == [None, known]
    assert asked.levels == [None, CaptureLevel.FULL]
