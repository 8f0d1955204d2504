"""`python -m braze_tracker.demo.live`: the customer's traffic from now on, two to four calls a second.

A process as a customer's would be: it records through a journal, and knows no Django and no database.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import requests

from braze_tracker.braze import RecordingAdapter
from braze_tracker.demo.customer import Customer
from braze_tracker.demo.sandbox_controls import SandboxControls
from braze_tracker.journal import Journal
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic import Plan, day

AT_ONCE = 4
PATIENCE = 2.0
PAUSES = (0.25, 0.5)
BROADCAST_EVERY = 20
MISHAPS = ("503", "queued", "hang", "429", "reset", "502")
MISHAP_EVERY = 15
"""Every so many calls one meets a mishap, so that each outcome is seen within two minutes."""


def plans(clock: Callable[[], datetime], seed: int) -> Iterator[Plan]:
    """The coming day in ever new versions; the hours of the plans do not matter here, only their order."""
    for number in itertools.count():
        begin = clock()
        yield from dealt(list(day(seed + number, begin, begin + timedelta(days=1), CAMPAIGNS)))


def dealt(plans: Sequence[Plan]) -> Iterator[Plan]:
    """Broadcasts come early and evenly, one after every so many others, so that new sends begin while one watches."""
    broadcasts = iter([plan for plan in plans if is_broadcast(plan)])
    others = [plan for plan in plans if not is_broadcast(plan)]
    for number, plan in enumerate(others, start=1):
        yield plan
        if number % BROADCAST_EVERY == 0:
            yield from itertools.islice(broadcasts, 1)
    yield from broadcasts


def is_broadcast(plan: Plan) -> bool:
    return plan.path == "/sends/id/create" or bool(plan.body.get("broadcast"))


def utc_now() -> datetime:
    return datetime.now(UTC)


def with_mishaps(ordinary: Iterator[Plan]) -> Iterator[Plan]:
    mishaps = itertools.cycle(MISHAPS)
    for number, plan in enumerate(ordinary, start=1):
        yield replace(plan, fault=next(mishaps)) if number % MISHAP_EVERY == 0 else plan


class Stop(Exception):
    """Somebody asked this process to end."""


def _asked(number: int, frame: FrameType | None) -> None:
    raise Stop


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _asked)
    url, key = os.environ["BRAZE_REST_ENDPOINT"], os.environ["BRAZE_API_KEY"]
    journal = Journal(Path(os.environ["BRAZE_TRACKER_DATA"]) / "journal")
    session = requests.Session()
    session.mount(url, RecordingAdapter(journal))
    controls = SandboxControls(url)
    customer = Customer(session, controls, url=url, key=key, patience=PATIENCE)
    seed = random.randrange(2**32)  # noqa: S311 (a customer's whim, not a secret)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            controls.wait()
            for plan in with_mishaps(plans(utc_now, seed)):
                threads.submit(customer.do, plan)
                time.sleep(random.uniform(*PAUSES))  # noqa: S311 (a pace)
        except Stop:
            threads.shutdown(cancel_futures=True)
    journal.close()


if __name__ == "__main__":
    main()
