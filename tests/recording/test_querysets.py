from __future__ import annotations

import pytest

from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.querysets import capped_count, older
from tests.recording.factories import a_call, later

pytestmark = pytest.mark.django_db


def test_leafing_by_key_meets_every_row_once() -> None:
    made = [a_call(at=later(minutes=minutes)) for minutes in (3, 1, 1, 1, 2, 0)]
    page = list(ApiCall.objects.order_by("-started_at", "-pk")[:2])
    met = list(page)
    while page:
        page = list(older(ApiCall.objects.all(), page[-1].started_at, page[-1].pk)[:2])
        met += page
    assert sorted(call.pk for call in met) == sorted(call.pk for call in made)
    assert met == sorted(made, key=lambda call: (call.started_at, call.pk), reverse=True)


@pytest.mark.parametrize(("cap", "counted"), [(10, 4), (4, 4), (3, 4), (1, 2)])
def test_a_count_goes_no_further_than_its_cap(cap: int, counted: int) -> None:
    for _ in range(4):
        a_call()
    assert capped_count(ApiCall.objects.all(), cap) == counted
