from __future__ import annotations

import pytest

from braze_tracker.analytics import reasons
from braze_tracker.analytics.models import Budget, SyncPlan

REASONS = {name: text for name, text in vars(reasons).items() if name.isupper()}


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_is_a_whole_sentence_that_fits_its_column(name: str) -> None:
    assert REASONS[name][0].isupper()
    assert REASONS[name].endswith(".")
    assert len(REASONS[name]) <= min(
        SyncPlan._meta.get_field("last_error").max_length or 0, Budget._meta.get_field("pause_reason").max_length or 0
    )
