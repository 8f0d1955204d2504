from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from braze_tracker.braze.captured import BodyState, CaptureLevel
from braze_tracker.journal import Ending, Intent, Journal, JournalUnusable, Line, lost, read_journal
from tests.journal.lines_of import AT, KEY, a_departure, an_arrival
from tests.journal.test_writer import files_no_larger_than

MARKED = "marked.customer@example.com"


def a_journal(folder: Path, **settings: Any) -> Journal:
    values: dict[str, Any] = {"hash_key": b"test", "clock": lambda: AT}
    return Journal(folder, **values | settings)


def lines(folder: Path) -> list[Line]:
    entries = [entry for segment in read_journal(folder) for entry in segment.entries(0)]
    assert [entry.damage for entry in entries if entry.damage] == []
    return [entry.line for entry in entries if isinstance(entry.line, (Intent, Ending))]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB, where this may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a small file system here; files_no_larger_than stands in for it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def test_the_intent_is_on_disk_before_the_call_leaves(tmp_path: Path) -> None:
    note = a_journal(tmp_path).open(a_departure())
    (intent,) = lines(tmp_path)
    assert isinstance(intent, Intent)
    assert (intent.call, intent.at, intent.method, intent.attempt) == (note.call, AT, "POST", 1)
    assert intent.body.content == '{"broadcast":true}'
    assert intent.key.last4 == KEY[-4:]


def test_the_ending_follows_with_what_came_back(tmp_path: Path) -> None:
    note = a_journal(tmp_path).open(a_departure())
    note.close(an_arrival())
    ending = lines(tmp_path)[1]
    assert isinstance(ending, Ending)
    assert (ending.call, ending.status, ending.elapsed, ending.intent) == (
        note.call,
        201,
        timedelta(milliseconds=20),
        None,
    )
    assert ending.at == AT + timedelta(milliseconds=20)
    assert ending.body.content == '{"message":"success","dispatch_id":"d-1"}'


def test_a_failure_is_an_ending_without_status(tmp_path: Path) -> None:
    a_journal(tmp_path).open(a_departure()).close(
        an_arrival(status=None, headers={}, body=b"", failure="read_timeout", detail=f"no answer for {KEY}")
    )
    ending = lines(tmp_path)[1]
    assert isinstance(ending, Ending)
    assert (ending.status, ending.failure, ending.detail) == (None, "read_timeout", "no answer for •••")


def test_closing_twice_writes_once(tmp_path: Path) -> None:
    note = a_journal(tmp_path).open(a_departure())
    note.close(an_arrival())
    note.close(an_arrival(status=500))
    assert len(lines(tmp_path)) == 2


def test_neither_the_key_nor_a_marked_address_reaches_the_disk(tmp_path: Path) -> None:
    body = f'{{"api_key":"{KEY}","recipients":[{{"email":"{MARKED}"}}],"note":"call {MARKED} or {KEY}"}}'
    for level in CaptureLevel:
        departure = a_departure(
            url=f"https://rest.iad-01.braze.com/email/hard_bounces?email={MARKED}&api_key={KEY}", body=body.encode()
        )
        reply = f'{{"message":"Invalid API key: {KEY}","errors":["{MARKED} is not valid"]}}'.encode()
        note = a_journal(tmp_path / level, level=level).open(departure)
        note.close(an_arrival(status=401, body=reply, detail=f"{MARKED} {KEY}", failure="connection_cut"))
        kept = b"".join(path.read_bytes() for path in (tmp_path / level).iterdir())
        assert KEY.encode() not in kept
        if level is not CaptureLevel.FULL:
            assert MARKED.encode() not in kept
            assert b"marked.customer" not in kept


def test_an_intent_that_could_not_be_written_comes_with_its_ending(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    with files_no_larger_than(0):
        note = journal.open(a_departure())
        assert [one.calls for one in lost(tmp_path)] == []
    note.close(an_arrival())
    (ending,) = lines(tmp_path)
    assert isinstance(ending, Ending)
    assert ending.intent is not None
    assert (ending.intent.call, ending.intent.url) == (note.call, "https://rest.iad-01.braze.com/messages/send")
    assert [(one.calls, one.bodies) for one in lost(tmp_path)] == [(0, 0)]


def test_a_call_of_which_nothing_could_be_written_is_counted(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    journal.open(a_departure()).close(an_arrival())
    with files_no_larger_than(512):
        for _ in range(3):
            journal.open(a_departure()).close(an_arrival())
    assert [one.calls for one in lost(tmp_path)] == [3]
    assert len(lines(tmp_path)) == 2


def test_a_full_disk_costs_lines_and_never_an_exception(small_disk: Path) -> None:
    journal = a_journal(small_disk)
    body = b'{"note":"' + b"x" * 5000 + b'"}'
    made = 60
    for _ in range(made):
        journal.open(a_departure(body=body)).close(an_arrival())
    noted = len({line.call for line in lines(small_disk) if isinstance(line, (Intent, Ending))})
    counted = sum(one.calls for one in lost(small_disk))
    assert 0 < noted < made
    assert noted + counted >= made


def test_a_nearly_full_journal_keeps_the_essence_and_counts_the_bodies(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, total_limit=10_000)
    (tmp_path / "other.000001.journal").write_bytes(b"x" * 8500)
    journal.open(a_departure(body=b'{"campaign_id":"c-1","note":"long"}')).close(an_arrival())
    (tmp_path / "other.000001.journal").unlink()
    intent, ending = lines(tmp_path)
    assert isinstance(intent, Intent)
    assert isinstance(ending, Ending)
    assert (intent.body.state, intent.body.content) == (BodyState.ESSENCE, '{"campaign_id":"c-1"}')
    assert ending.body.state is BodyState.ESSENCE
    assert [(one.calls, one.bodies) for one in lost(tmp_path)] == [(0, 2)]


def test_a_full_journal_drops_calls_counts_them_and_ends_those_that_began(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, total_limit=4000)
    begun = journal.open(a_departure())
    for _ in range(20):
        journal.open(a_departure()).close(an_arrival())
    begun.close(an_arrival())
    ended = [line.call for line in lines(tmp_path) if isinstance(line, Ending)]
    assert begun.call in ended
    noted = len({line.call for line in lines(tmp_path) if isinstance(line, (Intent, Ending))})
    assert [noted + one.calls for one in lost(tmp_path)] == [21]


def test_at_metadata_level_no_body_counts_as_lost(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, level=CaptureLevel.METADATA, total_limit=10_000)
    (tmp_path / "other.000001.journal").write_bytes(b"x" * 8500)
    journal.open(a_departure()).close(an_arrival())
    assert [(one.calls, one.bodies) for one in lost(tmp_path)] == [(0, 0)]


def test_a_call_begun_before_a_fork_is_the_parents_to_end(tmp_path: Path) -> None:
    note = a_journal(tmp_path).open(a_departure())
    child = os.fork()
    if child == 0:
        note.close(an_arrival(status=500))
        os._exit(0)
    os.waitpid(child, 0)
    note.close(an_arrival())
    assert [line.status for line in lines(tmp_path) if isinstance(line, Ending)] == [201]


def test_the_folder_and_its_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").open(a_departure())
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "journal").iterdir()} == {0o600}


def test_two_journals_of_one_folder_give_a_key_the_same_print(tmp_path: Path) -> None:
    for _ in range(2):
        Journal(tmp_path).open(a_departure())
    prints = {line.key.fingerprint for line in lines(tmp_path) if isinstance(line, Intent)}
    assert len(prints) == 1


def test_a_folder_that_cannot_be_kept_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalUnusable, match="cannot be kept"):
        Journal(tmp_path / "file" / "journal")


def test_a_journal_sent_to_another_process_is_a_writer_of_its_own(tmp_path: Path) -> None:
    first = Journal(tmp_path, level=CaptureLevel.FULL, seal=str.swapcase)
    first.open(a_departure())
    second = pickle.loads(pickle.dumps(first))
    second.open(replace(a_departure(), attempt=2))
    assert len({segment.writer for segment in read_journal(tmp_path)}) == 2
    intents = [line for line in lines(tmp_path) if isinstance(line, Intent)]
    assert [(line.attempt, bool(line.body.sealed)) for line in intents] == [(1, True), (2, True)]


def test_a_call_by_itself_is_an_operation_known_by_its_own_id(tmp_path: Path) -> None:
    note = a_journal(tmp_path).open(a_departure(operation=None))
    (intent,) = lines(tmp_path)
    assert isinstance(intent, Intent)
    assert intent.operation == intent.call == note.call


def test_a_call_keeps_the_id_it_was_given_before_it_left(tmp_path: Path) -> None:
    given = UUID(int=0x0193_5678_9ABC_7000_8000_0000_0000_0007)
    note = a_journal(tmp_path).open(replace(a_departure(), call=given, operation=None))
    (intent,) = lines(tmp_path)
    assert isinstance(intent, Intent)
    assert (note.call, intent.call, intent.operation) == (given, given, given)


def test_a_departure_may_say_its_own_level(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, seal=str.swapcase)
    body = b'{"campaign_id":"c-1","email":"marked.customer@example.com"}'
    for level in (None, *CaptureLevel):
        note = journal.open(a_departure(body=body, level=level))
        note.close(an_arrival(body=b'{"message":"success","trigger":1}'))
    intents = [line for line in lines(tmp_path) if isinstance(line, Intent)]
    endings = [line for line in lines(tmp_path) if isinstance(line, Ending)]
    assert [line.body.state for line in intents] == ["masked", "essence", "masked", "essence"]
    assert [line.body.state for line in endings] == ["whole", "essence", "whole", "essence"]
    assert [bool(line.body.sealed) for line in intents] == [False, False, False, True]
    assert [bool(line.body.sealed) for line in endings] == [False, False, False, True]
    assert b"marked.customer" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_without_a_seal_nothing_is_kept_whole(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, level=CaptureLevel.FULL)
    journal.open(a_departure(body=b'{"email":"marked.customer@example.com"}', level=CaptureLevel.FULL))
    (intent,) = lines(tmp_path)
    assert isinstance(intent, Intent)
    assert (intent.body.state, intent.body.sealed) == (BodyState.MASKED, "")


def test_a_nearly_full_journal_keeps_nothing_whole_either(tmp_path: Path) -> None:
    journal = a_journal(tmp_path, seal=str.swapcase, total_limit=10_000)
    begun = journal.open(a_departure(level=CaptureLevel.FULL))
    (tmp_path / "other.000001.journal").write_bytes(b"x" * 8500)
    late = a_journal(tmp_path, seal=str.swapcase, total_limit=10_000)
    late.open(a_departure(level=CaptureLevel.FULL)).close(an_arrival())
    begun.close(an_arrival())
    (tmp_path / "other.000001.journal").unlink()
    sealed = {line.call for line in lines(tmp_path) if isinstance(line, (Intent, Ending)) and line.body.sealed}
    assert sealed == {begun.call}
    assert sum(one.bodies for one in lost(tmp_path)) == 2


def test_a_repeated_request_has_the_same_digest_at_every_level(tmp_path: Path) -> None:
    for level in CaptureLevel:
        a_journal(tmp_path, level=level).open(a_departure())
    a_journal(tmp_path).open(a_departure(body=b'{"broadcast":false}'))
    digests = [line.digest for line in lines(tmp_path) if isinstance(line, Intent)]
    assert None not in digests
    assert len(set(digests)) == 2


def test_a_body_that_only_its_sender_may_read_has_no_digest(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    journal.open(a_departure(body=b"", body_size=18))
    journal.open(a_departure(body=b"", body_size=0))
    journal.open(a_departure(body=b""))
    unread, unknown, empty = (line.digest for line in lines(tmp_path) if isinstance(line, Intent))
    assert (unread, unknown) == (None, None)
    assert empty is not None


def test_an_intent_that_comes_with_its_ending_is_whole(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    with files_no_larger_than(0):
        late = journal.open(a_departure(patience=None))
    late.close(an_arrival())
    journal.open(a_departure(patience=None)).close(an_arrival())
    ending, intent = lines(tmp_path)[0], lines(tmp_path)[1]
    assert isinstance(ending, Ending)
    assert isinstance(intent, Intent)
    assert ending.intent == replace(intent, call=late.call)
