from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from braze_tracker.journal.lines import Dropped, encode
from braze_tracker.journal.losses import Losses
from braze_tracker.recording.bodies import unpack
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import (
    ApiCall,
    CallBody,
    ErrorGroup,
    Heartbeat,
    HourlyCount,
    JournalLoss,
    JournalPosition,
    OpenIntent,
    QuarantinedLine,
    Send,
    Workspace,
)
from braze_tracker.recording.positions import home_of
from tests.recording.factories import NOW, later
from tests.recording.journals import WRITER, a_segment, a_whole_call, an_ending, an_intent, append, held

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return dict(HourlyCount.objects.exclude(calls=0).values_list("outcome", "calls"))


def test_an_empty_or_missing_journal_drains_to_nothing(tmp_path: Path) -> None:
    assert not drain(tmp_path, now=NOW)
    assert not drain(tmp_path / "missing", now=NOW)


def test_intent_and_ending_become_one_call_with_bodies_and_counts(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call())
    assert drain(tmp_path, now=NOW).calls == 1
    call = ApiCall.objects.get()
    assert (call.endpoint, call.outcome, call.status) == ("POST /messages/send", "success", 201)
    assert (call.elapsed_us, call.url, call.started_at) == (84_000, "/messages/send", NOW)
    assert unpack(CallBody.objects.get().content).request.body.content.startswith('{"campaign_id"')
    assert counts() == {"success": 1}
    assert not OpenIntent.objects.exists()


def test_a_living_writers_intent_is_pending_until_its_ending(tmp_path: Path) -> None:
    intent = an_intent()
    path = a_segment(tmp_path, intent)
    with held(path):
        drain(tmp_path, now=NOW)
        assert ApiCall.objects.get().outcome == "pending"
        assert counts() == {"pending": 1}
        append(path, an_ending(intent, {"message": "Invalid campaign"}, status=400))
        drain(tmp_path, now=later(seconds=1))
    call = ApiCall.objects.get()
    assert (call.outcome, call.message, call.status) == ("fatal_client", "Invalid campaign", 400)
    assert counts() == {"fatal_client": 1}
    assert not OpenIntent.objects.exists()
    assert unpack(call.stored_body.content).reply is not None


def test_a_dead_writers_intent_is_unknown_and_may_have_been_sent(tmp_path: Path) -> None:
    a_segment(tmp_path, an_intent())
    assert drain(tmp_path, now=NOW).unanswered == 1
    call = ApiCall.objects.get()
    assert (call.outcome, call.failure, call.sent, call.elapsed_us) == ("unknown", "writer_died", "maybe", None)
    assert counts() == {"unknown": 1}
    assert ErrorGroup.objects.get().calls == 1
    assert not OpenIntent.objects.exists()


def test_a_living_writers_intent_is_given_up_when_its_time_is_up(tmp_path: Path) -> None:
    path = a_segment(tmp_path, an_intent(patience=timedelta(minutes=5)))
    with held(path):
        drain(tmp_path, now=NOW)
        assert not drain(tmp_path, now=later(minutes=15)).unanswered
        assert drain(tmp_path, now=later(minutes=15, seconds=1)).unanswered == 1
    assert ApiCall.objects.get().failure == "no_answer_recorded"


def test_a_late_reply_corrects_unknown(tmp_path: Path) -> None:
    intent = an_intent(asked={"campaign_id": "c", "send_id": "spring"})
    path = a_segment(tmp_path, intent)
    with held(path):
        drain(tmp_path, now=NOW)
        drain(tmp_path, now=later(hours=1))
        append(path, an_ending(intent, {"message": "success", "send_id": "spring"}))
        drain(tmp_path, now=later(hours=2))
    call = ApiCall.objects.get()
    assert (call.outcome, call.failure, call.error_count, call.elapsed_us) == ("success", "", 0, 84_000)
    assert counts() == {"success": 1}
    group = ErrorGroup.objects.get()
    assert (group.calls, group.occurrences.count()) == (0, 0)
    assert set(group.hourly.values_list("calls", flat=True)) == {0}
    assert Send.objects.get().uses == 1


def test_draining_again_changes_nothing(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call(), *a_whole_call(status=500, reply="oops"))
    with held(path):
        drain(tmp_path, now=NOW)
        before = counts()
        assert not drain(tmp_path, now=NOW)
    assert counts() == before == {"success": 1, "fatal_server": 1}


def test_a_copy_of_a_segment_counts_nothing_twice(tmp_path: Path) -> None:
    lines = a_whole_call()
    a_segment(tmp_path, *lines)
    drain(tmp_path, now=NOW)
    a_segment(tmp_path, *lines, sequence=2)
    assert drain(tmp_path, now=NOW).calls == 0
    assert counts() == {"success": 1}


def test_a_segment_is_deleted_only_when_it_is_sealed_and_read(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    with held(path):
        drain(tmp_path, now=NOW)
        assert path.exists()
        assert JournalPosition.objects.get().offset == path.stat().st_size
    assert drain(tmp_path, now=NOW).segments == 1
    assert not path.exists()
    assert not JournalPosition.objects.exists()


def test_an_ending_finds_its_intent_in_the_segment_before(tmp_path: Path) -> None:
    intent = an_intent()
    a_segment(tmp_path, intent, sequence=1)
    a_segment(tmp_path, an_ending(intent), sequence=2)
    drain(tmp_path, now=NOW)
    assert counts() == {"success": 1}


def test_an_ending_may_carry_the_intent_that_could_not_be_written(tmp_path: Path) -> None:
    intent = an_intent()
    a_segment(tmp_path, an_ending(intent, intent=intent))
    drain(tmp_path, now=NOW)
    assert ApiCall.objects.get().endpoint == "POST /messages/send"
    assert not QuarantinedLine.objects.exists()


def test_an_ending_without_any_intent_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    a_segment(tmp_path, an_ending(an_intent()), *a_whole_call())
    assert drain(tmp_path, now=NOW).quarantined == 1
    assert "nobody began" in QuarantinedLine.objects.get().reason
    assert counts() == {"success": 1}


def test_damaged_lines_are_set_aside_and_the_rest_is_stored(tmp_path: Path) -> None:
    a_segment(
        tmp_path, *a_whole_call(), b"\x00\xff not json", *a_whole_call(), b'{"line":"what"}', b'{"torn', newline=False
    )
    assert drain(tmp_path, now=NOW).quarantined == 3
    assert counts() == {"success": 2}
    assert bytes(QuarantinedLine.objects.order_by("offset")[0].line) == b"\x00\xff not json"


def test_a_living_writers_torn_line_is_waited_for(tmp_path: Path) -> None:
    intent = an_intent()
    path = a_segment(tmp_path, intent)
    whole = encode(an_ending(intent))
    with held(path):
        path.write_bytes(path.read_bytes() + whole[:40])
        drain(tmp_path, now=NOW)
        assert counts() == {"pending": 1}
        path.write_bytes(path.read_bytes() + whole[40:])
        drain(tmp_path, now=NOW)
    assert counts() == {"success": 1}
    assert not QuarantinedLine.objects.exists()


def test_a_segment_without_a_header_is_set_aside_whole(tmp_path: Path) -> None:
    (tmp_path / f"{WRITER}.000001.journal").write_bytes(b"\n".join([b"foreign"] * 5) + b"\n")
    assert drain(tmp_path, now=NOW).quarantined == 5


def test_foreign_values_are_made_to_fit(tmp_path: Path) -> None:
    intent = an_intent(
        "/x" * 9000 + "\0",
        {"campaign_id": "c" * 500, "send_id": "\ud800"},
        attempt=99_999,
        origin="who?",
        patience=timedelta(days=999_999),
    )
    reply = {"message": "a\0b" + "x" * 5000, "errors": ["e\ud800" * 900]}
    a_segment(tmp_path, intent, an_ending(intent, reply, status=99_999_999, elapsed=timedelta(days=999_999_999)))
    drain(tmp_path, now=NOW)
    assert not QuarantinedLine.objects.exists()
    assert ApiCall.objects.get().origin == "client"


def test_what_writers_lost_is_shown_and_kept(tmp_path: Path) -> None:
    tmp_path.joinpath(f"{WRITER}.lost").write_bytes(encode(Dropped(writer=WRITER, calls=3, bodies=7, at=NOW)))
    drain(tmp_path, now=NOW)
    drain(tmp_path, now=NOW)
    assert JournalLoss.objects.values_list("writer", "calls", "bodies").get() == (WRITER, 3, 7)


def test_a_loss_that_is_made_good_after_it_was_told_is_told_no_more(tmp_path: Path) -> None:
    losses = Losses(tmp_path, WRITER)
    losses.add(NOW, calls=1)
    drain(tmp_path, now=NOW)
    assert JournalLoss.objects.get().calls == 1
    losses.add(later(seconds=1), calls=-1)
    losses.close()
    drain(tmp_path, now=later(seconds=2))
    assert not JournalLoss.objects.exists()
    assert not losses.path.exists()


def test_the_drain_shows_that_it_lives_but_not_at_every_pass(tmp_path: Path) -> None:
    for seconds in (0, 1, 4, 6):
        drain(tmp_path, now=later(seconds=seconds))
    assert Heartbeat.objects.values_list("part", "at").get() == (f"drain:{home_of(tmp_path)}", later(seconds=6))


def test_a_journal_whose_host_has_another_name_now_is_read_on_where_it_stood(tmp_path: Path) -> None:
    path = a_segment(tmp_path, *a_whole_call())
    with held(path):
        drain(tmp_path, now=NOW)
        JournalPosition.objects.update(home="the-container-before:/journal")
        append(path, *a_whole_call(at=later(seconds=1)))
        assert drain(tmp_path, now=later(seconds=2)).calls == 1
    assert JournalPosition.objects.get().home == home_of(tmp_path)
    drain(tmp_path, now=later(seconds=3))
    assert (counts(), JournalPosition.objects.count()) == ({"success": 2}, 0)


def test_a_stopped_drain_goes_on_where_it_stopped(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(), *a_whole_call(), *a_whole_call())
    answers = iter([False, True])
    assert drain(tmp_path, now=NOW, batch=3, stop=lambda: next(answers)).calls == 1
    drain(tmp_path, now=NOW)
    assert counts() == {"success": 3}


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 500])
def test_the_size_of_a_batch_changes_nothing(tmp_path: Path, batch: int) -> None:
    lines = [line for number in range(6) for line in a_whole_call(at=later(seconds=number))]
    a_segment(tmp_path, *lines, an_intent())
    drain(tmp_path, now=NOW, batch=batch)
    assert counts() == {"success": 6, "unknown": 1}
    assert Workspace.objects.count() == 1


def test_a_segment_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    tmp_path.joinpath("20200101T000000-1-aa.000001.journal").mkdir()
    a_segment(tmp_path, *a_whole_call())
    drained = drain(tmp_path, now=NOW)
    assert drained.calls == 1
    assert drained.unreadable == ("20200101T000000-1-aa.000001.journal: Is a directory",)


def test_positions_of_other_hosts_are_left_alone(tmp_path: Path) -> None:
    JournalPosition.objects.create(segment="theirs.000001.journal", home="elsewhere:/x", writer="theirs", offset=9)
    drain(tmp_path, now=NOW)
    assert JournalPosition.objects.count() == 1


def test_the_command_drains_once_and_says_what_it_did(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.JOURNAL_DIR = tmp_path
    a_segment(tmp_path, *a_whole_call(), an_intent(), b"odd")
    call_command("drain", "--once")
    assert capsys.readouterr().out == (
        "2 calls stored, 1 given up without an answer, 1 lines set aside, 1 segments finished.\n"
    )
