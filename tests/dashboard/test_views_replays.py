"""The pages of sending again: what they ask of whom, and that the server asks for as much as the page does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from braze_tracker.dashboard.roles import Role
from braze_tracker.delivery.models import Replay, ReplayBatch
from braze_tracker.recording.models import ApiCall, AuditEntry, ErrorGroup
from tests.dashboard.factories import a_person, ago
from tests.delivery.factories import a_refused, a_replay, a_shop
from tests.recording.factories import a_workspace, an_error, an_id, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(a_person("olga", Role.OPERATOR))
    return client


def text(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def form(call: ApiCall, consequence: str = "nothing_sent", **more: str) -> dict[str, str]:
    return {"turn": str(Replay.objects.filter(original=call.pk).count()), "consequence": consequence, **more}


def test_the_page_shows_what_would_be_sent_and_what_that_means(operator: Client) -> None:
    page = text(operator, f"/calls/{a_refused(a_shop()).pk}/replay/")
    assert "Nothing was sent the first time. Send again now?" in page
    assert "https://rest.iad-01.braze.com/users/track" in page
    assert "first_name" in page
    assert AuditEntry.objects.filter(username="olga", deed="body_viewed").count() == 1


@pytest.mark.parametrize(
    ("outcome", "sent", "consequence", "lacking", "enough"),
    [
        ("fatal_client", "nothing", "nothing_sent", None, {}),
        ("rate_limited", "nothing", "nothing_sent", None, {}),
        ("unknown", "maybe", "maybe_sent", {}, {"checked": "yes"}),
        ("fatal_server", "maybe", "maybe_sent", {"words": "send again"}, {"checked": "yes"}),
        ("success", "accepted", "sent", {"checked": "yes"}, {"words": "send again"}),
        ("queued", "accepted", "sent", {"words": "yes"}, {"words": "Send again"}),
        ("non_fatal", "in_part", "sent", {}, {"words": "send again"}),
    ],
)
def test_the_server_asks_for_as_much_as_the_page_does(
    operator: Client,
    outcome: str,
    sent: str,
    consequence: str,
    lacking: dict[str, str] | None,
    enough: dict[str, str],
) -> None:
    call = a_refused(a_shop(), outcome=outcome, sent=sent)
    path = f"/calls/{call.pk}/replay/"
    if lacking is not None:
        assert operator.post(path, form(call, consequence, **lacking)).status_code == 200
        assert not Replay.objects.exists()
    answer = operator.post(path, form(call, consequence, **enough), follow=True)
    assert answer.redirect_chain == [(f"/calls/{call.pk}/", 302)]
    assert "It is sent within seconds." in answer.content.decode()
    assert Replay.objects.get().consequence == consequence


@pytest.mark.parametrize("words", [{}, {"consequence": "nothing_sent"}, {"turn": "x", "consequence": "nothing_sent"}])
def test_a_form_that_was_not_read_asks_for_nothing(operator: Client, words: dict[str, str]) -> None:
    page = operator.post(f"/calls/{a_refused(a_shop()).pk}/replay/", words)
    assert "Read what sending it again means" in page.content.decode()
    assert not Replay.objects.exists()


def test_a_lighter_consequence_than_the_true_one_cannot_be_claimed(operator: Client) -> None:
    call = a_refused(a_shop(), outcome="success", sent="accepted")
    page = operator.post(f"/calls/{call.pk}/replay/", form(call)).content.decode()
    assert "Read again what sending it means." in page
    assert not Replay.objects.exists()


def test_the_same_form_sent_twice_asks_once(operator: Client) -> None:
    call = a_refused(a_shop())
    words = form(call)
    operator.post(f"/calls/{call.pk}/replay/", words)
    Replay.objects.update(state="refused")
    again = operator.post(f"/calls/{call.pk}/replay/", words, follow=True)
    assert "sent once and not twice" in again.content.decode()
    assert Replay.objects.count() == 1


def test_the_words_may_be_typed_in_the_readers_language(operator: Client) -> None:
    call = a_refused(a_shop(), outcome="success", sent="accepted")
    operator.cookies["django_language"] = "fr"
    with translation.override("fr"):
        words = translation.gettext("send again")
    operator.post(f"/calls/{call.pk}/replay/", form(call, "sent", words=words))
    assert Replay.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"request": ""}, "Its body was never kept"), ({"outcome": "pending", "sent": "maybe"}, "It has no answer yet.")],
)
def test_where_it_cannot_be_sent_again_the_page_says_why_and_offers_nothing(
    operator: Client, fields: dict[str, Any], reason: str
) -> None:
    call = a_refused(a_shop(), **fields)
    page = text(operator, f"/calls/{call.pk}/replay/")
    assert (reason in page, "Send again</button>" in page) == (True, False)
    shown = text(operator, f"/calls/{call.pk}/")
    assert (reason in shown, f"/calls/{call.pk}/replay/" in shown) == (True, False)
    operator.post(f"/calls/{call.pk}/replay/", form(call, "maybe_sent", checked="yes"))
    assert not Replay.objects.exists()


def test_only_who_may_send_again_is_offered_it(operator: Client, guest: Client) -> None:
    call = a_refused(a_shop())
    link = f"/calls/{call.pk}/replay/"
    assert link in text(operator, f"/calls/{call.pk}/")
    assert link not in text(guest, f"/calls/{call.pk}/")
    assert guest.post(link, form(call)).status_code == 403


def test_both_calls_name_each_other_and_so_does_the_one_that_is_on_its_way(operator: Client) -> None:
    call, new = a_refused(a_shop()), an_id()
    a_replay(call, state="sent", call=new, sent_at=ago(seconds=1), asked_at=ago(seconds=2))
    first = text(operator, f"/calls/{call.pk}/")
    assert ("Replayed as" in first, f"/calls/{new}/" in first, 'hx-trigger="every 2s"' in first) == (True,) * 3
    on_its_way = text(operator, f"/calls/{new}/")
    assert ("not in the ledger yet" in on_its_way, f"/calls/{call.pk}/" in on_its_way) == (True, True)
    a_refused(a_shop(), id=new, origin="replay", outcome="success", sent="accepted")
    assert "Replay of" in text(operator, f"/calls/{new}/")
    assert 'hx-trigger="every 2s"' not in text(operator, f"/calls/{call.pk}/")


def test_a_call_that_is_nowhere_is_nowhere(operator: Client) -> None:
    for path in ("/calls/{}/", "/calls/{}/replay/"):
        assert operator.get(path.format(UUID(int=9))).status_code == 404


@pytest.fixture
def group() -> ErrorGroup:
    shop = a_shop()
    calls = [a_refused(shop, at=ago(minutes=n)) for n in range(1, 4)]
    groups = [an_error(call).group for call in [*calls, a_refused(shop, at=ago(minutes=9), request="")]]
    return groups[0]


def test_the_calls_of_an_error_are_counted_and_paced_before_anything_is_asked(
    operator: Client, group: ErrorGroup
) -> None:
    assert f"/errors/{group.pk}/replay/" in text(operator, f"/errors/{group.pk}/")
    page = text(operator, f"/errors/{group.pk}/replay/")
    assert "3 calls can be sent again." in page
    assert "3 calls at 50 a minute, about 3 s" in page
    assert "Its body was never kept" in page


def test_asking_for_many_leads_to_the_error_which_shows_how_they_come_along(
    operator: Client, group: ErrorGroup
) -> None:
    answer = operator.post(f"/errors/{group.pk}/replay/", {"per_minute": "100"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/errors/{group.pk}/", 302)]
    assert "3 calls are sent again from now on." in page
    assert "0 of 3 done" in page
    batch = ReplayBatch.objects.get()
    assert (batch.per_minute, batch.username) == (100, "olga")
    stopped = operator.post(f"/errors/{group.pk}/replay/stop/", {"batch": batch.pk}, follow=True).content.decode()
    assert "What has not left yet is not sent." in stopped
    assert "The replay was stopped." in stopped


def test_the_same_form_for_many_sent_twice_begins_one_batch_though_more_calls_are_left(
    operator: Client, group: ErrorGroup
) -> None:
    path = f"/errors/{group.pk}/replay/"
    assert 'name="latest" value="0"' in text(operator, path)
    operator.post(path, {"per_minute": "50", "latest": "0"})
    an_error(a_refused(a_shop(), at=ago(minutes=5)))
    again = operator.post(path, {"per_minute": "50", "latest": "0"}, follow=True).content.decode()
    batch = ReplayBatch.objects.get()
    assert "sent once and not twice" in again
    assert f'name="latest" value="{batch.pk}"' in text(operator, path)
    operator.post(path, {"per_minute": "50", "latest": batch.pk})
    assert list(ReplayBatch.objects.order_by("pk").values_list("chosen", flat=True)) == [3, 1]


@pytest.mark.parametrize("pace", ["0", "251", "many", ""])
def test_a_pace_that_is_none_is_refused_in_words(operator: Client, group: ErrorGroup, pace: str) -> None:
    page = operator.post(f"/errors/{group.pk}/replay/", {"per_minute": pace}, follow=True).content.decode()
    assert "Choose a pace of 1 to 250 calls a minute." in page
    assert not ReplayBatch.objects.exists()


def test_the_chosen_workspace_is_the_one_whose_calls_are_sent(operator: Client, group: ErrorGroup) -> None:
    an_error(a_refused(a_workspace("Orchid shop", key_env="ORCHID_KEY"), at=later(minutes=-1)))
    operator.post(f"/errors/{group.pk}/replay/?ws=tulip-shop", {"per_minute": "50"})
    batch = ReplayBatch.objects.get()
    assert (batch.workspace and batch.workspace.slug, batch.chosen) == ("tulip-shop", 3)


def test_calls_of_which_something_may_have_been_done_are_offered_one_by_one_only(operator: Client) -> None:
    call = a_refused(a_shop(), outcome="fatal_server", sent="maybe", at=ago(minutes=1))
    group = an_error(call).group
    assert f"/errors/{group.pk}/replay/" not in text(operator, f"/errors/{group.pk}/")
    assert "Only one by one" in text(operator, f"/errors/{group.pk}/replay/")
    operator.post(f"/errors/{group.pk}/replay/", {"per_minute": "50"})
    assert not ReplayBatch.objects.exists()


@pytest.mark.parametrize("batch", ["", "x", "9" * 30, "7"])
def test_stopping_what_is_not_there_changes_nothing(operator: Client, group: ErrorGroup, batch: str) -> None:
    answer = operator.post(f"/errors/{group.pk}/replay/stop/", {"batch": batch})
    assert answer.headers["Location"] == f"/errors/{group.pk}/"
