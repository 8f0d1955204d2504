"""Which calls of an error may be sent again together."""

from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.delivery.candidates import HARMFUL, choose, refused_whole
from braze_tracker.delivery.rules import Obstacle
from tests.delivery.factories import HOSTS, a_refused, a_replay, a_shop
from tests.recording.factories import a_call, a_workspace, an_error, an_id, later

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("severity", "status", "whole"),
    [
        ("fatal", 400, True),
        ("fatal", 404, True),
        ("fatal", 429, True),
        ("fatal", 500, False),
        ("fatal", 201, False),
        ("fatal", None, False),
        ("non_fatal", 400, False),
        ("non_fatal", 201, False),
    ],
)
def test_only_errors_of_which_braze_did_nothing_are_offered(severity: str, status: int | None, whole: bool) -> None:
    assert refused_whole(severity, status) is whole


def test_the_newest_come_first_and_the_others_are_counted_by_what_is_in_the_way() -> None:
    shop, other = a_shop(), a_workspace("Orchid shop")
    calls = [a_refused(shop, at=later(minutes=-n)) for n in range(2)]
    taken = a_refused(shop, at=later(minutes=-5), operation=an_id(), request_digest=5)
    a_call(shop, at=later(minutes=-4), outcome="success", sent="accepted", operation=taken.operation)
    left_out = [
        taken,
        a_refused(shop, at=later(minutes=-6), outcome="fatal_client", sent="in_part"),
        a_refused(shop, at=later(minutes=-7), request=""),
        a_refused(other, at=later(minutes=-8)),
    ]
    groups = [an_error(call).group for call in (*calls, *left_out)]
    group = groups[0]
    chosen = choose(group, None, HOSTS)
    assert chosen.can == tuple(call.pk for call in calls)
    assert chosen.cannot == {HARMFUL: 2, Obstacle.NO_BODY: 1, Obstacle.NO_KEY: 1}
    assert chosen.looked_at == 6
    assert choose(group, other.pk, HOSTS).cannot == {Obstacle.NO_KEY: 1}


@pytest.mark.parametrize("same", [{"operation": an_id()}, {"request_digest": 77}], ids=["operation", "request"])
def test_of_attempts_that_were_all_refused_the_last_is_sent_again_and_no_other(same: dict[str, Any]) -> None:
    shop = a_shop()
    calls = [a_refused(shop, at=later(minutes=-n), outcome="rate_limited", **same) for n in range(3)]
    groups = [an_error(call).group for call in calls]
    chosen = choose(groups[0], None, HOSTS)
    assert (chosen.can, chosen.cannot) == ((calls[0].pk,), {HARMFUL: 2})


@pytest.mark.parametrize(
    ("fields", "offered"),
    [({"state": "sent"}, 0), ({"state": "waiting"}, 0), ({"state": "refused", "reason": "stopped"}, 1)],
)
def test_a_call_is_offered_until_it_was_sent_again(fields: dict[str, Any], offered: int) -> None:
    call = a_refused(a_shop())
    group = an_error(call).group
    a_replay(call, **fields)
    assert len(choose(group, None, HOSTS).can) == offered


def test_of_another_error_nothing_is_offered() -> None:
    call = a_refused(a_shop(), outcome="fatal_server", sent="maybe")
    group = an_error(call).group
    assert choose(group, None, HOSTS).looked_at == 0
