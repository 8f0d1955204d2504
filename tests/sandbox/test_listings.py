from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from tests.sandbox.asking import get, of_kind


def names(box: Box, path: str, **query: Any) -> list[str]:
    body = get(box, path, **query).body
    return [row["name"] for row in body.get("campaigns", body.get("canvases"))]


def test_campaigns_are_listed_without_the_archived_ones(box: Box) -> None:
    assert names(box, "/campaigns/list") == [campaign.name for campaign in box.campaigns if not campaign.archived]


def test_archived_campaigns_are_listed_on_request(box: Box) -> None:
    assert len(names(box, "/campaigns/list", include_archived="true")) == len(box.campaigns)


@pytest.mark.parametrize("path", ["/campaigns/list", "/canvas/list"])
def test_a_page_beyond_the_last_is_empty(box: Box, path: str) -> None:
    assert names(box, path, page=1) == []


@pytest.mark.parametrize("page", ["-1", "one", ""])
def test_a_page_is_a_number(box: Box, page: str) -> None:
    assert get(box, "/campaigns/list", page=page).status == 400


def test_canvases_are_listed(box: Box) -> None:
    assert names(box, "/canvas/list") == [canvas.name for canvas in box.canvases]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/segments/list", "segments"),
        ("/content_blocks/list", "content_blocks"),
        ("/templates/email/list", "templates"),
    ],
)
def test_there_are_no_segments_blocks_or_templates(box: Box, path: str, key: str) -> None:
    reply = get(box, path)
    assert (reply.status, reply.body[key]) == (200, [])


def test_details_name_the_variations_and_leave_the_control_group_nameless(box: Box) -> None:
    campaign = of_kind(box, "api")
    body = get(box, "/campaigns/details", campaign_id=campaign.id).body
    assert {one: row.get("name") for one, row in body["messages"].items()} == {
        variation.id: None if variation.control else variation.name for variation in campaign.variations
    }
    assert (body["name"], body["message"]) == (campaign.name, "success")


@pytest.mark.parametrize("query", [{}, {"campaign_id": "nobody"}])
def test_details_of_no_campaign_are_refused(box: Box, query: dict[str, str]) -> None:
    assert get(box, "/campaigns/details", **query).status == 400


def test_details_of_a_canvas_say_whether_it_runs(box: Box) -> None:
    enabled = [get(box, "/canvas/details", canvas_id=canvas.id).body["enabled"] for canvas in box.canvases]
    assert enabled == [canvas.status == "live" for canvas in box.canvases]
