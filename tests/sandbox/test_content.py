from __future__ import annotations

import re
from collections import Counter

import pytest

from braze_tracker.sandbox.content import CAMPAIGNS, CANVASES, REQUEST_KEYS, Campaign, draw, stable_id

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_ids_are_the_same_in_every_process() -> None:
    assert stable_id("campaign", "Weekly deals") == CAMPAIGNS[0].id
    assert draw("a", "b") == draw("a", "b") != draw("ab")


def test_no_id_is_used_twice() -> None:
    ids = [campaign.id for campaign in CAMPAIGNS] + [canvas.id for canvas in CANVASES]
    ids += [variation.id for campaign in CAMPAIGNS for variation in campaign.variations]
    assert Counter(ids).most_common(1)[0][1] == 1
    assert all(UUID.fullmatch(one) for one in ids)


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.name)
def test_a_campaign_has_two_variations_a_channel_and_a_control_group(campaign: Campaign) -> None:
    real = Counter(variation.channel for variation in campaign.variations if not variation.control)
    assert real == dict.fromkeys(campaign.channels, 2)
    assert sum(variation.control for variation in campaign.variations) == 1


def test_the_variation_of_a_channel_is_never_the_control_group() -> None:
    assert all(not campaign.variation(channel).control for campaign in CAMPAIGNS for channel in campaign.channels)


def test_a_channel_that_a_campaign_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(KeyError, match="it has email, sms"):
        CAMPAIGNS[2].variation("webhook")


def test_there_is_a_campaign_of_every_kind_and_a_canvas_in_every_state() -> None:
    assert {campaign.kind for campaign in CAMPAIGNS} == {"api", "triggered", "transactional"}
    assert {canvas.status for canvas in CANVASES} == {"live", "paused", "archived"}


def test_every_channel_can_be_asked_for() -> None:
    assert {channel for campaign in CAMPAIGNS for channel in campaign.channels} <= set(REQUEST_KEYS)
