from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from braze_tracker.recording.models import Heartbeat, JournalLoss, JournalPosition, QuarantinedLine
from tests.recording.factories import NOW

SEGMENT = "w.000001.journal"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (JournalPosition(segment=SEGMENT, offset=7), "w.000001.journal@7"),
        (QuarantinedLine(segment=SEGMENT, offset=7, reason="torn"), "w.000001.journal@7: torn"),
        (JournalLoss(writer="w", calls=3), "w: 3"),
        (Heartbeat(part="drain"), "drain"),
    ],
)
def test_every_row_has_a_name_for_a_reader(row: object, told: str) -> None:
    assert str(row) == told


@pytest.mark.django_db
def test_a_line_is_set_aside_once() -> None:
    line = {"segment": SEGMENT, "offset": 7, "at": NOW, "reason": "torn", "line": b"", "size": 0}
    QuarantinedLine.objects.create(**line)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarantinedLine.objects.create(**line)
