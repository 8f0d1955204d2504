"""The replayed past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.analytics.models import Snapshot
from braze_tracker.demo.history import STEPS, History, moments, slices
from braze_tracker.demo.past import SPAN
from braze_tracker.journal.hash_key import load_hash_key
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.models import ApiCall
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.traffic import Plan, day

END = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_plan(at: datetime) -> Plan:
    return Plan(at=at, method="GET", path="/campaigns/list", body={})


def test_the_past_ends_now_and_its_steps_get_shorter() -> None:
    ends = [END - SPAN, *moments(END - SPAN, END)]
    gaps = [later - earlier for earlier, later in pairwise(ends)]
    assert ends[-1] == END
    assert gaps[0] == STEPS[0][1]
    assert max(gaps[-3:]) <= STEPS[-1][1]


def test_every_plan_belongs_to_one_slice() -> None:
    plans = [a_plan(END - timedelta(hours=hours)) for hours in (30, 20, 10, 1)]
    ends = [END - timedelta(hours=20), END - timedelta(hours=5), END]
    assert [(end, len(slice_)) for end, slice_ in slices(plans, ends)] == list(zip(ends, (1, 2, 1), strict=True))


@pytest.mark.django_db(transaction=True)
def test_a_replayed_day_is_in_the_ledger_at_its_own_hours(
    sandbox: RunningSandbox, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.JOURNAL_DIR.mkdir()
    monkeypatch.setenv("SHOP_KEY", sandbox.key)
    declaration = Declaration(name="Shop", rest_endpoint=sandbox.url, key_env="SHOP_KEY")
    hash_key = load_hash_key(settings.JOURNAL_DIR)
    declare(declaration, hash_key=hash_key, encryption_keys=settings.ENCRYPTION_KEYS, now=END)
    plans = list(day(1, END - DAY, END, CAMPAIGNS))
    History(url=sandbox.url, key=sandbox.key, start=END - DAY, end=END).replay(plans)
    made = ApiCall.objects.exclude(origin="sync")
    assert made.count() == len(plans) > 200
    assert not made.exclude(started_at__range=(END - DAY, END + timedelta(minutes=1))).exists()
    looks = Snapshot.objects.filter(at__range=(END - DAY, END + timedelta(minutes=1)), result="figures")
    assert looks.count() == Snapshot.objects.filter(result="figures").count() > 5
    assert datetime.now(UTC) - sandbox.clock.now() < timedelta(minutes=1)
