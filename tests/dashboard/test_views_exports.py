"""Lists as CSV: what the page shows and all that follows it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from braze_tracker.analytics.models import DailyFigures
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.queries_exports import AT_ONCE, call_rows
from tests.dashboard.factories import a_followed_send, a_plan
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db


def sheet(client: Client, address: str) -> list[dict[str, str]]:
    response: Any = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_calls_are_exported_as_the_page_filters_them(reader: Client) -> None:
    now = timezone.now()
    a_call(at=now - timedelta(hours=1), outcome=Outcome.FATAL_CLIENT, message="Invalid campaign", campaign_id="camp-1")
    a_call(at=now - timedelta(hours=2), outcome=Outcome.SUCCESS, send_id="spring-sale")
    a_call(at=now - timedelta(days=3), outcome=Outcome.FATAL_CLIENT, message="too old for the page")
    a_call(at=now - timedelta(hours=1), origin="sync")
    (fatal,) = sheet(reader, "/calls/export.csv?outcome=fatal")
    assert (fatal["message"], fatal["status"], fatal["campaign_id"]) == ("Invalid campaign", "400", "camp-1")
    assert [row["outcome"] for row in sheet(reader, "/calls/export.csv")] == ["fatal_client", "success"]
    assert len(sheet(reader, "/calls/export.csv?range=7d&q=old")) == 1


def test_campaigns_are_exported_as_listed_with_their_rates_as_shares(reader: Client) -> None:
    totals = {"sent": 200, "opens": 50, "revenue": "12.50", "of": {"opens": 200}}
    a_plan(a_send(send_id="summer", campaign_id="camp-1", at=timezone.now()), totals=totals)
    a_plan(a_send(send_id="winter", campaign_id="camp-2", at=timezone.now()), totals={"sent": 7})
    rows = {row["campaign_id"]: row for row in sheet(reader, "/campaigns/export.csv")}
    assert set(rows) == {"camp-1", "camp-2"}
    assert [rows["camp-1"][name] for name in ("sends", "sent", "opens", "open_rate", "clicks", "revenue")] == [
        "1", "200", "50", "0.2500", "", "12.50",
    ]  # fmt: skip
    assert [row["campaign_id"] for row in sheet(reader, "/campaigns/export.csv?q=camp-2")] == ["camp-2"]


def test_no_call_is_left_out_or_told_twice_where_pages_meet() -> None:
    at = timezone.now() - timedelta(minutes=5)
    made = {a_call(at=at - timedelta(seconds=number // 3), counted=False).id for number in range(AT_ONCE + 7)}
    told = [row[0] for row in call_rows(read_calls({}, timezone.now()))]
    assert len(told) == len(made)
    assert set(told) == made


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        a_call(a_workspace(f"Shop {number % 5}"), at=timezone.now(), campaign_id=f"camp-{number}")
    with django_assert_max_num_queries(12):
        assert len(sheet(reader, "/calls/export.csv")) == 40


def test_sends_are_exported_with_their_totals(reader: Client) -> None:
    send = a_followed_send(send_id="spring-sale")
    (row,) = sheet(reader, "/sends/export.csv")
    assert (row["send_id"], row["state"]) == ("spring-sale", "tracking")
    assert row["sent"] == str(send.plan.totals["sent"])
    assert sheet(reader, "/sends/export.csv?state=lost") == []


def test_a_sends_figures_are_exported_by_day_channel_and_variation(reader: Client) -> None:
    send = a_followed_send()
    rows = sheet(reader, f"/sends/{send.pk}/export.csv")
    stored = DailyFigures.objects.filter(send=send).order_by("day", "channel", "position", "variation")
    assert [(row["day"], row["channel"]) for row in rows] == [(one.day.isoformat(), one.channel) for one in stored]
    first = stored[0]
    assert {name: rows[0][name] for name in first.metrics} == {name: str(it) for name, it in first.metrics.items()}


def test_errors_are_exported(reader: Client) -> None:
    an_error(message="Invalid campaign")
    (row,) = sheet(reader, "/errors/export.csv")
    assert (row["error"], row["state"]) == ("Invalid campaign", "open")
    assert sheet(reader, "/errors/export.csv?state=muted") == []


@pytest.mark.parametrize("address", ["/calls/export.csv", "/sends/export.csv", "/errors/export.csv"])
def test_nothing_to_export_is_a_sheet_with_its_names(reader: Client, address: str) -> None:
    assert sheet(reader, address) == []


def test_a_send_that_is_not_there_has_no_sheet(reader: Client) -> None:
    assert reader.get("/sends/999999/export.csv").status_code == 404


def test_a_page_offers_its_own_sheet(reader: Client) -> None:
    a_call(at=timezone.now())
    page = reader.get("/calls/?outcome=success&range=7d").content.decode()
    assert 'href="/calls/export.csv?outcome=success&amp;range=7d"' in page
    assert 'href="/calls/export.csv"' in reader.get("/calls/").content.decode()
