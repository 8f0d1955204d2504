"""`kill -9` of any process at any time: what the sandbox answered is in the ledger exactly once."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.braze import identify
from tests.acceptance.keeping import Demo, demo, eventually, manage, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(400)]

VICTIMS = ("traffic", "drain", "traffic", "worker", "web", "beat")
FOR = timedelta(seconds=60)
PAUSES = (0.5, 3.0)
PACE = "4"
"""Calls a second: more than the demonstration's own, so that a kill meets a call."""
SEED = 20261123


def killed_at_random(running: Demo, chance: random.Random) -> Counter[str]:
    """How often each part was killed."""
    deadline = time.monotonic() + FOR.total_seconds()
    killed: Counter[str] = Counter()
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(*PAUSES))
        name = chance.choice(VICTIMS)
        killed[name] += running.kill(name)
    return killed


def test_every_request_that_was_answered_is_in_the_ledger_exactly_once(tmp_path: Path) -> None:
    with demo(tmp_path, pace=PACE) as running:
        eventually(lambda: running.part("traffic"), 120, "the traffic begins")
        killed = killed_at_random(running, random.Random(SEED))
        eventually(lambda: all(map(running.part, set(VICTIMS))), 60, "every part is at work again")
        time.sleep(5)
        edge = datetime.now(UTC)
        time.sleep(5)
        answered = [entry for entry in running.answered() if datetime.fromisoformat(entry["at"]) < edge]
        assert running.stop() == 0
        assert running.orphans() == []
        manage(running.data, "drain", "--once")
        assert set(killed) == set(VICTIMS)
        assert_exactly_once(running.data, answered, edge)


def assert_exactly_once(data: Path, answered: list[dict[str, Any]], edge: datetime) -> None:
    """By Braze's request id where the caller got the reply; by counts of each endpoint where it did not."""
    noted = Counter(rows(data, "SELECT request_id, 1 FROM recording_apicall WHERE request_id <> ''"))
    assert [request for request, times in noted.items() if times > 1] == []
    known = {request for request, _ in noted}
    lost = [entry for entry in answered if entry["request_id"] not in known]
    unmatched = Counter(identify(entry["method"], entry["path"]).name for entry in lost)
    assert len(answered) - unmatched.total() > 1000
    query = "SELECT endpoint, COUNT(*) FROM recording_apicall WHERE request_id = '' AND outcome = 'unknown' GROUP BY 1"
    without_reply = Counter(dict(rows(data, query)))
    assert unmatched - without_reply == Counter()
    assert rows(data, "SELECT COUNT(*) FROM recording_quarantinedline") == [(0,)]
    assert rows(data, "SELECT COUNT(*) FROM recording_journalloss WHERE calls > 0") == [(0,)]
    late = (edge - timedelta(seconds=1)).isoformat(sep=" ").removesuffix("+00:00")
    assert rows(data, "SELECT COUNT(*) FROM recording_apicall WHERE outcome = 'pending' AND started_at < ?", late) == [
        (0,)
    ]
