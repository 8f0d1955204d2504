from __future__ import annotations

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaigns import PERMISSION, learn_names
from braze_tracker.analytics.models import Budget, Campaign
from braze_tracker.analytics.rules import Rules
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_broadcast, a_budget, hours, workspace_at
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db


def learn(box: RunningSandbox, session: requests.Session, hour: float = 0) -> int:
    box.clock.set(hours(hour))
    return learn_names(now=box.clock.now, rules=Rules(), session=session)


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
