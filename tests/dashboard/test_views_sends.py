"""A send's page, from before the first look on."""

from __future__ import annotations

import pytest
from django.test import Client

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.pruning import prune_figures
from tests.dashboard.factories import a_campaign, a_followed_send, a_look, a_plan, ago, some_figures
from tests.dashboard.test_views import text
from tests.recording.factories import a_send, a_workspace


def test_a_send_not_looked_at_yet_shows_no_empty_figures(reader: Client) -> None:
    send = a_send(at=ago(minutes=2))
    a_plan(send)
    page = text(reader, f"/sends/{send.pk}/")
    assert "Not looked at yet" in page
    assert send.send_id in page
    assert "Results per day" not in page
    assert "Results per day" in text(reader, f"/sends/{a_followed_send().pk}/")


def test_a_send_without_opens_shows_what_was_sent_first(reader: Client) -> None:
    opened = a_followed_send()
    fresh = a_send(at=ago(minutes=9))
    a_plan(fresh, totals={"sent": 12})
    some_figures(fresh, metrics={"sent": 12})
    for send, metric in ((opened, "Opens"), (fresh, "Sent")):
        assert f'aria-current="true">{metric}</a>' in text(reader, f"/sends/{send.pk}/")


def test_a_cancelled_send_says_so_on_its_page_and_in_the_list(reader: Client) -> None:
    send = a_send(at=ago(hours=-3), scheduled=True, cancelled_at=ago(minutes=2))
    a_plan(send, state="final", next_look_at=None, last_error="Its schedule was deleted before it was sent.")
    page = text(reader, f"/sends/{send.pk}/")
    assert "This send was cancelled at" in page
    assert "Its schedule was deleted before it was sent." in page
    assert "Was to be sent" in page
    assert "Cancelled" in text(reader, "/sends/")


def test_a_send_of_a_paused_workspace_says_that_it_waits(reader: Client) -> None:
    waiting = a_followed_send(workspace=a_workspace("Resting", paused=True))
    followed = a_followed_send(workspace=a_workspace("Other"))
    assert "paused with its workspace" in text(reader, f"/sends/{waiting.pk}/")
    assert "paused with its workspace" not in text(reader, f"/sends/{followed.pk}/")
    looks = [f'action="/sends/{send.pk}/look/"' in text(reader, f"/sends/{send.pk}/") for send in (waiting, followed)]
    assert looks == [False, True]
    assert "Paused</span>" in text(reader, "/sends/?ws=resting")
    assert "Paused</span>" not in text(reader, "/sends/?ws=other")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"paused": True}, "Its workspace is paused."),
        ({"paused": True, "sample": True}, "Nothing of it is asked at Braze"),
        ({}, "First look in about 12 min"),
    ],
)
def test_a_first_look_is_announced_only_where_one_is_made(reader: Client, place: dict[str, bool], said: str) -> None:
    send = a_plan(a_send(a_workspace("Shop", **place), at=ago(hours=3))).send
    page = text(reader, f"/sends/{send.pk}/")
    assert said in page
    assert ("First look in" in page) == (not place)
    assert ("next in about" in text(reader, "/sends/")) == (not place)


def test_a_send_whose_figures_were_removed_shows_its_totals(reader: Client) -> None:
    send = a_followed_send(at=ago(days=40))
    SyncPlan.objects.update(state="final", last_figures_at=ago(days=27))
    prune_figures(send.workspace, ago(days=30))
    page = text(reader, f"/sends/{send.pk}/")
    assert "Only the totals are left" in page
    assert "Not looked at yet" not in page
    assert "No figures yet" not in page
    assert ">150<" in page


def test_sends_are_searched_for_by_the_name_of_their_campaign(guest: Client) -> None:
    a_campaign("c-1", "Price drop")
    a_plan(a_send(campaign_id="c-1", send_id="s-1"))
    a_plan(a_send(campaign_id="c-2", send_id="s-2"))
    for typed, found in (("price", ["s-1"]), ("c-2", ["s-2"]), ("s-", ["s-1", "s-2"]), ("drop price", [])):
        rows = guest.get("/sends/", {"q": typed}).context["page"].rows
        assert sorted(row.send_id for row in rows) == found, typed


def test_a_send_that_cannot_be_read_says_since_when(reader: Client) -> None:
    send = a_send(at=ago(days=3))
    a_plan(send, failures=4, failing_since=ago(hours=5), last_error="Braze answers 401")
    page = text(reader, f"/sends/{send.pk}/")
    assert "could not be read 4 times in a row" in page
    a_look(send, result="failed", status=401)
    assert "Braze refused the last 4 looks (401 since" in text(reader, f"/sends/{send.pk}/")
    assert "Braze answers 401. No figures were read so far." in page


def test_a_fresh_send_says_when_it_is_looked_at(reader: Client) -> None:
    send = a_send(at=ago(minutes=1))
    assert "about to begin" in text(reader, f"/sends/{send.pk}/")
    a_plan(send)
    assert "First look in about 12 min" in text(reader, f"/sends/{send.pk}/")
