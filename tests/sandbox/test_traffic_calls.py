from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic_calls import (
    DAILY,
    ORDINARY,
    Call,
    Shop,
    reminder_with_unknown_person,
    track_with_errors,
)
from tests.sandbox.asking import NOW, ask

MAKERS = [maker for maker, _ in ORDINARY]
CAMPAIGN_MAKERS = [maker for _, maker in DAILY]


def shop(seed: int = 1) -> Shop:
    return Shop(Random(seed), CAMPAIGNS, "0504")


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: str(maker.__name__))
def test_an_ordinary_call_is_accepted(box: Box, maker: Callable[[Shop, datetime], Call]) -> None:
    for seed in range(20):
        call = maker(shop(seed), NOW)
        assert ask(box, call.method, call.path, call.body).status in (200, 201, 202)


@pytest.mark.parametrize("maker", [track_with_errors, reminder_with_unknown_person])
def test_some_are_accepted_with_minor_errors(box: Box, maker: Callable[[Shop, datetime], Call]) -> None:
    call = maker(shop(), NOW)
    assert ask(box, call.method, call.path, call.body).body["errors"]


@pytest.mark.parametrize("maker", CAMPAIGN_MAKERS, ids=lambda maker: str(maker.__name__))
def test_a_broadcast_ends_with_a_send_id(box: Box, maker: Callable[[Shop, datetime], list[Call]]) -> None:
    replies = [ask(box, call.method, call.path, call.body) for call in maker(shop(), NOW)]
    assert replies[-1].send_id


def test_what_is_sent_to_one_person_belongs_to_a_small_campaign() -> None:
    one = shop()
    assert all(one.personal().audience < one.triggered().audience for _ in range(50))


def test_archived_campaigns_are_left_alone() -> None:
    assert not any(campaign.archived for campaign in shop().of_kind("triggered"))


def test_a_shop_with_one_campaign_of_a_kind_uses_it_for_everything() -> None:
    only = Shop(Random(1), (CAMPAIGNS[3],), "x")
    assert only.personal() is only.triggered() is CAMPAIGNS[3]
