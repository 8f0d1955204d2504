from __future__ import annotations

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaign_details import learn_details, variations
from braze_tracker.analytics.models import Budget, Campaign
from braze_tracker.analytics.rules import Rules
from braze_tracker.recording.models import Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, hours, workspace_at
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db


def learn(box: RunningSandbox, session: requests.Session, hour: float, *campaigns: str) -> int:
    box.clock.set(hours(hour))
    place = workspace_at(box)
    return learn_details({(place.pk, one) for one in campaigns}, now=box.clock.now, rules=Rules(), session=session)


def asked_for(box: RunningSandbox) -> int:
    return sum(one.path == "/campaigns/details" for one in box.answered)


def test_a_campaign_gets_its_name_and_those_of_its_variations(box: RunningSandbox, session: requests.Session) -> None:
    known = box.campaigns[0]
    assert learn(box, session, 0, known.id) == 1
    learnt = Campaign.objects.get()
    assert (learnt.name, learnt.detailed_at) == (known.name, NOW)
    assert learnt.variations == {one.id: "Control" if one.control else one.name for one in known.variations}


def test_what_is_known_is_asked_for_again_after_a_week(box: RunningSandbox, session: requests.Session) -> None:
    known = box.campaigns[0].id
    assert [learn(box, session, 24 * day, known) for day in (0, 1, 6.9, 7)] == [1, 0, 0, 1]
    assert asked_for(box) == 2


def test_a_name_from_the_list_is_completed(box: RunningSandbox, session: requests.Session) -> None:
    known = box.campaigns[0]
    Campaign.objects.create(workspace=workspace_at(box), campaign_id=known.id, name="Old", seen_at=NOW)
    learn(box, session, 1, known.id)
    assert Campaign.objects.get().name == known.name


def test_a_key_that_may_not_read_details_is_asked_once_a_day(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, box.limited_key)
    ids = [campaign.id for campaign in box.campaigns]
    assert [learn(box, session, hour, *ids) for hour in (0, 5)] == [0, 0]
    assert asked_for(box) == 1
    assert Budget.objects.get(pool="campaigns.details").pause_reason == reasons.NO_DETAILS


def test_a_paused_workspace_is_not_asked(box: RunningSandbox, session: requests.Session) -> None:
    Workspace.objects.filter(pk=workspace_at(box).pk).update(paused=True)
    assert learn(box, session, 0, box.campaigns[0].id) == 0
    assert asked_for(box) == 0


def test_an_unknown_campaign_and_none_at_all_learn_nothing(box: RunningSandbox, session: requests.Session) -> None:
    assert learn(box, session, 0, "unheard-of") == 0
    assert learn(box, session, 0) == 0


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        ({"v1": {"channel": "email", "name": "Blue"}}, {"v1": "Blue"}),
        ({"v1": {"channel": "email", "type": "control"}}, {"v1": "Control"}),
        ({"v1": {"channel": "email"}, "v2": None, "v3": {"name": 7}}, {}),
        (["v1"], {}),
        (None, {}),
    ],
)
def test_variations_are_called_by_their_name_or_type(messages: object, found: dict[str, str]) -> None:
    assert variations({"messages": messages}) == found
