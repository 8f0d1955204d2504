"""Planning while others write: a drain that moves a send, another worker that plans. On PostgreSQL, with connections of
their own; SQLite has one writer at a time in any case."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import sweep
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.recording.models import Send
from tests.analytics.factories import a_plan, hours
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time in any case"),
]
MOVE = "UPDATE recording_send SET sent_at = sent_at + interval '1 hour', moved = TRUE"


@pytest.fixture
def another() -> Iterator[BaseDatabaseWrapper]:
    other = connection.copy("another")
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10ms'")
        yield other
    finally:
        other.close()


def test_a_send_that_moves_while_it_is_planned_is_planned_again(another: BaseDatabaseWrapper) -> None:
    a_plan(a_send(at=NOW))
    moves = 0

    def move(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal moves
        answer = execute(sql, *rest)
        if sql.startswith(("SELECT", "UPDATE")):
            with another.cursor() as cursor:
                try:
                    cursor.execute(MOVE)
                    moves += 1
                except OperationalError:
                    pass  # the send is being planned, and moves when that is done
        return answer

    Send.objects.update(sent_at=hours(1))
    with connection.execute_wrapper(move):
        sweep(hours(2), KEPT)
    with another.cursor() as cursor:
        cursor.execute(MOVE)
    assert moves > 0
    assert sweep(hours(2), KEPT) == 1
    assert SyncPlan.objects.get().planned_for == hours(2 + moves) == Send.objects.get().sent_at


def test_what_one_worker_plans_another_leaves_to_it() -> None:
    for _ in range(3):
        a_send(a_workspace())
    others: list[int] = []

    def plan() -> None:
        others.append(sweep(NOW, KEPT))
        connection.close()

    def beside(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            thread = Thread(target=plan)
            thread.start()
            thread.join(20)
        return execute(sql, *rest)

    with connection.execute_wrapper(beside):
        assert sweep(NOW, KEPT) == 3
    assert others == [0]
    assert SyncPlan.objects.count() == 3
