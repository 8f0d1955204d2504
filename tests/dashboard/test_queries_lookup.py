"""An id that somebody pasted finds its call, whichever id it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from braze_tracker.dashboard.queries_lookup import lookup
from braze_tracker.recording.models import ApiCall
from tests.dashboard.factories import ago
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db

ID = "5f3c0a1e7a5b4c0d"


@pytest.mark.parametrize(
    ("column", "qualifier"),
    [("send_id", "send"), ("request_id", "req"), ("dispatch_id", "dispatch"), ("schedule_id", "schedule"),
     ("external_send_id", "ext"), ("campaign_id", "campaign")],
)  # fmt: skip
def test_every_kind_of_id_finds_the_newest_call_that_has_it(column: str, qualifier: str) -> None:
    named: dict[str, Any] = {column: ID}
    a_call(at=ago(days=200), **named)
    newest = a_call(at=ago(days=100), **named)
    a_call()
    found = lookup(ID)
    assert found is not None
    assert (found.call, found.qualifier, found.at, found.origin) == (newest.pk, qualifier, newest.started_at, "")


def test_a_call_is_found_by_its_own_id() -> None:
    call = a_call()
    assert (found := lookup(str(call.pk))) is not None
    assert (found.call, found.qualifier) == (call.pk, "")
    assert lookup("5f3c0a1e-0000-7000-8000-000000000009") is None


def test_calls_come_before_the_looks_that_name_the_same_send() -> None:
    a_call(at=ago(minutes=1), send_id=ID, origin="sync")
    found = lookup(ID)
    assert found is not None
    assert found.origin == "any"
    call = a_call(at=ago(minutes=9), send_id=ID)
    found = lookup(ID)
    assert found is not None
    assert (found.call, found.origin) == (call.pk, "")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite tells its way in words that do not change")
@pytest.mark.parametrize("column", ["send_id", "request_id", "dispatch_id", "schedule_id", "external_send_id"])
def test_no_kind_of_id_is_looked_for_call_by_call(column: str) -> None:
    way: Callable[[], str] = ApiCall.objects.filter(**{column: ID}).exclude(**{column: ""}).explain
    assert "USING INDEX call_" in way()
