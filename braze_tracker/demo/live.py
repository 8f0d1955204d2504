"""`python -m braze_tracker.demo.live`: the customer's traffic from now on.

A process as a customer's would be: it records through a journal, and knows no Django and no database.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
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
BROADCAST_EVERY = 20
MISHAPS = ("503", "queued", "hang", "429", "reset", "502")
MISHAP_EVERY = 7
MISHAP_EVERY_LATER = 30
"""Every so many calls one meets a mishap: often until each was met once, so that all outcomes are seen early."""
LIVELY = 90
PACE, LATER = 0.85, 0.5
"""Calls a second: of the first ``LIVELY`` calls, and of those after them."""


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
    """The first round of mishaps comes quickly, the later ones as seldom as in real life."""
    mishaps = itertools.cycle(MISHAPS)
    for number, plan in enumerate(ordinary, start=1):
        every = MISHAP_EVERY if number <= MISHAP_EVERY * len(MISHAPS) else MISHAP_EVERY_LATER
        yield replace(plan, fault=next(mishaps)) if number % every == 0 else plan


def pause(number: int, pace: float | None, chance: random.Random) -> float:
    """Seconds to wait after the call of this number; ``pace`` in calls a second, where one is wished."""
    usual = PACE if number <= LIVELY else LATER
    return chance.uniform(0.7, 1.3) / (pace or usual)


def goes_through_gateway(number: int) -> bool:
    """Every third call: it is made by a session that knows nothing of the tracker but the gateway's address."""
    return number % 3 == 0


class Stop(Exception):
    """Somebody asked this process to end."""


def _asked(number: int, frame: FrameType | None) -> None:
    raise Stop


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser("braze_tracker.demo.live", description="A customer's calls, until it is stopped.")
    parser.add_argument("--pace", type=float, help="calls a second (default: lively first, then calmer)")
    pace = parser.parse_args(words).pace
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _asked)
    url, key = os.environ["BRAZE_REST_ENDPOINT"], os.environ["BRAZE_API_KEY"]
    journal = Journal(Path(os.environ["BRAZE_TRACKER_DATA"]) / "journal")
    session = requests.Session()
    session.mount(url, RecordingAdapter(journal))
    controls = SandboxControls(url)
    customer = Customer(session, controls, url=url, key=key, patience=PATIENCE)
    front = os.environ["BRAZE_TRACKER_GATEWAY_URL"]
    another = Customer(requests.Session(), controls, url=front, key=key, patience=PATIENCE)
    chance = random.Random()  # noqa: S311 (a customer's whim, not a secret)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            controls.wait()
            for count, plan in enumerate(with_mishaps(plans(utc_now, chance.randrange(2**32))), start=1):
                threads.submit((another if goes_through_gateway(count) else customer).do, plan)
                time.sleep(pause(count, pace, chance))
        except Stop:
            threads.shutdown(cancel_futures=True)
    journal.close()


if __name__ == "__main__":
    main(sys.argv[1:])
