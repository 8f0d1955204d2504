"""A few days of the made-up shop, lived through in an empty ledger and written down as rows for another one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from braze_tracker.analytics.campaigns import learn_names
from braze_tracker.demo.history import History
from braze_tracker.demo.past import past
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.sessions import journal_hash_key
from braze_tracker.samples.making import ROWS
from braze_tracker.samples.written import write
from braze_tracker.sandbox.traffic import Plan

CALLS_A_DAY = (480, 260, 150, 110, 80, 60, 50, 40)
"""By age in days, youngest first."""


def write_days(folder: Path) -> None:
    """Needs the environment of `samples.apart`, and its Braze."""
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    live(list(past(now, CALLS_A_DAY)), now - timedelta(days=len(CALLS_A_DAY)), now)
    with (folder / ROWS).open("w", encoding="utf-8") as out:
        write(out)


def live(plans: Sequence[Plan], start: datetime, end: datetime) -> None:
    url, key = os.environ["BRAZE_REST_ENDPOINT"], os.environ["BRAZE_API_KEY"]
    declare(
        Declaration(name="Shop", rest_endpoint=url, key=key),
        hash_key=journal_hash_key(),
        encryption_keys=settings.ENCRYPTION_KEYS,
        now=start,
    )
    History(url=url, key=key, start=start, end=end).replay(plans)
    learn_names(now=datetime.now(UTC))
