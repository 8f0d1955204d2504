"""How long each class of rows is kept: settings, a workspace's own wish, and the moment that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from braze_tracker.recording.fitting import hour
from braze_tracker.recording.models import Workspace


class Kind(StrEnum):
    """What is pruned by itself. Kept counts, error groups, sends, their totals and the audit log stay for ever."""

    BODIES = "bodies"
    CALLS = "calls"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how long; None is for ever."""

    bodies: timedelta | None = None
    calls: timedelta | None = None
    figures: timedelta | None = None

    def of(self, kind: Kind) -> timedelta | None:
        return {Kind.BODIES: self.bodies, Kind.CALLS: self.calls, Kind.FIGURES: self.figures}[kind]


def configured() -> Retention:
    """What holds for workspaces that say nothing else."""
    return Retention(bodies=settings.KEEP_BODIES, calls=settings.KEEP_CALLS, figures=settings.KEEP_FIGURES)


def retention_of(workspace: Workspace, default: Retention) -> Retention:
    """The workspace's own days, where it has any."""
    return Retention(
        bodies=_days(workspace.keep_bodies_days) or default.bodies,
        calls=_days(workspace.keep_calls_days) or default.calls,
        figures=_days(workspace.keep_figures_days) or default.figures,
    )


def kept_since(now: datetime, kept: timedelta | None) -> datetime | None:
    """What began before this full hour is pruned; None where nothing is."""
    try:
        return None if kept is None else hour(now - kept)
    except OverflowError:  # more years than there are dates
        return None


def _days(count: int | None) -> timedelta | None:
    return timedelta(days=min(count, timedelta.max.days)) if count else None
