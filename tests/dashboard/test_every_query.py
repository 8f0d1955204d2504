"""How many calls there are decides nothing about a page: neither how many queries it asks, nor how they are planned."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.recording.models import ApiCall, ErrorGroup, Send
from tests.dashboard.factories import a_followed_send, ago
from tests.recording.factories import a_call, an_error

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/calls/",
    "/calls/?outcome=fatal",
    "/errors/",
    "/errors/{error}/",
    "/sends/",
    "/sends/{send}/",
    "/campaigns/",
    "/sync/",
    "/calls/{call}/",
    "/calls/?open={call}",
    "/admin/recording/apicall/",
    "/admin/recording/fatalerrors/",
    "/admin/recording/send/",
)
OUTCOMES = ("success", "fatal_client", "non_fatal", "unknown")
COUNTED = re.compile(r'(COUNT\(\*\)|SELECT DISTINCT).* FROM "recording_apicall"(?!.*LIMIT \d)|OFFSET [1-9]')
"""Counting up to a limit is no harm."""
WALKED = re.compile(r"\bSCAN recording_apicall(?! USING)")


def more_calls(number: int) -> None:
    for place in range(number):
        call = a_call(at=ago(minutes=place), outcome=OUTCOMES[place % 4])
        if call.outcome in ("fatal_client", "non_fatal"):
            an_error(call, severity="fatal" if call.outcome == "fatal_client" else "non_fatal")


def asked(reader: Client, page: str) -> list[str]:
    """The queries of a page, asked once before so that nothing is learnt on the way."""
    reader.get(page)
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert reader.get(page).status_code == 200
    return [query["sql"] for query in context.captured_queries]


def plan(query: str) -> str:
    """In SQLite's words; PostgreSQL walks through a table of a few rows whatever its indexes, and plans by its size."""
    if connection.vendor != "sqlite" or not query.lstrip("(").startswith("SELECT"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query.replace('%', '%%')}")
        return "\n".join(row[3] for row in cursor.fetchall())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_much_of_many_calls_as_of_few_and_walks_through_none(reader: Client, page: str) -> None:
    a_followed_send()
    more_calls(8)
    keys = {
        "call": ApiCall.objects.order_by("pk").first(),
        "error": ErrorGroup.objects.order_by("pk").first(),
        "send": Send.objects.order_by("pk").first(),
    }
    page = page.format(**{name: row.pk for name, row in keys.items() if row})
    few = asked(reader, page)
    more_calls(60)
    many = asked(reader, page)
    assert len(many) <= len(few), [query for query in many if query not in few]
    assert [query for query in many if COUNTED.search(query)] == []
    assert [query for query in many if WALKED.search(plan(query))] == []
