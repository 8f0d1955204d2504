from __future__ import annotations

import pytest

from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.growth import CURVES
from braze_tracker.sandbox.metrics import PARTS, THE_REST


def test_every_channel_of_the_campaigns_has_figures() -> None:
    assert {channel for campaign in CAMPAIGNS for channel in campaign.channels} <= set(PARTS)


@pytest.mark.parametrize("channel", PARTS)
def test_every_part_grows_along_a_known_curve(channel: str) -> None:
    assert all(part.curve in CURVES and 0 <= part.per_mille < 1000 for part in PARTS[channel])


@pytest.mark.parametrize("channel", PARTS)
def test_no_part_is_counted_twice(channel: str) -> None:
    assert len({part.metrics for part in PARTS[channel]}) == len(PARTS[channel])


@pytest.mark.parametrize("channel", [channel for channel in PARTS if channel != "trigger_in_app_message"])
def test_every_channel_but_in_app_holds_everybody_it_sent_to(channel: str) -> None:
    sent = [part for part in PARTS[channel] if "sent" in part.metrics]
    assert sent == [part for part in PARTS[channel] if part.curve == "sending"]
    assert [part.per_mille for part in sent].count(THE_REST) == 1


def test_what_was_sent_is_never_corrected() -> None:
    lowered = {name for parts in PARTS.values() for part in parts if part.lowered for name in part.metrics}
    assert lowered == {"total_opens", "opens", "unique_opens", "machine_open", "total_impressions", "read"}
