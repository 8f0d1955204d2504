"""Which errors grow, and who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.dashboard.queries_triage import deeds, grew, growing
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import HourlyErrors
from tests.recording.factories import NOW, a_call, a_workspace, an_error


@pytest.mark.parametrize(
    ("calls", "grows"),
    [
        ({0: 11}, True),
        ({0: 10}, False),
        ({0: 30, **dict.fromkeys(range(1, 25), 10)}, False),
        ({0: 31, **dict.fromkeys(range(1, 25), 10)}, True),
        ({0: 31, **dict.fromkeys(range(1, 25), 10), 25: 1000}, True),
        ({}, False),
    ],
)
def test_an_hour_stands_out_from_the_day_before_it(calls: dict[int, int], grows: bool) -> None:
    assert grew(calls, 0) is grows
    assert grew({hour + 1: count for hour, count in calls.items()}, 1) is grows


@pytest.mark.django_db
def test_growth_is_told_for_each_group_and_workspace() -> None:
    quiet, loud = an_error(a_call(), message="quiet").group, an_error(a_call(), message="loud").group
    shop, other = a_workspace(), a_workspace("Tulip shop")
    HourlyErrors.objects.all().delete()
    HourlyErrors.objects.create(group=loud, workspace=other, hour=NOW - timedelta(hours=1), calls=40)
    HourlyErrors.objects.create(group=quiet, workspace=shop, hour=NOW - timedelta(hours=3), calls=40)
    now = NOW + timedelta(minutes=20)
    assert growing([quiet.pk, loud.pk], now, None) == {loud.pk}
    assert growing([quiet.pk, loud.pk], now, shop.pk) == set()
    assert growing([], now, None) == set()


@pytest.mark.django_db
def test_deeds_are_told_newest_first_and_of_one_subject() -> None:
    note(None, Deed.MUTED, "error 1", at=NOW, detail="for ever")
    note(None, Deed.REOPENED, "error 1", at=NOW + timedelta(hours=1))
    note(None, Deed.MUTED, "error 12", at=NOW)
    assert [(row.deed, row.text) for row in deeds("error 1")] == [
        ("opened an error again", ""),
        ("muted an error", "for ever"),
    ]
