"""A journal that may not be there yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from braze_tracker.braze.recorder import Departure, Origin
from braze_tracker.gateway.late_journal import LateJournal
from braze_tracker.journal import Journal, JournalUnusable
from tests.gateway.running import HASH_KEY, lines

DEPARTURE = Departure(
    method="GET",
    url="https://rest.iad-01.braze.com/campaigns/list",
    headers={},
    body=b"",
    started_at=datetime(2026, 5, 4, tzinfo=UTC),
    origin=Origin.GATEWAY,
    operation=None,
    attempt=1,
    patience=None,
)


def test_nothing_is_noted_until_the_folder_can_be_had_and_then_all_is(tmp_path: Path) -> None:
    place = tmp_path / "journal"
    place.write_text("a file where a folder should be")
    late = LateJournal(lambda: Journal(place))
    late.prepare()
    assert not late.writable()
    with pytest.raises(JournalUnusable):
        late.open(DEPARTURE)
    place.unlink()
    late.prepare()
    late.open(DEPARTURE)
    late.close()
    assert late.writable()
    assert len(lines(place)[0]) == 1


def test_a_call_that_a_full_journal_could_not_take_is_counted(tmp_path: Path) -> None:
    late = LateJournal(lambda: Journal(tmp_path, total_limit=1))
    assert late.calls_lost() == 0
    late.prepare()
    (tmp_path / "another-writer.000001.journal").write_bytes(b"x")
    late.open(DEPARTURE)
    assert late.calls_lost() == 1
    late.close()


def test_keys_are_told_apart_by_the_journals_own_secret_as_soon_as_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAZE_TRACKER_HASH_KEY", HASH_KEY.decode())
    late = LateJournal(lambda: Journal(tmp_path))
    assert late.hash_key != HASH_KEY
    late.prepare()
    late.close()
    assert late.hash_key == HASH_KEY


def test_a_journal_is_made_once(tmp_path: Path) -> None:
    made: list[Journal] = []

    def make() -> Journal:
        made.append(Journal(tmp_path))
        return made[-1]

    late = LateJournal(make)
    late.prepare()
    late.prepare()
    late.close()
    assert len(made) == 1


def test_one_that_never_came_can_be_closed() -> None:
    def make() -> Journal:
        raise JournalUnusable("no room")

    late = LateJournal(make)
    late.prepare()
    late.close()
    assert not late.writable()
