"""Sends at the same age, from the totals that every look kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.dashboard.queries_growth import MOST, comparison
from braze_tracker.recording.models import Send
from tests.dashboard.factories import a_look, a_plan, ago
from tests.recording.factories import a_send, a_workspace

pytestmark = pytest.mark.django_db


def looked_at(*hours: float, **fields: object) -> Send:
    send = a_send(at=ago(days=3), **fields)  # type: ignore[arg-type]
    a_plan(send, last_figures_at=ago() if hours else None)
    for number, hour in enumerate(hours, start=1):
        a_look(send, at=send.sent_at + timedelta(hours=hour), totals={"sent": 10 * number})
    return send


def test_looks_are_told_by_the_age_of_the_send() -> None:
    send = looked_at(0.25, 1, 30)
    a_look(send, at=send.sent_at + timedelta(hours=2), result="failed")
    a_look(send, at=send.sent_at + timedelta(hours=3), result="empty")
    (growth,) = comparison([send.pk], None).growths
    assert [look.age / timedelta(hours=1) for look in growth.looks] == [0.25, 1, 30]
    assert [look.totals.get("sent") for look in growth.looks] == [10, 20, 30]


def test_chosen_sends_stay_in_the_order_of_choosing_and_no_more_than_four() -> None:
    sends = [looked_at(1) for _ in range(MOST + 1)]
    chosen = [send.pk for send in reversed(sends)]
    found = comparison([*chosen, 12345], None)
    assert [growth.send.id for growth in found.growths] == chosen[:MOST]
    assert [row.id for row in found.choices] == [sends[0].pk]


def test_other_sends_of_the_same_campaigns_are_offered() -> None:
    chosen, other = looked_at(1, campaign_id="c1"), looked_at(1, campaign_id="c1")
    looked_at(1, campaign_id="c2")
    assert [row.id for row in comparison([chosen.pk], None).choices] == [other.pk]


def test_a_send_without_figures_is_not_offered() -> None:
    chosen = looked_at(1, campaign_id="c1")
    looked_at(campaign_id="c1")
    assert comparison([chosen.pk], None).choices == ()


def test_without_a_choice_the_newest_sends_are_offered() -> None:
    here, there = looked_at(1), looked_at(1, workspace=a_workspace("Elsewhere"))
    assert {row.id for row in comparison([], None).choices} == {here.pk, there.pk}
    assert [row.id for row in comparison([], here.workspace_id).choices] == [here.pk]
