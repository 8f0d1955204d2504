from __future__ import annotations

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaigns import PERMISSION, learn_missing_names, learn_names
from braze_tracker.analytics.models import Budget, Campaign
from braze_tracker.analytics.rules import Rules
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_broadcast, a_budget, a_campaign_plan, hours, workspace_at
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db


def learn(box: RunningSandbox, session: requests.Session, hour: float = 0) -> int:
    box.clock.set(hours(hour))
    return learn_names(now=box.clock.now, rules=Rules(), session=session)


def learn_missing(box: RunningSandbox, session: requests.Session, hour: float, *sends: Send) -> int:
    box.clock.set(hours(hour))
    followed = {(send.workspace_id, send.campaign_id) for send in sends}
    return learn_missing_names(followed, now=box.clock.now, rules=Rules(), session=session)


def lists_asked_for(box: RunningSandbox) -> int:
    return sum(one.path == "/campaigns/list" for one in box.answered)


def test_campaigns_get_the_names_that_braze_has_for_them(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    assert learn(box, session) == len(box.campaigns)
    assert Campaign.objects.get(campaign_id=send.campaign_id).name == "New collection"


def test_a_new_name_replaces_the_old_one(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    Campaign.objects.create(workspace=send.workspace, campaign_id=send.campaign_id, name="Old", seen_at=NOW)
    learn(box, session)
    assert Campaign.objects.get(campaign_id=send.campaign_id).name == "New collection"


def test_a_key_that_may_not_list_campaigns_is_asked_once_a_day(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_broadcast(box)
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    assert [learn(box, session, hour) for hour in (0, 1, 23)] == [0, 0, 0]
    assert lists_asked_for(box) == 1
    assert Budget.objects.get(pool=PERMISSION).pause_reason == reasons.NO_LIST
    monkeypatch.setenv(KEY_ENV, box.key)
    assert learn(box, session, 24) > 0
    assert Budget.objects.get(pool=PERMISSION).pause_reason == ""


def test_a_refused_list_pauses_no_looks(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_broadcast(box)
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    learn(box, session)
    assert Budget.objects.get(pool="shared").paused_until is None


def test_a_paused_workspace_is_asked_for_no_names(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    Workspace.objects.update(paused=True)
    assert (learn(box, session), learn_missing(box, session, 0, send)) == (0, 0)
    assert lists_asked_for(box) == 0
    Workspace.objects.update(paused=False)
    assert learn_missing(box, session, 0, send) > 0


def test_names_wait_while_the_looks_are_paused(box: RunningSandbox, session: requests.Session) -> None:
    a_budget(workspace_at(box), paused_until=NOW, pause_reason=reasons.RATE_LIMITED)
    a_broadcast(box)
    assert learn(box, session) == 0
    assert lists_asked_for(box) == 0


@pytest.mark.parametrize("fault", ["502_html", "garbage", "null", "list", "429", "cut"])
def test_a_list_that_cannot_be_read_is_left_for_the_next_hour(
    box: RunningSandbox, session: requests.Session, fault: str
) -> None:
    a_broadcast(box)
    box.fault(fault)
    assert learn(box, session) == 0
    assert learn(box, session, 1) > 0


def test_workspaces_without_sends_or_without_a_key_are_left_alone(
    box: RunningSandbox, session: requests.Session
) -> None:
    workspace_at(box)
    a_send(a_workspace("Keyless", rest_endpoint=box.url))
    assert learn(box, session) == 0
    assert lists_asked_for(box) == 0


def test_a_workspace_that_follows_campaigns_alone_learns_their_names(
    box: RunningSandbox, session: requests.Session
) -> None:
    a_campaign_plan(workspace=workspace_at(box))
    assert learn(box, session) == len(box.campaigns)


def test_the_list_is_read_once_a_followed_campaign_has_no_name(box: RunningSandbox, session: requests.Session) -> None:
    sends = [a_broadcast(box, campaign=number) for number in range(2)]
    assert learn_missing(box, session, 0, *sends) == len(box.campaigns)
    assert [learn_missing(box, session, hour, *sends) for hour in (0.1, 5, 50)] == [0, 0, 0]
    assert lists_asked_for(box) == 1


def test_a_campaign_that_the_list_does_not_name_is_asked_for_every_ten_minutes_at_most(
    box: RunningSandbox, session: requests.Session
) -> None:
    unheard_of = a_send(workspace_at(box), campaign_id="unheard-of")
    for minute in (0, 1, 9, 10, 19, 20):
        learn_missing(box, session, minute / 60, unheard_of)
    assert lists_asked_for(box) == 3


def test_a_name_of_another_workspace_is_no_name(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    elsewhere = workspace_at(box, "Elsewhere")
    Campaign.objects.create(workspace=elsewhere, campaign_id=send.campaign_id, name="Theirs", seen_at=NOW)
    assert learn_missing(box, session, 0, send) > 0


def test_a_missing_name_is_not_asked_for_where_the_key_may_not(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = a_broadcast(box)
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    for hour in (0, 0.2, 1, 23):
        learn_missing(box, session, hour, send)
    assert lists_asked_for(box) == 1
