"""The pages of campaigns: what they say in each state, and that their cost does not grow."""

from __future__ import annotations

import html

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.analytics import reasons
from braze_tracker.analytics.models import Campaign
from tests.analytics.factories import a_campaign_plan
from tests.dashboard.factories import EMAIL, a_budget, a_followed_send, a_plan, ago, now, own_series, some_figures
from tests.dashboard.test_views import EVIL, text
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_an_empty_list_says_when_campaigns_appear(reader: Client) -> None:
    assert "A campaign appears with its first send" in text(reader, "/campaigns/")
    assert "No campaign matches" in text(reader, "/campaigns/?q=nothing")


def test_the_list_leads_to_campaigns_and_keeps_the_workspace(reader: Client) -> None:
    a_followed_send(campaign_id="c1")
    own_series("c2")
    page = text(reader, "/campaigns/?ws=orchid-shop")
    assert "Weekly deals" in page
    assert 'href="/campaigns/c1/?ws=orchid-shop"' in page
    assert 'href="/campaigns/c2/?ws=orchid-shop"' in page
    assert "name unknown" in page


def test_a_campaign_with_sends_shows_rates_variations_sends_and_errors(reader: Client) -> None:
    sends = [a_followed_send(campaign_id="c1", at=ago(days=days)) for days in (1, 2)]
    an_error(a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c1"), message="Invalid thing")
    page = text(reader, "/campaigns/c1/")
    assert "Open rate by days since the send" in page
    assert "last 2 sends" in page
    assert "Invalid thing" in page
    assert "Failed calls: 1 in 24 hours, 1 in 14 days" in page
    assert f"/sends/compare/?s={sends[0].pk}&amp;s={sends[1].pk}" in page
    assert f'href="/sends/{sends[0].pk}/"' in page
    assert 'href="/calls/?campaign=c1&amp;range=14d"' in page
    assert "9 held back, 1 converted" in page.replace("18 held back, 2 converted", "9 held back, 1 converted")


def test_variations_are_compared_with_the_first_of_their_channel(reader: Client) -> None:
    send = a_send(at=ago(days=1), campaign_id="c1")
    a_plan(send, totals={"sent": 200})
    some_figures(send, variation="a", variation_name="Variant 1", metrics={**EMAIL, "unique_opens": 40})
    some_figures(send, variation="b", variation_name="Variant 2", metrics={**EMAIL, "unique_opens": 44})
    page = text(reader, "/campaigns/c1/")
    assert "50.0%</td>" in page
    assert '55.0%<span class="points">+5.0</span>' in page


def test_a_campaign_without_a_send_id_says_so_and_shows_its_own_figures(reader: Client) -> None:
    own_series()
    for _ in range(12):
        a_call(at=ago(hours=1), campaign_id="c1")
    page = text(reader, "/campaigns/c1/")
    assert "was called 12 times in 14 days, but Braze returned no send_id" in page
    assert "The campaign per day" in page
    assert "900" in page
    assert "Read 2 h ago, once a day." in page
    assert "None of its calls failed" in page


def test_before_the_first_look_the_page_says_when_it_comes(reader: Client) -> None:
    a_call(at=ago(minutes=1), campaign_id="c1")
    assert "the first look comes within the hour" in text(reader, "/campaigns/c1/")
    a_campaign_plan("c1", last_error=reasons.NO_CAMPAIGN_FIGURES, failures=2)
    assert "lacks the permission campaigns.data_series" in text(reader, "/campaigns/c1/")


def test_a_missing_name_says_what_the_key_lacks(reader: Client) -> None:
    a_campaign_plan("c1")
    assert "Name not read yet." in text(reader, "/campaigns/c1/")
    a_budget(pool="campaigns.list", pause_reason=reasons.NO_LIST)
    assert "Name unknown: the key lacks campaigns.list." in text(reader, "/campaigns/c1/")
    Campaign.objects.create(workspace=a_workspace(), campaign_id="c1", name="Weekly deals", seen_at=now())
    assert "campaigns.list" not in text(reader, "/campaigns/c1/")


def test_an_unknown_campaign_is_not_found(reader: Client) -> None:
    text(reader, "/campaigns/unheard-of/", 404)
    text(reader, "/campaigns/a%00b/", 404)


def test_hostile_ids_and_names_stay_text(reader: Client) -> None:
    strange = [EVIL[:64], "a/b/../c", "new\nline", "?#%&=", "é ' \""]
    for campaign in strange:
        a_call(at=ago(minutes=1), outcome="fatal_client", campaign_id=campaign)
        a_plan(a_send(at=ago(hours=2), campaign_id=campaign))
        Campaign.objects.create(workspace=a_workspace(), campaign_id=campaign, name=EVIL, seen_at=now())
    listed = text(reader, "/campaigns/")
    links = [html.unescape(part.split('"')[0]) for part in listed.split('class="row-link cut-block" href="')[1:]]
    assert len(links) == len(strange)
    for path in [*links, f"/campaigns/?q={EVIL}&before={EVIL}", "/campaigns/?q=%00"]:
        page = text(reader, path)
        assert "<script>alert" not in page, path


def test_the_number_of_queries_does_not_depend_on_rows(reader: Client) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            a_followed_send(campaign_id="c1", at=ago(days=1, minutes=number))
            a_followed_send(campaign_id=f"other-{number}-{count}")
            an_error(a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c1"), message=f"E{number}")

    grow(1)
    own_series()
    paths = ("/campaigns/", "/campaigns/c1/")
    few = [queries(reader, path) for path in paths]
    grow(15)
    assert [queries(reader, path) for path in paths] == few
    assert max(few) <= MOST_QUERIES


@pytest.mark.parametrize("known", ["both", "sends", "series", "calls"])
def test_a_viewer_s_page_takes_no_more_queries_than_allowed(guest: Client, known: str) -> None:
    an_error(a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c1"))
    if known in ("both", "sends"):
        a_followed_send(campaign_id="c1")
    if known in ("both", "series"):
        own_series()
    assert queries(guest, "/campaigns/c1/") <= MOST_QUERIES
    assert queries(guest, "/campaigns/") <= MOST_QUERIES


def test_who_may_not_see_errors_sees_none_of_a_campaign_s(db: None) -> None:
    an_error(a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c1"), message="Invalid thing")
    somebody = User.objects.create_user("sam", password="a-long-word")
    somebody.user_permissions.set(Permission.objects.filter(codename="view_send"))
    client = Client()
    client.force_login(somebody)
    page = text(client, "/campaigns/c1/")
    assert "Invalid thing" not in page
    assert "Its calls" not in page


def test_no_permission_no_campaigns(db: None) -> None:
    a_campaign_plan("c1")
    client = Client()
    client.force_login(User.objects.create_user("nora", password="a-long-word"))
    for path in ("/campaigns/", "/campaigns/c1/", "/sends/compare/"):
        text(client, path, 403)
