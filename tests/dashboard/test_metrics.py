"""The exposition of the web process, read as Prometheus reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from braze_tracker.dashboard.metrics import told
from braze_tracker.dashboard.metrics_table import METRICS
from braze_tracker.recording.models import JournalLoss, JournalPosition
from tests.dashboard.factories import a_budget, a_followed_send, a_heartbeat, now
from tests.recording.factories import a_call, later
from tests.recording.journals import a_segment, a_whole_call

pytestmark = pytest.mark.django_db

Key = tuple[str, ...]
"""A metric's name without the prefix, and the values of its labels in the order of their names."""


def samples(folder: Path) -> dict[Key, float]:
    return {
        (one.name.removeprefix("braze_tracker_"), *one.labels.values()): one.value
        for family in text_string_to_metric_families(told(folder, now()).decode())
        for one in family.samples
    }


@pytest.fixture
def some_of_everything(tmp_path: Path) -> Path:
    a_call(at=later(minutes=1)), a_call(at=later(minutes=2), outcome="fatal_client")
    a_followed_send(), a_budget(), a_heartbeat("drain:here:/j")
    JournalLoss.objects.create(writer="w", calls=3, bodies=4, last_at=now())
    JournalPosition.objects.create(segment="x.000001.journal", home="there:/j", writer="x")
    a_segment(tmp_path, *a_whole_call())
    return tmp_path


def test_every_metric_of_the_table_is_exposed(some_of_everything: Path) -> None:
    assert {key[0] for key in samples(some_of_everything)} == {metric.name for metric in METRICS}


def test_values_stand_under_their_labels(some_of_everything: Path) -> None:
    found = samples(some_of_everything)
    assert found["calls_total", "client", "fatal_client", "orchid-shop"] == 1
    assert (found["dropped_calls",], found["dropped_bodies_total",], found["recent_losses",]) == (3, 4, 1)
    assert (found["part_alive", "drain"], found["part_alive", "beat"]) == (1, 0)
    assert found["journal_open_segments", "there:/j"] == 1
    unread = {key[0]: value for key, value in found.items() if key[0].startswith("journal_unread")}
    assert unread == {"journal_unread_segments": 1, "journal_unread_bytes": sum(_sizes(some_of_everything))}


def test_what_may_be_taken_back_is_no_counter_for_prometheus_would_take_it_for_a_restart(tmp_path: Path) -> None:
    JournalLoss.objects.create(writer="w", calls=1000, last_at=now())
    assert b"# TYPE braze_tracker_dropped_calls gauge\nbraze_tracker_dropped_calls 1000.0" in told(tmp_path, now())


def _sizes(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.iterdir()]


def test_a_scrape_asks_twelve_questions_at_most_and_no_more_with_more_rows(some_of_everything: Path) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        told(some_of_everything, now())
    for number in range(30):
        a_call(at=later(minutes=number), origin="gateway"), a_followed_send()
        a_segment(some_of_everything, *a_whole_call(), sequence=number + 2)
    with CaptureQueriesContext(connection) as many:
        told(some_of_everything, now())
    assert len(few) == len(many) <= 12
    assert not [query for query in many if 'COUNT(*) FROM "recording_apicall"' in query["sql"]]


def gone(*_: Any) -> None:
    raise OperationalError("could not connect to server")


def test_a_database_that_is_away_is_told_and_the_journals_size_with_it(some_of_everything: Path) -> None:
    with connection.execute_wrapper(gone):
        found = samples(some_of_everything)
    assert found["database_up",] == 0
    assert {key[0] for key in found} == {"database_up", "journal_folder_bytes"}
