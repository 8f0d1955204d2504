"""The settings of the follow-up as one value, read at the edges (task, command, admin) and passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from braze_tracker.analytics.schedule import FINAL_BEFORE, KEPT, SCHEDULE, Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    series_path: str = "/sends/data_series"
    schedule: Steps = SCHEDULE
    kept: timedelta = KEPT
    final_before: timedelta = FINAL_BEFORE
    share: float = 0.5
    in_flight: int = 20


def configured() -> Rules:
    return Rules(
        series_path=settings.SEND_SERIES_PATH,
        schedule=settings.LOOK_SCHEDULE,
        kept=settings.KEPT_BY_BRAZE,
        final_before=settings.FINAL_LOOK_BEFORE,
        share=settings.LOOK_SHARE,
        in_flight=settings.LOOKS_IN_FLIGHT,
    )
