from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.recording.backlog import backlog, folder_bytes, homes
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import JournalPosition
from braze_tracker.recording.positions import home_of
from tests.recording.factories import NOW, later
from tests.recording.journals import a_segment, a_whole_call, append, held

pytestmark = pytest.mark.django_db


def test_nothing_waits_in_an_empty_or_missing_folder(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        found = backlog(folder)
        assert (found.unread_bytes, found.unread_segments, found.oldest) == (0, 0, None)


def test_what_waits_is_counted_from_where_the_drain_stands(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    before = backlog(tmp_path)
    assert (before.unread_bytes, before.unread_segments, before.oldest) == (path.stat().st_size, 1, NOW)
    with held(path):
        drain(tmp_path, now=NOW)
        size = path.stat().st_size
        append(path, *a_whole_call(at=later(seconds=9)))
        after = backlog(tmp_path)
    assert (after.unread_bytes, after.unread_segments) == (path.stat().st_size - size, 1)
    assert (after.oldest, after.folder_bytes, after.home) == (later(seconds=9), path.stat().st_size, home_of(tmp_path))


def test_the_size_of_a_folder_needs_no_database(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    assert folder_bytes(tmp_path) == path.stat().st_size


def test_a_segment_with_its_header_alone_holds_no_call_that_waits(tmp_path: Path) -> None:
    a_segment(tmp_path)
    assert backlog(tmp_path).oldest is None


def test_a_segment_that_another_host_name_began_counts_from_its_position(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    JournalPosition.objects.create(segment=path.name, home="other:/j", writer="w", offset=path.stat().st_size)
    assert backlog(tmp_path).unread_bytes == 0


def test_every_host_of_the_database_is_listed() -> None:
    for number, home in enumerate(("a:/j", "b:/j", "b:/j")):
        JournalPosition.objects.create(segment=f"w.{number:06}.journal", home=home, writer="w")
    assert homes() == {"a:/j": 1, "b:/j": 2}
