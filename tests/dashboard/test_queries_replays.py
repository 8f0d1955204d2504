"""What a call's page says of replays."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.queries_call import CallDetail, call_detail
from braze_tracker.dashboard.queries_replays import call_replays
from braze_tracker.recording.models import ApiCall
from tests.delivery.factories import a_refused, a_replay, a_shop
from tests.recording.factories import NOW, a_call, an_id

pytestmark = pytest.mark.django_db


def detail(call: ApiCall, with_bodies: bool = True) -> CallDetail:
    found = call_detail(call.pk, with_bodies)
    assert found
    return found


def test_a_call_that_nobody_sent_again_says_only_whether_it_can_be() -> None:
    found = call_replays(detail(a_refused(a_shop())), NOW, may_replay=True)
    assert (found.behind, found.made, found.obstacle, found.unsettled) == (None, (), "", False)


@pytest.mark.parametrize("with_bodies", [True, False])
def test_what_is_in_the_way_is_known_also_to_those_who_see_no_bodies(with_bodies: bool) -> None:
    gone = detail(a_refused(a_shop(), request=""), with_bodies)
    whole = detail(a_refused(a_shop()), with_bodies)
    assert call_replays(gone, NOW, may_replay=True).obstacle == "no_body"
    assert call_replays(whole, NOW, may_replay=True).obstacle == ""


def test_who_may_not_send_again_sees_the_replays_and_no_reason() -> None:
    call = a_refused(a_shop(paused=True))
    a_replay(call)
    found = call_replays(detail(call), NOW, may_replay=False)
    assert (len(found.made), found.obstacle, found.unsettled) == (1, "", True)


def test_a_replay_names_the_call_it_repeats() -> None:
    call, new = a_refused(a_shop()), an_id()
    a_replay(call, state="sent", call=new)
    found = call_replays(detail(a_call(id=new, origin="replay")), NOW, may_replay=False)
    assert found.behind
    assert found.behind.original == call.pk
