"""The lists that people ask for are answered by their index, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.queries_calls import FIELDS
from braze_tracker.dashboard.queries_matching import matching
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.querysets import older
from tests.dashboard.factories import now
from tests.recording.factories import a_workspace, an_id

pytestmark = pytest.mark.django_db

CALLS = 6_000
MONTH = {"range": "30d"}
ANSWERED_BY: dict[str, tuple[dict[str, str], str]] = {
    "the newest": ({}, "call_recent"),
    "of a workspace": ({"ws": "small"}, "call_workspace"),
    "of a campaign": ({"campaign": "c-7"}, "call_campaign"),
    "of a send": ({"q": "send:s-4000"}, "call_send"),
    "of a dispatch": ({"q": "dispatch:d-4000"}, "call_dispatch"),
    "of a request id": ({"q": "req:r-4000"}, "call_request"),
    "of a schedule": ({"q": "schedule:p-4000"}, "call_schedule"),
    "of the caller's own id": ({"q": "ext:e-4000"}, "call_external"),
    "that may have been made twice": ({"repeats": "possible"}, "call_duplicate"),
}


@pytest.fixture
def ledger() -> str:
    """Two months of forty workspaces; one of them is given back."""
    places = [a_workspace(f"Shop {number}").pk for number in range(40)]
    ApiCall.objects.bulk_create([_call(number, places[number % len(places)]) for number in range(CALLS)])
    if connection.vendor == "postgresql":  # which does so by itself; SQLite is asked as it is used, without statistics
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return str(places[7])


def _call(number: int, workspace: int) -> ApiCall:
    at = now() - timedelta(minutes=14 * (CALLS - number))
    ids = {name: f"{name[0]}-{number}" for name in ("send_id", "dispatch_id", "request_id", "external_send_id")}
    return ApiCall(
        id=an_id(at), workspace_id=workspace, origin="client", operation=an_id(at), endpoint="POST /messages/send",
        url="/messages/send", outcome="fatal_client" if number % 100 == 0 else "success", status=201, started_at=at,
        campaign_id=f"c-{number % 200}", schedule_id=f"p-{number}", possible_duplicate=number % 1000 == 1,
        message="x" * 60, **ids,
    )  # fmt: skip


@pytest.mark.parametrize("what", ANSWERED_BY)
def test_a_list_is_answered_by_its_index(what: str, ledger: str) -> None:
    query, index = ANSWERED_BY[what]
    wanted = read_calls({**MONTH, **query}, now(), int(ledger) if "ws" in query else None)
    calls = matching(wanted).values_list(*FIELDS).order_by("-started_at", "-id")[:51]
    assert index in calls.explain()


def test_a_page_far_down_begins_where_it_begins(ledger: str) -> None:
    at = now() - timedelta(days=20)
    plan = older(matching(read_calls(MONTH, now())), at, an_id(at)).values_list(*FIELDS)[:51].explain()
    assert "call_recent" in plan
    assert "Sort" not in plan.replace("Incremental Sort", "")
    assert "TEMP B-TREE" not in plan
