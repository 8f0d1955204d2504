"""The table itself, and that no body, however wrong, gets anything but an answer."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import CAMPAIGNS, CANVASES
from braze_tracker.sandbox.limits import POOLS
from braze_tracker.sandbox.routes import ROUTES, Route, find
from braze_tracker.sandbox.wire import Request
from tests.sandbox.asking import NOW, ask

FIELDS = re.findall(
    r"\w+",
    """
    campaign_id canvas_id send_id schedule_id external_send_id messages schedule send_at broadcast
    segment_id audience external_user_ids user_aliases recipients recipient attributes events purchases
    external_ids braze_ids aliases_to_identify merge_updates external_id_renames items assets asset_url
    name email phone subscription_group_id subscription_state length ending_at end_time page
    """,
)
NONSENSE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "²",
    [],
    {},
    [None],
    [[]],
    [{}],
    ["a", 1],
    {"a": {}},
    {"email": "x"},
    {"email": {"message_variation_id": {}}},
    {"apple_push": {"extra": None}},
    {"time": 5},
    {"time": "2026-05-04T10:00:00Z", "in_local_time": 1},
    [{"external_id": []}],
    [{"external_id": "a", "push_tokens": [None], "subscription_groups": [[]], "current_location": {"latitude": {}}}],
    [{"id": []}, {"id": {}}],
    CAMPAIGNS[0].id,
    CAMPAIGNS[3].id,
    CANVASES[0].id,
)


def a_path(route: Route) -> str:
    return route.path.replace("{id}", CAMPAIGNS[9].id).replace("{name}", "products")


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_no_endpoint_stands_in_the_table_twice() -> None:
    assert len({name(route) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_endpoint_is_found_by_its_path(route: Route) -> None:
    place = find(route.method, a_path(route))
    assert place is not None
    assert place[0] is route


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_a_trailing_slash_another_method_and_a_typo_lead_nowhere(route: Route) -> None:
    path = a_path(route)
    assert find(route.method, f"{path}/") is None
    assert find("HEAD", path) is None
    assert find(route.method, f"{path}s") is None


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_endpoint_draws_on_a_known_pool(route: Route) -> None:
    pools = {
        route.pool_for(Request("id", route.method, route.path, NOW, data=data)) for data in ({}, {"broadcast": True})
    }
    assert pools <= set(POOLS)


def test_a_broadcast_draws_on_its_own_pool() -> None:
    route = ROUTES[0]
    pools = [
        route.pool_for(Request("id", "POST", "/messages/send", NOW, data=data)) for data in ({}, {"broadcast": True})
    ]
    assert pools == ["shared", "broadcast"]


def test_segments_of_a_path_are_handed_on() -> None:
    place = find("PUT", "/catalogs/products/items")
    assert place is not None
    assert place[1] == {"name": "products"}


def test_the_singular_path_of_the_errors_page_leads_nowhere() -> None:
    assert find("GET", "/send/data_series") is None


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_nonsense_is_answered_and_never_breaks_the_sandbox(route: Route, box: Box) -> None:
    random = Random(route.path)
    for _ in range(150):
        body = {field: random.choice(NONSENSE) for field in random.sample(FIELDS, random.randrange(1, 9))}
        reply = ask(box, route.method, a_path(route), body)
        assert reply.status in (200, 201, 202, 400, 404, 429)
