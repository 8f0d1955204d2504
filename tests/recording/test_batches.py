from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from braze_tracker.journal.reader import Entry, read_journal
from braze_tracker.recording.batches import LARGEST, DrainedElsewhere, Stored, batches, prepared, store_batch
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, HourlyCount, JournalPosition, QuarantinedLine
from braze_tracker.recording.positions import begin
from tests.recording.factories import NOW
from tests.recording.journals import a_segment, a_whole_call

pytestmark = pytest.mark.django_db


def an_entry(size: int) -> Entry:
    return Entry(0, size, None, "x", b"", size)


@pytest.mark.parametrize(
    ("sizes", "most", "lengths"),
    [
        ([], 3, []),
        ([1, 1], 3, [2]),
        ([1, 1, 1, 1], 3, [3, 1]),
        ([LARGEST, 1, 1], 3, [1, 2]),
        ([1, LARGEST, 1], 9, [2, 1]),
    ],
)
def test_a_batch_is_bounded_by_lines_and_by_bytes(sizes: list[int], most: int, lengths: list[int]) -> None:
    assert [len(batch.entries) for batch in batches(map(an_entry, sizes), most, now=NOW)] == lengths


@contextmanager
def a_database_that_refuses(text: str) -> Iterator[None]:
    """Refuses any call whose url holds ``text``, as a constraint would."""
    with connection.cursor() as cursor:
        for statement in _refusing(text):
            cursor.execute(statement)
    yield


def _refusing(text: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER refuse BEFORE INSERT ON recording_apicall WHEN NEW.url LIKE '%{text}%' "
            "BEGIN SELECT RAISE(ABORT, 'this one is refused'); END"
        ]
    return [
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN "
        f"IF NEW.url LIKE '%{text}%' THEN RAISE check_violation USING MESSAGE = 'this one is refused'; END IF; "
        "RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER refuse BEFORE INSERT ON recording_apicall FOR EACH ROW EXECUTE FUNCTION refuse()",
    ]


def test_a_call_the_database_refuses_is_set_aside_alone(tmp_path: Path) -> None:
    lines = [line for name in ("a", "b", "poison", "c", "d") for line in a_whole_call(f"/{name}")]
    a_segment(tmp_path, *lines)
    with a_database_that_refuses("poison"):
        drained = drain(tmp_path, now=NOW)
    assert (drained.quarantined, drained.segments) == (2, 1)
    assert set(ApiCall.objects.values_list("url", flat=True)) == {"/a", "/b", "/c", "/d"}
    assert sum(HourlyCount.objects.values_list("calls", flat=True)) == 4
    reasons = QuarantinedLine.objects.order_by("offset").values_list("reason", flat=True)
    assert "this one is refused" in reasons[0]


def test_what_another_drain_has_stored_is_not_stored_again(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call())
    (segment,) = read_journal(tmp_path)
    begin(segment, tmp_path)
    batch = prepared(list(segment.entries()), now=NOW)
    assert store_batch(segment, batch, now=NOW) == Stored(1, 0)
    with pytest.raises(DrainedElsewhere):
        store_batch(segment, batch, now=NOW)
    assert ApiCall.objects.count() == 1


def test_a_batch_moves_the_position_to_its_end(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    (segment,) = read_journal(tmp_path)
    begin(segment, tmp_path)
    store_batch(segment, prepared(list(segment.entries()), now=NOW), now=NOW)
    assert JournalPosition.objects.get().offset == path.stat().st_size


def test_a_database_that_is_away_is_no_fault_of_the_line(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call())
    (segment,) = read_journal(tmp_path)
    begin(segment, tmp_path)

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        store_batch(segment, prepared(list(segment.entries()), now=NOW), now=NOW)
    assert not QuarantinedLine.objects.exists()
    assert JournalPosition.objects.get().offset == 0
