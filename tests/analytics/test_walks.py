"""The walk itself, over campaigns; `test_sync` walks over sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.allowance import BURST, pace
from braze_tracker.analytics.campaign_series import TRAIL
from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import Budget, CampaignPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.walks import AHEAD, Walk, walk
from braze_tracker.braze.limits import Limits
from braze_tracker.recording.models import Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_budget, a_campaign_plan, workspace_at
from tests.recording.factories import NOW, a_workspace

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


class AtOnce:
    """Stands for the threads and Braze: every look is answered when it is asked for, with this limit."""

    def __init__(self, total: int | None = None) -> None:
        self.total, self.asked = total, list[Ask]()

    def __call__(self, ask: Ask) -> Future[Look]:
        self.asked.append(ask)
        future: Future[Look] = Future()
        limits = None if self.total is None else Limits(total=self.total, remaining=self.total, reset_at=None)
        future.set_result(Look(ask, NOW, Came.EMPTY, status=200, limits=limits))
        return future


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv(KEY_ENV, "a-key")
    return a_workspace(key_env=KEY_ENV)


def walked(braze: AtOnce, going: Callable[[], bool] = lambda: True) -> Walk:
    """A millisecond passes with every look."""
    walk = Walk(
        TRAIL, RULES, lambda: NOW + timedelta(milliseconds=len(braze.asked)), 100, lambda look: None, braze, going
    )
    walk.run()
    return walk


def a_used_budget(workspace: Workspace, looks: int) -> Budget:
    """So many looks are left of it now, at the pace of Braze's default limit."""
    every = pace(None, RULES.share)
    return a_budget(workspace, pool="campaigns.data_series", allowance_at=NOW + BURST - every * looks)


def test_a_budget_that_gives_less_than_is_wanted_is_left_alone_until_the_next_pass(keyed: Workspace) -> None:
    for number in range(9):
        a_campaign_plan(f"c{number}", workspace=keyed)
    a_used_budget(keyed, 3)
    assert len(walked(AtOnce()).followed) == 3


def test_a_limit_that_braze_raises_opens_the_budget_in_the_same_pass(keyed: Workspace) -> None:
    for number in range(9):
        a_campaign_plan(f"c{number}", workspace=keyed)
    a_used_budget(keyed, 1)
    assert len(walked(AtOnce(250_000_000)).followed) == 9


def test_a_workspace_whose_budget_is_used_up_takes_no_room_from_another(keyed: Workspace) -> None:
    other = a_workspace("Other", key_env=KEY_ENV)
    for number in range(20):
        a_campaign_plan(f"c{number}", workspace=keyed)
        a_campaign_plan(f"c{number}", workspace=other)
    a_used_budget(keyed, 2)
    followed = Counter(workspace for workspace, _campaign in walked(AtOnce()).followed)
    assert followed == {keyed.pk: 2, other.pk: 20}


def test_a_walk_that_has_had_its_time_takes_nothing_more_and_stores_what_it_asked_for(keyed: Workspace) -> None:
    for number in range(20):
        a_campaign_plan(f"c{number}", workspace=keyed)
    braze = AtOnce()
    walked(braze, lambda: not braze.asked)
    assert len(braze.asked) == AHEAD * RULES.in_flight
    assert CampaignPlan.objects.filter(looks=1, lease=None).count() == len(braze.asked)
    assert not CampaignPlan.objects.filter(looks=0).exclude(lease=None).exists()


def test_the_pool_is_that_of_the_path() -> None:
    for trail, pool in ((TRAIL, "campaigns.data_series"), (replace(TRAIL, path="/sends/data_series"), "shared")):
        assert Walk(trail, RULES, lambda: NOW, 1, lambda look: None, lambda ask: Future()).pool == pool
