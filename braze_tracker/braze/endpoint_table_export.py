"""Endpoints that read campaigns, Canvases, series and profiles. https://www.braze.com/docs/api/endpoints/export"""

from __future__ import annotations

from braze_tracker.braze.endpoint import FIGURES, Endpoint, Repeat, endpoint

EVENTS_POOL = "events.list"
"""1,000 an hour, shared by the lists of events and products."""
PURCHASES_POOL = "purchases"

_CAMPAIGNS_AND_CANVAS: tuple[Endpoint, ...] = (
    endpoint(
        "GET /campaigns/data_series",
        "campaigns",
        "campaigns.data_series",
        pool="campaigns.data_series",
        carries=FIGURES,
    ),
    endpoint("GET /campaigns/details", "campaigns", "campaigns.details"),
    endpoint("GET /campaigns/list", "campaigns", "campaigns.list", carries={"campaigns"}),
    endpoint("GET /campaigns/url_info/details", "campaigns", "campaigns.url_info.details"),
    endpoint("POST /campaigns/duplicate", "campaigns", "campaigns.duplicate", pool="campaigns.duplicate"),
    endpoint("GET /canvas/data_series", "canvas", "canvas.data_series", carries=FIGURES),
    endpoint("GET /canvas/data_summary", "canvas", "canvas.data_summary", carries=FIGURES),
    endpoint("GET /canvas/details", "canvas", "canvas.details"),
    endpoint("GET /canvas/list", "canvas", "canvas.list", carries={"canvases"}),
    endpoint("GET /canvas/url_info/details", "canvas", "canvas.url_info.details"),
    endpoint("POST /canvas/duplicate", "canvas", "canvas.duplicate", pool="canvas.duplicate"),
)

_SERIES: tuple[Endpoint, ...] = (
    endpoint("GET /segments/data_series", "segments", "segments.data_series", carries=FIGURES),
    endpoint("GET /segments/details", "segments", "segments.details"),
    endpoint("GET /segments/list", "segments", "segments.list", carries={"segments"}),
    endpoint("GET /sessions/data_series", "sessions", "sessions.data_series", carries=FIGURES),
    *(
        endpoint(f"GET /kpi/{figure}/data_series", "kpi", f"kpi.{figure}.data_series", carries=FIGURES)
        for figure in ("dau", "mau", "new_users", "uninstalls")
    ),
    endpoint("GET /events/list", "events", "events.list", pool=EVENTS_POOL, carries={"events"}),
    endpoint("GET /events", "events", "events.get", pool="events.get", carries={"events"}),
    endpoint("GET /events/data_series", "events", "events.data_series", carries=FIGURES),
    endpoint("GET /custom_attributes", "custom_attributes", "custom_attributes.get", pool="custom_attributes.get"),
    endpoint(
        "GET /purchases/product_list", "purchases", "purchases.product_list", pool=EVENTS_POOL, carries={"products"}
    ),
    endpoint(
        "GET /purchases/revenue_series", "purchases", "purchases.revenue_series", pool=PURCHASES_POOL, carries=FIGURES
    ),
    endpoint(
        "GET /purchases/quantity_series", "purchases", "purchases.quantity_series", pool=PURCHASES_POOL, carries=FIGURES
    ),
    endpoint("GET /feed/list", "feed", "feed.list"),
    endpoint("GET /feed/details", "feed", "feed.details"),
    endpoint("GET /feed/data_series", "feed", "feed.data_series", carries=FIGURES),
)

_PROFILES: tuple[Endpoint, ...] = (
    endpoint(
        "POST /users/export/ids",
        "users.export",
        "users.export.ids",
        pool="users.export.ids",
        repeat=Repeat.SAFE,
        carries={"users", "invalid_user_ids"},
    ),
    # An export to a bucket starts a job each time it is asked for; it reads, but a second one is a second job.
    endpoint("POST /users/export/segment", "users.export", "users.export.segment", carries={"object_prefix", "url"}),
    endpoint(
        "POST /users/export/global_control_group",
        "users.export",
        "users.export.global_control_group",
        carries={"object_prefix", "url"},
    ),
    endpoint("POST /export/segment/cancel", "users.export", "segments.list", repeat=Repeat.IDEMPOTENT),
)

EXPORT: tuple[Endpoint, ...] = (*_CAMPAIGNS_AND_CANVAS, *_SERIES, *_PROFILES)
