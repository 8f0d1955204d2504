"""Thirteen days of calls and looks in seconds, all clocks told the time.

Everything is as in earnest: HTTP to the sandbox, the journal, the drain, the follow-up. Only the hour is made up.
"""

from __future__ import annotations

import os
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from django.conf import settings

from braze_tracker.analytics.campaign_details import learn_details
from braze_tracker.analytics.campaign_series import follow_campaigns
from braze_tracker.analytics.key_check import check_key
from braze_tracker.analytics.sync import sync_due
from braze_tracker.demo.customer import Customer
from braze_tracker.demo.past import SPAN, past
from braze_tracker.demo.sandbox_controls import SandboxControls
from braze_tracker.demo.told_clock import ToldClock
from braze_tracker.recording.drain import drain
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import recorded_session
from braze_tracker.sandbox.traffic import Plan

STEPS = (
    (timedelta(days=2), timedelta(hours=12)),
    (timedelta(hours=6), timedelta(hours=3)),
    (timedelta(0), timedelta(minutes=30)),
)
"""Until this long ago, a look at the sends that were due then every so often."""
TOLD_EVERY = timedelta(minutes=10)
PATIENCE = 0.3


def moments(start: datetime, end: datetime) -> Iterator[datetime]:
    """The ends of the steps, closer together where the past is young; the last one is ``end``."""
    at = start
    for until, every in STEPS:
        while at + every < end - until:
            at += every
            yield at
    yield end


def slices(plans: Sequence[Plan], ends: Iterable[datetime]) -> Iterator[tuple[datetime, Sequence[Plan]]]:
    """For each end the plans between the one before and it."""
    begin = 0
    for end in ends:
        stop = bisect_left(plans, end, lo=begin, key=attrgetter("at"))
        yield end, plans[begin:stop]
        begin = stop


class History:
    """A customer's past from ``start`` to ``end``, lived through once more against the sandbox at ``url``."""

    def __init__(self, *, url: str, key: str, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self.clock = ToldClock(self.start)
        self.controls = SandboxControls(url)
        self.url, self.key = url, key

    def replay(self, plans: Sequence[Plan]) -> None:
        """Oldest plan first. The sandbox is back in real time afterwards, whatever happened."""
        self.controls.wait()
        with closing(recorded_session(clock=self.clock)) as session:
            customer = Customer(session, self.controls, url=self.url, key=self.key, patience=PATIENCE)
            try:
                for end, slice_ in slices(plans, moments(self.start, self.end)):
                    self._live_through(customer, slice_, end)
            finally:
                self.controls.tell(None)

    def _live_through(self, customer: Customer, plans: Sequence[Plan], end: datetime) -> None:
        told = datetime.min.replace(tzinfo=UTC)
        for plan in plans:
            if plan.at - told >= TOLD_EVERY:
                told = plan.at
                self.controls.tell(told)
            self.clock.tell(plan.at)
            customer.do(plan)
        self.clock.tell(end)
        self.controls.tell(end)
        drain(settings.JOURNAL_DIR, now=end)
        sync_due(now=self.clock)
        learn_details(follow_campaigns(now=self.clock).followed, now=self.clock)


def main() -> None:
    started = time.monotonic()
    url, key, now = os.environ["BRAZE_REST_ENDPOINT"], os.environ["BRAZE_API_KEY"], datetime.now(UTC)
    plans = list(past(now))
    History(url=url, key=key, start=now - SPAN, end=now).replay(plans)
    for workspace in Workspace.objects.filter(rest_endpoint=url):
        check_key(workspace, now=datetime.now(UTC), hosts=declared_hosts(settings.BRAZE_HOSTS))
    spent = time.monotonic() - started
    sys.stdout.write(f"{len(plans):,} calls of the last {SPAN.days} days replayed in {spent:.0f} s\n")
