"""Every address that shows something, with few rows and with many: it asks the database as often, and at most twelve
times, sign-in and permissions included.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.analytics.models import Campaign, CampaignFigures
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry, Heartbeat, JournalLoss, QuarantinedLine, Token
from tests.analytics.factories import a_campaign_plan
from tests.dashboard.addresses import LET_IN, Rank
from tests.dashboard.factories import a_budget, a_look, a_person, a_plan, ago, now, some_figures
from tests.dashboard.test_every_address import TABLE, address, samples
from tests.recording.factories import a_call, a_key, a_send, a_workspace, an_error

__all__ = ["samples"]
pytestmark = pytest.mark.django_db

FEW, MANY = 10, 290
MOST = 12
EXCUSED = {
    "admin/jsi18n/": "texts; it asks nothing",
    "setup/call/": "waits for a call",
}
"""An address, and why its number is not held."""
READERS = (Rank.VIEWER, Rank.ENGINEER, Rank.OPERATOR, Rank.ADMIN)


def more_rows(count: int, start: int = 0) -> None:
    """Of everything that a list shows."""
    for number in range(start, start + count):
        place = a_workspace(f"Found {number}", declared=number % 2 == 0)
        a_key(place, fingerprint=f"{number:064}")
        call = a_call(place, at=ago(minutes=2, seconds=number), outcome="fatal_client", campaign_id=f"c-{number}")
        an_error(call, message=f"No such thing as {_word(number)}")
        send = a_send(place, at=ago(hours=2, seconds=number), campaign_id=f"c-{number}")
        a_plan(send), some_figures(send), a_look(send)
        a_budget(workspace=place)
        plan = a_campaign_plan(workspace=place, campaign_id=f"c-{number}")
        CampaignFigures.objects.create(plan=plan, day=now().date(), metrics={}, first_at=now(), changed_at=now())
    _more_small_rows(count, start)


def _word(number: int) -> str:
    """A word of its own: errors that differ in a number alone are one group."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _more_small_rows(count: int, start: int) -> None:
    place, numbers = a_workspace(), range(start, start + count)
    Campaign.objects.bulk_create(
        [Campaign(workspace=place, campaign_id=f"c-{one}", name=f"Offer {one}", seen_at=now()) for one in numbers]
    )
    Token.objects.bulk_create(
        [Token(workspace=place, name=f"shop {one}", digest=f"{one:064}", created_at=now()) for one in numbers]
    )
    AuditEntry.objects.bulk_create(
        [AuditEntry(at=ago(days=1), username="tom", deed="resolved", subject=f"error {one}") for one in numbers]
    )
    QuarantinedLine.objects.bulk_create(
        [QuarantinedLine(segment="t", offset=one, at=now(), reason="torn", line=b"", size=1) for one in numbers]
    )
    JournalLoss.objects.bulk_create([JournalLoss(writer=f"v{one}", calls=1, last_at=now()) for one in numbers])
    Heartbeat.objects.bulk_create([Heartbeat(part=f"worker:{one}", at=now()) for one in numbers])
    User.objects.bulk_create([User(username=f"reader-{one}", last_login=now()) for one in numbers])


def asked(client: Client, paths: dict[str, str]) -> dict[str, list[str]]:
    """What each address asks the database; an export is read to its end."""
    found = {}
    for route, path in paths.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
            if answer.streaming:
                b"".join(answer)
        assert answer.status_code == 200, (route, answer.status_code)
        found[route] = [query["sql"] for query in queries.captured_queries]
    return found


def shown_to(reader: Client, samples: dict[str, str]) -> dict[str, str]:
    """Route → address of everything that is a page or a file, and leads nowhere else.

    Seen once now: the first time, the viewing of a body is written down.
    """
    routes = [route for route, row in TABLE.items() if row.get in READERS and row.then == LET_IN]
    paths = {route: address(route, samples) for route in routes if route not in EXCUSED}
    beside = address("calls/<uuid:key>/", samples).removeprefix("/calls/").rstrip("/")
    paths |= {f"calls/?open&{query}": f"/calls/?open={beside}&{query}" for query in ("", "range=14d", "live=1")}
    return {route: path for route, path in paths.items() if reader.get(path).status_code == 200}


@pytest.mark.timeout(300)
def test_every_page_asks_as_often_with_many_rows_as_with_few(samples: dict[str, str]) -> None:
    reader = Client()
    reader.force_login(a_person("ines", Role.ADMIN))
    paths = shown_to(reader, samples)
    more_rows(FEW)
    few = asked(reader, paths)
    more_rows(MANY, start=FEW)
    many = asked(reader, paths)
    assert len(paths) > 100
    grown = {route: (len(few[route]), len(many[route])) for route in paths if len(few[route]) != len(many[route])}
    assert grown == {}
    assert {route: len(asks) for route, asks in many.items() if len(asks) > MOST} == {}
    assert {route: asks for route, asks in many.items() if any(map(_walks_all, asks))} == {}


def _walks_all(sql: str) -> bool:
    """Skips rows that it has read, or counts or compares all calls."""
    of_all = ('SELECT COUNT(*) AS "__count" FROM "recording_apicall"', "SELECT DISTINCT")
    return " OFFSET " in sql or ('FROM "recording_apicall"' in sql and sql.startswith(of_all))
