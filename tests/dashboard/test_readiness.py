"""What readiness says for each part that is missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from braze_tracker.dashboard.readiness import readiness
from tests.dashboard.factories import a_heartbeat, ago, now
from tests.dashboard.test_metrics import gone

pytestmark = pytest.mark.django_db


def asked() -> tuple[int, dict[str, Any]]:
    status, document = readiness(now())
    return status, dict(document)


def test_it_is_ready_while_everything_is_at_work(parts_at_work: None) -> None:
    conditions = ("database_reachable", "migrated", "drain_at_work", "beat_at_work", "worker_at_work")
    assert asked() == (200, {"ready": True, **dict.fromkeys(conditions, True), "reasons": []})


@pytest.mark.parametrize("part", ["drain", "beat", "worker"])
def test_a_part_that_is_silent_is_named_with_its_last_sign_of_life(part: str) -> None:
    seen = ago(minutes=4)
    for one in ("drain", "beat", "worker"):
        a_heartbeat(one, seen if one == part else None)
    status, document = asked()
    assert (status, document["ready"], document[f"{part}_at_work"]) == (503, False, False)
    ((what, text, since),) = [tuple(reason.values()) for reason in document["reasons"]]
    assert (what, since) == (part, seen.isoformat(timespec="seconds"))
    assert f"The {part} is silent. Start it: " in text


def test_parts_that_were_never_seen_have_no_moment() -> None:
    status, document = asked()
    assert status == 503
    assert [(reason["what"], reason["since"]) for reason in document["reasons"]] == [
        ("drain", None), ("beat", None), ("worker", None)
    ]  # fmt: skip


def test_a_database_that_is_behind_the_code_is_named_with_what_it_lacks(parts_at_work: None) -> None:
    MigrationRecorder(connection).record_unapplied("recording", "0001_ledger")
    status, document = asked()
    assert (status, document["migrated"], document["database_reachable"]) == (503, False, True)
    assert document["reasons"][0]["missing"] == ["recording.0001_ledger"]
    assert "drain_at_work" not in document


def test_a_database_that_is_ahead_of_the_code_is_none_of_its_business(parts_at_work: None) -> None:
    MigrationRecorder(connection).record_applied("recording", "9999_of_a_later_version")
    assert asked()[0] == 200


def test_a_database_that_is_away_is_the_only_thing_told(parts_at_work: None) -> None:
    with connection.execute_wrapper(gone):
        status, document = asked()
    assert (status, document["database_reachable"]) == (503, False)
    assert "DATABASE_URL" in document["reasons"][0]["text"]
    assert "could not connect" not in str(document)
