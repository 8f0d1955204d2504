from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, ErrorGroup, HourlyCount, HourlyErrors
from braze_tracker.recording.recounting import Recounted, recount
from tests.recording.factories import NOW, a_call, an_error, later
from tests.recording.journals import a_segment, a_whole_call, an_intent

pytestmark = pytest.mark.django_db


def test_what_the_drain_keeps_is_what_counting_finds(tmp_path: Path) -> None:
    lines = [line for hours in range(4) for line in a_whole_call(reply="no", status=400, at=later(minutes=40 * hours))]
    a_segment(tmp_path, *lines, an_intent())
    drain(tmp_path, now=NOW, batch=3)
    assert not recount(repair=False)


def test_wrong_counts_are_found_and_put_right() -> None:
    a_call()
    an_error()
    HourlyCount.objects.filter(outcome="success").update(calls=7, elapsed_us=1)
    HourlyErrors.objects.update(calls=9)
    ErrorGroup.objects.update(calls=3)
    assert recount() == Recounted(1, 1, 1)
    assert HourlyCount.objects.get(outcome="success").calls == 1
    assert (HourlyErrors.objects.get().calls, ErrorGroup.objects.get().calls) == (1, 1)
    assert not recount()


def test_counts_of_calls_that_are_gone_become_nothing() -> None:
    a_call()
    ApiCall.objects.all().delete()
    assert recount().calls == 1
    assert HourlyCount.objects.get().calls == 0


def test_counts_that_are_missing_are_made() -> None:
    a_call(counted=False)
    assert recount().calls == 1
    assert HourlyCount.objects.get().calls == 1


def test_checking_repairs_nothing() -> None:
    a_call(counted=False)
    assert recount(repair=False) == recount(repair=False) == Recounted(1, 0, 0)


def test_an_empty_ledger_is_right() -> None:
    assert not recount()
    call_command("recount", "--check", skip_checks=True)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time in any case")
def test_nobody_stores_or_changes_a_call_between_two_of_its_questions() -> None:
    found: list[str] = []
    another = connection.copy("another")

    def tries(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith("SELECT"):
            with another.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM recording_apicall")
                try:
                    cursor.execute("UPDATE recording_apicall SET outcome = 'unknown'")
                    found.append("written")
                except OperationalError:
                    found.append("waits")
        return answer

    try:
        with another.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10ms'")
        with connection.execute_wrapper(tries):
            assert not recount()
    finally:
        another.close()
    assert set(found) == {"waits"}
