from __future__ import annotations

import pytest

from braze_tracker.recording.models import HourlyCount
from braze_tracker.recording.store import write

pytestmark = pytest.mark.django_db


def test_no_changes_write_nothing() -> None:
    write([], writer="w")
    assert not HourlyCount.objects.exists()
