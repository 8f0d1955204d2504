from __future__ import annotations

from datetime import timedelta

from pytest_django import Settings

from braze_tracker.analytics.rules import Rules, configured


def test_without_settings_of_its_own_a_tracker_follows_as_documented() -> None:
    assert configured() == Rules()


def test_every_setting_of_the_follow_up_is_obeyed(settings: Settings) -> None:
    settings.SEND_SERIES_PATH = "/send/data_series"
    settings.LOOK_SCHEDULE = ((timedelta(hours=1), timedelta(seconds=10)),)
    settings.KEPT_BY_BRAZE = timedelta(days=7)
    settings.FINAL_LOOK_BEFORE = timedelta(hours=1)
    settings.LOOK_SHARE = 0.2
    settings.LOOKS_IN_FLIGHT = 3
    assert configured() == Rules(
        series_path="/send/data_series",
        schedule=((timedelta(hours=1), timedelta(seconds=10)),),
        kept=timedelta(days=7),
        final_before=timedelta(hours=1),
        share=0.2,
        in_flight=3,
    )
