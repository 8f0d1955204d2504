from __future__ import annotations

import pytest

from braze_tracker.recording.admin_reading import READ_AHEAD, CappedPaginator
from braze_tracker.recording.models import ApiCall
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db


def test_a_short_list_is_counted_to_its_end() -> None:
    a_call()
    assert CappedPaginator(ApiCall.objects.order_by("pk"), 50).count == 1


def test_a_plain_list_is_counted_too() -> None:
    assert CappedPaginator([1, 2, 3], 2).num_pages == 2


def test_pages_go_no_further_than_their_cap() -> None:
    assert READ_AHEAD == 10_000
