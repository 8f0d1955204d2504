"""The walk itself, over campaigns; `test_sync` walks over sends."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaign_series import TRAIL
from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import Budget, CampaignPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.walks import Walk, walk
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_campaign_plan, workspace_at
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db
RULES = Rules(in_flight=2)


def test_workspaces_share_a_walk_fairly(box: RunningSandbox, session: requests.Session) -> None:
    here, there = workspace_at(box), workspace_at(box, "Elsewhere")
    for number in range(8):
        a_campaign_plan(f"c{number}", workspace=here)
    a_campaign_plan("c9", workspace=there)
    walked = walk(TRAIL, RULES, lambda: NOW, 4, session=session)
    assert {workspace for workspace, _campaign in walked.followed} == {here.pk, there.pk}
    assert walked.counted.total() == 4


def test_a_look_that_breaks_off_has_failed_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def send_off(ask: Ask) -> Future[Look]:
        future: Future[Look] = Future()
        if ask.campaign_id == "bad":
            future.set_exception(RuntimeError("broken"))
        else:
            future.set_result(Look(ask, NOW, Came.EMPTY))
        return future

    monkeypatch.setenv(KEY_ENV, "a-key")
    place = a_campaign_plan("bad").workspace
    type(place).objects.filter(pk=place.pk).update(key_env=KEY_ENV)
    a_campaign_plan("good")
    walked = Walk(TRAIL, RULES, lambda: NOW, 10, lambda look: None, send_off)
    walked.run()
    assert walked.counted == {Came.FAILED: 1, Came.EMPTY: 1}
    assert CampaignPlan.objects.get(campaign_id="bad").last_error == reasons.CRASHED


def test_a_workspace_without_a_key_is_held_and_nothing_of_it_is_claimed(session: requests.Session) -> None:
    plan = a_campaign_plan()
    assert walk(TRAIL, RULES, lambda: NOW, 10, session=session).counted.total() == 0
    plan.refresh_from_db()
    assert plan.lease is None
    assert Budget.objects.get(pool="campaigns.data_series").pause_reason == reasons.NO_KEY


def test_the_pool_is_that_of_the_path() -> None:
    for trail, pool in ((TRAIL, "campaigns.data_series"), (replace(TRAIL, path="/sends/data_series"), "shared")):
        assert Walk(trail, RULES, lambda: NOW, 1, lambda look: None, lambda ask: Future()).pool == pool
