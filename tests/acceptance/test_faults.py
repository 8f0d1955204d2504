"""Whatever dies, is away, full, slow, torn or told the wrong time: nothing is lost, doubled or counted wrongly.

The short form of `python -m tests.faults`: each fault once, on one of the ways in which the tracker runs.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.table import Fault
from tests.faults.trial import AT_REST, FAULTS, Tried, trial

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(600)]

SEED = 20261123
SECONDS = 1.0
SERVED = ("drain", "beat", "PostgreSQL", "Redis", "database", "behind", "two of", "too late")


def shares() -> dict[str, list[Fault]]:
    """Profile → its faults: those that need no server are tried without one where there is a choice."""
    served = [one for one in FAULTS if "served" in one.profiles and any(word in one.name for word in SERVED)]
    kept = [one for one in FAULTS if "kept" in one.profiles]
    return {"embedded": [one for one in FAULTS if one not in (*served, *kept)], "served": served, "kept": kept}


def test_nothing_is_lost_doubled_or_counted_wrongly_whatever_fails(tmp_path: Path) -> None:
    def tried(profile: str) -> list[Tried]:
        return list(trial(profile, shares()[profile], tmp_path / profile, SEED, SECONDS))

    with ThreadPoolExecutor(len(shares())) as at_once:
        done = [one for some in at_once.map(tried, shares()) for one in some]
    assert {one.fault for one in done} == {fault.name for fault in FAULTS} | {AT_REST}
    assert [one for one in done if one] == []
    assert min(one.requests for one in done) > 0
    assert min(one.struck for one in done) > 0
