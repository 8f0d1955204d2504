"""Fourteen days of Braze in seconds: sends over real HTTP, a told clock, and every look over real HTTP too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from braze_tracker.analytics.models import DailyFigures, LookResult, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.schedule import FINAL_BEFORE, KEPT
from braze_tracker.analytics.sync import sync_due
from braze_tracker.analytics.totals import number
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.models import Send
from braze_tracker.sandbox.figures import restates
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import a_broadcast, an_answer, hours, series_calls, workspace_at
from tests.recording.factories import a_send

pytestmark = pytest.mark.django_db
RULES = Rules()
SENDS = 9

STEPS = ((6, timedelta(minutes=15)), (48, timedelta(hours=1)), (15 * 24, timedelta(hours=2)))


def moments() -> Iterator[datetime]:
    """Every quarter of an hour at first, every two hours in the end, for fifteen days."""
    age = timedelta(0)
    for up_to, step in STEPS:
        while age < timedelta(hours=up_to):
            yield hours(0) + age
            age += step


@pytest.fixture
def fortnight(box: RunningSandbox, session: requests.Session) -> list[Send]:
    """Sends of the first minute; on day 3 one more, and one that Braze knows nothing of."""
    workspace = workspace_at(box)
    sends = [a_broadcast(box, workspace, campaign=number % 3) for number in range(SENDS)]
    late: list[Send] = []
    for at in moments():
        box.clock.set(at)
        if at >= hours(72) and not late:
            late = [a_broadcast(box, workspace), a_send(workspace, at=at, send_id="never-sent")]
        sync_due(now=box.clock.now, rules=RULES, session=session)
    return sends + late


def truth(box: RunningSandbox, send: Send) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What Braze had at the moment before it dropped everything."""
    last = send.sent_at + KEPT - timedelta(seconds=1)
    series = DataSeries.parse(an_answer(*box.figures(send.campaign_id, send.send_id, last)))
    return {(point.day, point.channel or "", point.variation): dict(point.metrics) for point in series}


def stored(send: Send) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        (row.day, row.channel, row.variation): {name: number(value) for name, value in row.metrics.items()}
        for row in DailyFigures.objects.filter(send=send)
    }


def test_fourteen_days(box: RunningSandbox, session: requests.Session, fortnight: list[Send]) -> None:
    followed, (late, unheard_of) = fortnight[:SENDS], fortnight[SENDS:]

    every_send_ends_final_with_the_last_figures_braze_had(box, followed)
    the_last_look_is_just_before_braze_drops_the_figures(followed)
    late_conversions_of_day_13_are_stored(followed)
    what_braze_lowered_is_marked(followed)
    what_grew_by_the_hour_can_be_told(followed)

    assert SyncPlan.objects.get(send=late).state == PlanState.TRACKING
    for hour in range(15 * 24, 18 * 24, 2):
        box.clock.set(hours(hour))
        sync_due(now=box.clock.now, rules=RULES, session=session)
    assert set(SyncPlan.objects.values_list("state", flat=True)) == {PlanState.FINAL}
    assert stored(late) == truth(box, late)
    assert not DailyFigures.objects.filter(send=unheard_of).exists()
    none_is_asked_for_again(box, session)


def every_send_ends_final_with_the_last_figures_braze_had(box: RunningSandbox, sends: list[Send]) -> None:
    for send in sends:
        plan = SyncPlan.objects.get(send=send)
        assert (plan.state, plan.next_look_at, plan.last_error) == (PlanState.FINAL, None, "")
        assert stored(send) == truth(box, send)


def the_last_look_is_just_before_braze_drops_the_figures(sends: list[Send]) -> None:
    for send in sends:
        last = Snapshot.objects.filter(send=send).latest("at")
        assert send.sent_at + KEPT - FINAL_BEFORE <= last.at < send.sent_at + KEPT
        assert last.result == LookResult.FIGURES


def late_conversions_of_day_13_are_stored(sends: list[Send]) -> None:
    day_13 = (hours(0) + timedelta(days=13)).date()
    rows = DailyFigures.objects.filter(send__in=sends, day=day_13, channel="")
    assert sum(row.metrics["conversions"] for row in rows) > 0


def what_braze_lowered_is_marked(sends: list[Send]) -> None:
    lowered = {send.pk for send in sends if restates(send.campaign_id, send.send_id)}
    restated = DailyFigures.objects.filter(send__in=sends, restated__gt=0)
    assert {row.send_id for row in restated} == lowered
    assert all(row.day == hours(0).date() for row in restated)


def what_grew_by_the_hour_can_be_told(sends: list[Send]) -> None:
    for send in sends:
        shots = list(Snapshot.objects.filter(send=send, result=LookResult.FIGURES).order_by("at"))
        sent = [shot.totals["sent"] for shot in shots]
        assert sent == sorted(sent)
        assert len(shots) > 60
        assert Decimal(shots[-1].totals["revenue"]) > 0


def none_is_asked_for_again(box: RunningSandbox, session: requests.Session) -> None:
    asked = series_calls(box)
    for day in range(19, 40):
        box.clock.set(hours(24 * day))
        assert sync_due(now=box.clock.now, rules=RULES, session=session).looks == 0
    assert series_calls(box) == asked
