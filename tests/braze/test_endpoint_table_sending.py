"""The endpoints that send, as documented."""

from __future__ import annotations

import pytest

from braze_tracker.braze import Repeat, identify
from braze_tracker.braze.endpoint_table_sending import SENDING

SENDERS = {
    "POST /messages/send": "messages.send",
    "POST /campaigns/trigger/send": "campaigns.trigger.send",
    "POST /canvas/trigger/send": "canvas.trigger.send",
    "POST /transactional/v1/campaigns/{campaign_id}/send": "transactional.send",
    "POST /messages/schedule/create": "messages.schedule.create",
    "POST /campaigns/trigger/schedule/create": "campaigns.trigger.schedule.create",
    "POST /canvas/trigger/schedule/create": "canvas.trigger.schedule.create",
    "POST /messages/live_activity/start": "messages.live_activity.start",
    "POST /messages/live_activity/update": "messages.live_activity.update",
}


def test_exactly_these_endpoints_send() -> None:
    assert {row.name: row.permission for row in SENDING if row.sends} == SENDERS


@pytest.mark.parametrize("name", SENDERS)
def test_no_sending_may_be_repeated_unasked(name: str) -> None:
    method, path = name.split(" ")
    assert identify(method, path).repeat is Repeat.UNSAFE


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/messages/send", True),
        ("/campaigns/trigger/send", True),
        ("/messages/schedule/create", True),
        ("/sends/id/create", True),
        ("/canvas/trigger/send", False),
        ("/canvas/trigger/schedule/create", False),
        ("/transactional/v1/campaigns/1/send", False),
    ],
)
def test_send_ids_come_only_from_where_braze_gives_them(path: str, given: bool) -> None:
    assert ("send_id" in identify("POST", path).carries) is given


@pytest.mark.parametrize(
    ("path", "broadcast"),
    [
        ("/messages/send", "broadcast"),
        ("/campaigns/trigger/send", "broadcast"),
        ("/canvas/trigger/send", "broadcast"),
        ("/campaigns/trigger/schedule/create", "broadcast"),
        ("/canvas/trigger/schedule/create", "broadcast"),
        ("/messages/schedule/create", ""),
        ("/transactional/v1/campaigns/1/send", ""),
    ],
)
def test_broadcasts_have_a_pool_of_their_own(path: str, broadcast: str) -> None:
    row = identify("POST", path)
    assert (row.pool, row.broadcast_pool) == ("shared", broadcast)


def test_both_spellings_of_send_analytics_are_known() -> None:
    rows = [identify("GET", path) for path in ("/sends/data_series", "/send/data_series")]
    assert {(row.permission, row.pool, row.repeat, row.known) for row in rows} == {
        ("sends.data_series", "shared", Repeat.SAFE, True)
    }


def test_the_quota_of_send_ids_is_its_own() -> None:
    assert identify("POST", "/sends/id/create").pool == "sends.id.create"
