from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from braze_tracker.braze.recorder import joined_operation, operation, operation_around


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
