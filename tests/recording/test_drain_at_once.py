"""A pass beside others: a writer that goes on meanwhile, another drain of the same journal."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from braze_tracker.journal import read_journal
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ErrorGroup, HourlyCount
from braze_tracker.recording.positions import begin
from tests.recording.factories import NOW, later
from tests.recording.journals import WRITER, a_segment, a_whole_call, an_ending, an_intent, held

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return dict(HourlyCount.objects.exclude(calls=0).values_list("outcome", "calls"))


def test_a_writer_that_begins_its_next_segment_during_the_pass_is_not_taken_for_dead(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call())
    another, intent = f"{WRITER}9", an_intent()
    with ExitStack() as earlier, ExitStack() as next_one:
        earlier.enter_context(held(a_segment(tmp_path, intent, writer=another)))

        def turn_over() -> bool:
            if len(read_journal(tmp_path)) == 2:
                next_one.enter_context(held(a_segment(tmp_path, an_ending(intent), writer=another, sequence=2)))
                earlier.close()
            return False

        assert drain(tmp_path, now=NOW, stop=turn_over).unanswered == 0
        assert counts() == {"success": 1, "pending": 1}
        drain(tmp_path, now=later(seconds=1))
    assert counts() == {"success": 2}
    assert not ErrorGroup.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time in any case")
def test_what_another_drain_is_storing_is_left_to_it_and_other_writers_are_read(tmp_path: Path) -> None:
    """Without waiting for it: each of the two stores what the other does not."""
    a_segment(tmp_path, *a_whole_call())
    a_segment(tmp_path, *a_whole_call(), *a_whole_call(), writer="20260304T120001-78-00000002")
    begin(read_journal(tmp_path)[0], tmp_path)
    another = connection.copy("another")
    try:
        another.set_autocommit(False)
        with another.cursor() as cursor:
            cursor.execute("UPDATE recording_journalposition SET updated_at = updated_at")
        assert drain(tmp_path, now=NOW).calls == 2
        another.rollback()
    finally:
        another.close()
    assert drain(tmp_path, now=NOW).calls == 1
