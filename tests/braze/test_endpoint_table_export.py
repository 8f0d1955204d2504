"""The endpoints that read campaigns, series and profiles, as documented."""

from __future__ import annotations

import pytest

from braze_tracker.braze import Repeat, identify
from braze_tracker.braze.endpoint_table_export import EXPORT

READS = [
    "/campaigns/data_series",
    "/campaigns/details",
    "/campaigns/list",
    "/campaigns/url_info/details",
    "/canvas/data_series",
    "/canvas/data_summary",
    "/canvas/details",
    "/canvas/list",
    "/canvas/url_info/details",
    "/segments/data_series",
    "/segments/details",
    "/segments/list",
    "/sessions/data_series",
    "/kpi/dau/data_series",
    "/kpi/mau/data_series",
    "/kpi/new_users/data_series",
    "/kpi/uninstalls/data_series",
    "/events/list",
    "/events",
    "/events/data_series",
    "/custom_attributes",
    "/purchases/product_list",
    "/purchases/revenue_series",
    "/purchases/quantity_series",
    "/feed/list",
    "/feed/details",
    "/feed/data_series",
]


@pytest.mark.parametrize("path", READS)
def test_a_documented_reading_is_known_and_safe(path: str) -> None:
    row = identify("GET", path)
    assert (row.template, row.repeat, row.known) == (path, Repeat.SAFE, True)


@pytest.mark.parametrize(
    ("call", "permission", "pool"),
    [
        ("GET /campaigns/data_series", "campaigns.data_series", "campaigns.data_series"),
        ("GET /kpi/new_users/data_series", "kpi.new_users.data_series", "shared"),
        ("GET /events", "events.get", "events.get"),
        ("GET /events/list", "events.list", "events.list"),
        ("GET /purchases/product_list", "purchases.product_list", "events.list"),
        ("GET /purchases/revenue_series", "purchases.revenue_series", "purchases"),
        ("POST /users/export/ids", "users.export.ids", "users.export.ids"),
        ("POST /users/export/segment", "users.export.segment", "shared"),
        ("POST /export/segment/cancel", "segments.list", "shared"),
        ("POST /campaigns/duplicate", "campaigns.duplicate", "campaigns.duplicate"),
    ],
)
def test_permission_and_pool_are_those_of_the_page(call: str, permission: str, pool: str) -> None:
    row = identify(*call.split(" "))
    assert (row.permission, row.pool) == (permission, pool)


def test_a_copy_of_a_campaign_is_not_made_twice() -> None:
    assert identify("POST", "/campaigns/duplicate").repeat is Repeat.UNSAFE


def test_nothing_here_sends() -> None:
    assert not any(row.sends for row in EXPORT)
