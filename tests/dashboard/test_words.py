"""Channels and states have names, also those that Braze adds later."""

from __future__ import annotations

import pytest
from django.utils import translation

from braze_tracker.dashboard.queries_sends import Following
from braze_tracker.dashboard.words import channel_css, channel_title, origin_title, said, state_title
from tests.recording.factories import NOW


@pytest.mark.parametrize(
    ("channel", "title", "css"),
    [
        ("ios_push", "iOS push", "channel-ios_push"),
        ("whatsapp", "WhatsApp", "channel-whats_app"),
        ("carrier_pigeon", "Carrier pigeon", "channel-other"),
        ("", "Whole send", "series-1"),
    ],
)
def test_a_channel_has_a_name_and_a_colour(channel: str, title: str, css: str) -> None:
    assert (channel_title(channel), channel_css(channel)) == (title, css)


@pytest.mark.parametrize(
    ("following", "title"),
    [
        (Following(), "Waiting for its first look"),
        (Following("tracking"), "Tracking"),
        (Following("final", cancelled_at=NOW), "Cancelled"),
        (Following("tracking", failures=2), "Failing"),
        (Following("final", failures=2), "Final"),
        (Following("needs_campaign"), "Needs a campaign_id"),
    ],
)
def test_a_state_has_a_name(following: Following, title: str) -> None:
    assert state_title(following) == title


def test_a_stored_reason_is_told_in_the_readers_language() -> None:
    reason = "The look broke off."
    assert (said(reason), said("Odd words"), said("")) == (reason, "Odd words", "")
    with translation.override("fr"):
        assert said(reason) == "Le relevé s’est interrompu."


def test_an_origin_has_a_name() -> None:
    assert (origin_title(""), origin_title("sync"), origin_title("odd")) == ("Your calls", "The tracker's looks", "odd")
