"""What there is: lists and details of campaigns and canvases; segments, blocks and templates there are none.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaigns/"""

from __future__ import annotations

from typing import Any

from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request, Rule, found

PAGE = 100
LAST_EDITED = "2026-01-15T09:30:00+00:00"


def has_bad_page(_: State, request: Request) -> bool:
    return not request.query.get("page", "0").isdecimal()


LIST = (Rule(has_bad_page, 400, "page must be an integer from 0"),)


def _page(request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start = int(request.query.get("page", "0")) * PAGE
    return rows[start : start + PAGE]


def campaigns(state: State, request: Request) -> Reply:
    archived = request.query.get("include_archived") == "true"
    rows = [
        {
            "id": campaign.id,
            "last_edited": LAST_EDITED,
            "name": campaign.name,
            "is_api_campaign": campaign.kind == "api",
            "tags": [],
        }
        for campaign in state.campaigns.values()
        if archived or not campaign.archived
    ]
    return found(campaigns=_page(request, rows))


def campaign_details(state: State, request: Request) -> Reply:
    campaign = state.campaigns[request.query["campaign_id"]]
    return found(
        created_at=LAST_EDITED,
        updated_at=LAST_EDITED,
        archived=campaign.archived,
        draft=False,
        enabled=not campaign.archived,
        has_post_launch_draft=False,
        name=campaign.name,
        description="",
        schedule_type="api_triggered" if campaign.kind == "triggered" else "api",
        channels=list(campaign.channels),
        tags=[],
        teams=[],
        messages=_messages(campaign),
        conversion_behaviors=[
            {"type": "Makes Any Purchase", "window": 259_200},
            {"type": "Opens App", "window": 259_200},
        ],
    )


def _messages(campaign: Campaign) -> dict[str, dict[str, str]]:
    """Variation id to channel and name; a control group has a type and no name."""
    return {
        variation.id: {"channel": variation.channel, "type": "control"}
        if variation.control
        else {"channel": variation.channel, "name": variation.name}
        for variation in campaign.variations
    }


def canvases(state: State, request: Request) -> Reply:
    rows = [
        {"id": canvas.id, "last_edited": LAST_EDITED, "name": canvas.name, "tags": []}
        for canvas in state.canvases.values()
    ]
    return found(canvases=_page(request, rows))


def canvas_details(state: State, request: Request) -> Reply:
    canvas = state.canvases[request.query["canvas_id"]]
    return found(
        created_at=LAST_EDITED,
        updated_at=LAST_EDITED,
        name=canvas.name,
        description="",
        archived=canvas.status == "archived",
        draft=False,
        enabled=canvas.status == "live",
        schedule_type="api_triggered",
        channels=["email"],
        tags=[],
        variants=[],
        steps=[],
    )


def segments(_: State, request: Request) -> Reply:
    return found(segments=[])


def content_blocks(_: State, request: Request) -> Reply:
    return found(count=0, content_blocks=[])


def email_templates(_: State, request: Request) -> Reply:
    return found(count=0, templates=[])
