from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from braze_tracker.recording.choices import SendSource
from braze_tracker.recording.drain import drain
from braze_tracker.recording.facts import Mention
from braze_tracker.recording.models import Send
from braze_tracker.recording.schedules import Schedule
from braze_tracker.recording.sends import Told, tell_sends, why_no_send_id
from tests.recording.factories import NOW, a_call, a_workspace, later
from tests.recording.journals import CAMPAIGN, a_segment, a_whole_call

pytestmark = pytest.mark.django_db


def used(send_id: str = "spring", campaign_id: str = CAMPAIGN, *, at: datetime = NOW, **fields: object) -> Told:
    again = bool(fields.pop("again", False))
    mention = Mention(campaign_id, send_id, SendSource.REPLY, at, **fields)  # type: ignore[arg-type]
    return Told(a_workspace(), mention, again=again)


def created(*, at: datetime = NOW) -> Told:
    return used(at=at, uses=0)


def the_send() -> Send:
    return Send.objects.get()


def drained(
    tmp_path: Path, path: str, asked: object, reply: object, *, status: int = 201, origin: str = "client"
) -> None:
    a_segment(tmp_path, *a_whole_call(path, reply, status=status, asked=asked, origin=origin))
    drain(tmp_path, now=NOW)


def test_a_replys_send_id_is_followed_with_its_campaign(tmp_path: Path) -> None:
    drained(
        tmp_path,
        "/campaigns/trigger/send",
        {"campaign_id": "c", "broadcast": True},
        {"message": "success", "send_id": "s"},
    )
    send = the_send()
    assert (send.campaign_id, send.send_id, send.source, send.sent_at, send.uses) == ("c", "s", "reply", NOW, 1)
    assert send.first_call is not None


def test_a_requests_own_send_id_is_followed(tmp_path: Path) -> None:
    drained(tmp_path, "/messages/send", {"campaign_id": "c", "send_id": "mine"}, {"message": "success"})
    assert (the_send().send_id, the_send().source) == ("mine", "request")


def test_an_all_digit_send_id_stays_text(tmp_path: Path) -> None:
    drained(tmp_path, "/messages/send", {"campaign_id": "c"}, '{"message": "success", "send_id": 3456789}')
    assert the_send().send_id == "3456789"


@pytest.mark.parametrize(("status", "sends"), [(201, 1), (202, 1), (400, 0), (429, 0), (502, 1)])
def test_only_what_may_have_been_sent_is_followed(tmp_path: Path, status: int, sends: int) -> None:
    drained(tmp_path, "/messages/send", {"campaign_id": "c", "send_id": "mine"}, {"message": "success"}, status=status)
    assert Send.objects.count() == sends


def test_our_own_looks_never_touch_a_send(tmp_path: Path) -> None:
    drained(tmp_path, "/sends/data_series?campaign_id=c&send_id=s", "", {"message": "success"}, origin="sync")
    drained(tmp_path, "/messages/send", {"campaign_id": "c", "send_id": "s"}, {"message": "success"}, origin="sync")
    assert not Send.objects.exists()


def test_reading_figures_elsewhere_is_no_use_of_a_send(tmp_path: Path) -> None:
    drained(tmp_path, "/sends/data_series?campaign_id=c&send_id=s", "", {"message": "success", "data": []})
    assert not Send.objects.exists()


def test_a_created_send_id_is_known_before_its_first_use(tmp_path: Path) -> None:
    drained(tmp_path, "/sends/id/create", {"campaign_id": "c"}, {"message": "success", "send_id": "s"})
    assert (the_send().source, the_send().uses, the_send().sent_at) == ("created", 0, NOW)


def test_a_refused_creation_creates_nothing(tmp_path: Path) -> None:
    drained(tmp_path, "/sends/id/create", {"campaign_id": "c", "send_id": "s"}, {"message": "no"}, status=400)
    assert not Send.objects.exists()


def test_a_scheduled_send_counts_from_its_time(tmp_path: Path) -> None:
    asked = {"campaign_id": "c", "broadcast": True, "schedule": {"time": "2026-03-10T08:00:00Z"}}
    drained(tmp_path, "/campaigns/trigger/schedule/create", asked, {"message": "success", "send_id": "s"})
    assert (the_send().sent_at, the_send().scheduled) == (datetime(2026, 3, 10, 8, tzinfo=UTC), True)


def test_first_use_of_a_created_id_sets_its_time() -> None:
    tell_sends([created()])
    tell_sends([used(at=later(days=3))])
    assert (the_send().sent_at, the_send().first_used_at, the_send().uses) == (later(days=3), later(days=3), 1)


def test_creating_a_used_id_again_changes_nothing() -> None:
    tell_sends([used()])
    tell_sends([created(at=later(days=1))])
    assert (the_send().sent_at, the_send().uses) == (NOW, 1)


def test_an_id_used_again_counts_from_its_last_use() -> None:
    tell_sends([used(at=later(days=2)), used(), used(at=later(days=1))])
    tell_sends([used(at=later(hours=1))])
    assert (the_send().sent_at, the_send().first_used_at, the_send().uses) == (later(days=2), NOW, 4)


def test_a_send_says_that_it_is_new_and_whenever_it_moves() -> None:
    tell_sends([used()])
    assert the_send().moved
    Send.objects.update(moved=False)
    tell_sends([used(at=later(days=1))])
    assert the_send().moved


def test_a_use_that_was_counted_is_not_counted_again() -> None:
    tell_sends([used()])
    tell_sends([used(again=True)])
    assert the_send().uses == 1


def test_a_later_call_may_name_the_campaign() -> None:
    tell_sends([used(campaign_id="")])
    tell_sends([used(at=later(hours=1))])
    assert (the_send().campaign_id, the_send().uses) == (CAMPAIGN, 2)


def test_a_call_without_campaign_is_a_use_of_the_send_of_that_id() -> None:
    tell_sends([used(), used("autumn")])
    tell_sends([used(campaign_id="", at=later(hours=1))])
    assert dict(Send.objects.values_list("send_id", "uses")) == {"spring": 2, "autumn": 1}


def test_one_id_under_two_campaigns_is_two_sends() -> None:
    tell_sends([used(campaign_id="a"), used(campaign_id="b")])
    assert Send.objects.count() == 2


def test_workspaces_do_not_share_sends() -> None:
    tell_sends([used(), Told(a_workspace("Other shop"), used().mention)])
    assert Send.objects.count() == 2


def test_local_time_is_read_in_the_workspaces_zone() -> None:
    workspace = a_workspace("Lille", time_zone="Europe/Paris")
    mention = Mention("c", "s", SendSource.REPLY, NOW, Schedule("2026-03-10T08:00:00Z", in_local_time=True))
    tell_sends([Told(workspace, mention)])
    assert the_send().sent_at == datetime(2026, 3, 10, 7, tzinfo=UTC)


def test_nothing_told_is_nothing_written() -> None:
    tell_sends([])
    assert not Send.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"send_id": "s"}, ""),
        ({"outcome": "fatal_client"}, ""),
        ({"outcome": "pending"}, ""),
        ({"endpoint": "POST /users/track"}, ""),
        ({"endpoint": "odd"}, ""),
        ({"endpoint": "POST /canvas/trigger/send"}, "Canvas"),
        ({"endpoint": "POST /transactional/v1/campaigns/{campaign_id}/send"}, "Transactional"),
        ({"endpoint": "POST /messages/send"}, "names no campaign_id"),
        ({"campaign_id": "c"}, "named recipients"),
        ({"campaign_id": "c", "outcome": "queued"}, "named recipients"),
    ],
)
def test_a_success_without_send_id_explains_itself(fields: dict[str, str], reason: str) -> None:
    told = why_no_send_id(a_call(**fields))  # type: ignore[arg-type]
    assert reason in told
    assert bool(told) is bool(reason)


@pytest.mark.parametrize("room", ["/messages", "/campaigns/trigger"])
def test_a_scheduled_send_that_is_moved_counts_from_its_new_time(tmp_path: Path, room: str) -> None:
    asked = {"campaign_id": "c", "send_id": "s", "schedule": {"time": "2026-03-06T12:00:00Z"}}
    drained(tmp_path, f"{room}/schedule/create", asked, {"message": "success", "schedule_id": "plan"})
    other = {"schedule_id": "another", "schedule": {"time": "2026-03-07T12:00:00Z"}}
    drained(tmp_path, f"{room}/schedule/update", other, {"message": "success"})
    assert the_send().sent_at == datetime(2026, 3, 6, 12, tzinfo=UTC)
    moved = {"schedule_id": "plan", "schedule": {"time": "2026-03-25T12:00:00Z"}}
    drained(tmp_path, f"{room}/schedule/update", moved, {"message": "no such schedule"}, status=400)
    assert the_send().sent_at == datetime(2026, 3, 6, 12, tzinfo=UTC)
    drained(tmp_path, f"{room}/schedule/update", moved, {"message": "success"})
    assert the_send().sent_at == datetime(2026, 3, 25, 12, tzinfo=UTC)
