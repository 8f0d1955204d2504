"""`manage.py sync_sends`: the follow-up without a broker."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from braze_tracker.analytics.campaign_details import learn_details
from braze_tracker.analytics.campaign_series import follow_campaigns
from braze_tracker.analytics.campaigns import learn_missing_names
from braze_tracker.analytics.looks import Look
from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import Only, look_now, sweep
from braze_tracker.analytics.rules import configured
from braze_tracker.analytics.sync import Synced, sync_due
from braze_tracker.recording.models import Send, Workspace

PAUSE = 5.0
"""Seconds between two passes of which the first found nothing due."""
PORTION = 200
"""Looks between two glances at whether to stop: some seconds."""
CAMPAIGNS_EVERY = 3600.0
"""Seconds: how often following goes through the campaigns, as beat does."""


class Command(BaseCommand):
    help = (
        "Looks at every send that is due (or all open ones with --now), and then at due campaigns, and stores their "
        "figures. Needs no broker."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", action="store_true", help="look at open sends at once, whatever their schedule")
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace's sends")
        parser.add_argument("--send", metavar="SEND_ID", help="only this send")
        parser.add_argument("--follow", action="store_true", help="go on until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        sends = _chosen(options["workspace"], options["send"])
        only = Only() if sends is None else Only(sends=sends)
        if options["now"]:
            _make_due(only)
        if options["follow"]:
            self._follow(only)
        else:
            self._pass(only)
            if sends is None:
                self._campaigns()

    def _follow(self, only: Only) -> None:
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        campaigns_at = 0.0
        while not stop.is_set():
            looks = self._pass(only, limit=PORTION, quiet=True)
            if only == Only() and not looks and monotonic() >= campaigns_at:
                campaigns_at = monotonic() + CAMPAIGNS_EVERY
                self._campaigns()
            stop.wait(0 if looks else PAUSE)

    def _pass(self, only: Only, *, limit: int = 5000, quiet: bool = False) -> int:
        progress = Progress(self)
        synced = sync_due(now=_utc_now, only=only, limit=limit, heard=progress)
        learn_missing_names(synced.followed, now=_utc_now)
        progress.end()
        if synced.looks or not quiet:
            self.stdout.write(_summary(synced))
            self.stdout.flush()
        return synced.looks

    def _campaigns(self) -> None:
        followed = follow_campaigns(now=_utc_now).followed
        learn_missing_names(followed, now=_utc_now)
        learn_details(followed, now=_utc_now)
        if followed:
            self.stdout.write(_("%(count)s campaigns looked at") % {"count": len(followed)})


class Progress:
    """One line that is rewritten on a terminal; on a pipe a line every hundred looks."""

    def __init__(self, command: BaseCommand) -> None:
        self.out = command.stdout
        self.terminal = self.out.isatty()
        self.counted: Counter[str] = Counter()

    def __call__(self, look: Look) -> None:
        self.counted[look.came.value] += 1
        looks = self.counted.total()
        if self.terminal:
            self.out.write(f"\r{self._line(looks)}", ending="")
            self.out.flush()
        elif looks % 100 == 0:
            self.out.write(self._line(looks))

    def _line(self, looks: int) -> str:
        parts = ", ".join(f"{name} {count}" for name, count in sorted(self.counted.items()))
        return _("%(looks)s looks: %(parts)s") % {"looks": looks, "parts": parts}

    def end(self) -> None:
        if self.terminal and self.counted:
            self.out.write("")


def _summary(synced: Synced) -> str:
    return _(
        "%(looks)s looks: %(figures)s with figures, %(empty)s without, %(failed)s failed, "
        "%(held)s held back by key or limit; %(planned)s plans made, %(settled)s ended"
    ) % {
        "looks": synced.looks,
        "figures": synced.figures,
        "empty": synced.empty,
        "failed": synced.failed,
        "held": synced.held,
        "planned": synced.planned,
        "settled": synced.settled,
    }


def _chosen(workspace: str | None, send: str | None) -> list[int] | None:
    if workspace is None and send is None:
        return None
    sends = Send.objects.all()
    if workspace is not None:
        if not Workspace.objects.filter(slug=workspace).exists():
            known = ", ".join(Workspace.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no workspace {workspace!r}. Known: {known}.")
        sends = sends.filter(workspace__slug=workspace)
    if send is not None:
        sends = sends.filter(send_id=send)
        if not sends.exists():
            raise CommandError(f"There is no send {send!r}. Bring it in with manage.py import_sends.")
    return list(sends.values_list("pk", flat=True))


def _make_due(only: Only) -> None:
    now = _utc_now()
    sweep(now, configured().kept)
    look_now(only.of_plans(SyncPlan.objects.all()), now)


def _utc_now() -> datetime:
    return datetime.now(UTC)
