from __future__ import annotations

import pytest

from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.growth import CURVES
from braze_tracker.sandbox.metrics import METRICS, RESTATED_METRICS


def test_every_channel_of_the_campaigns_has_figures() -> None:
    assert {channel for campaign in CAMPAIGNS for channel in campaign.channels} <= set(METRICS)


@pytest.mark.parametrize("channel", METRICS)
def test_every_figure_grows_along_a_known_curve(channel: str) -> None:
    assert all(curve in CURVES and 0 < per_mille <= 1000 for per_mille, curve in METRICS[channel].values())


@pytest.mark.parametrize("channel", [channel for channel in METRICS if channel != "trigger_in_app_message"])
def test_every_channel_but_in_app_counts_what_was_sent(channel: str) -> None:
    assert METRICS[channel]["sent"] == (1000, "sending")


def test_what_may_be_restated_exists() -> None:
    assert {name for metrics in METRICS.values() for name in metrics} >= RESTATED_METRICS
