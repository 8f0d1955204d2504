"""Resolving and muting from the error's page, looking now from the send's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry, ErrorGroup
from tests.dashboard.factories import a_followed_send, a_person
from tests.recording.factories import a_call, an_error

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> ErrorGroup:
    return an_error(a_call(at=timezone.now(), outcome="fatal_client"), message="Invalid campaign").group


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(a_person("olga", Role.OPERATOR))
    return client


@pytest.mark.parametrize(
    ("deed", "words", "state", "told"),
    [
        ("resolve", {}, "resolved", "It opens again by itself"),
        ("mute", {"quiet": "7d"}, "muted", "It is still counted"),
        ("mute", {"quiet": "a while"}, "open", "Choose for how long"),
        ("mute", {}, "open", "Choose for how long"),
        ("reopen", {}, "open", "Open again"),
    ],
)
def test_a_deed_leads_back_to_the_error_and_says_what_was_done(
    operator: Client, group: ErrorGroup, deed: str, words: dict[str, str], state: str, told: str
) -> None:
    page = operator.post(f"/errors/{group.pk}/{deed}/", words, follow=True)
    group.refresh_from_db()
    assert page.redirect_chain == [(f"/errors/{group.pk}/", 302)]
    assert (group.state, told in page.content.decode()) == (state, True)


@pytest.mark.parametrize(
    ("words", "states", "told"),
    [
        ({"deed": "resolve"}, "resolved resolved open", "2 resolved"),
        ({"deed": "mute", "quiet": "1h"}, "muted muted open", "2 muted"),
        ({"deed": "mute"}, "open open open", "Choose for how long"),
        ({"deed": "reopen"}, "open open open", "0 open again"),
        ({"deed": "delete"}, "open open open", "Choose for how long"),
    ],
)
def test_the_ticked_errors_are_dealt_with_at_once(
    operator: Client, words: dict[str, str], states: str, told: str
) -> None:
    keys = [an_error(a_call(at=timezone.now()), message=text).group.pk for text in ("first", "second", "third")]
    page = operator.post("/errors/triage/?severity=fatal", {**words, "error": [*keys[:2], "x"]}, follow=True)
    assert page.redirect_chain == [("/errors/?severity=fatal", 302)]
    assert told in page.content.decode()
    groups = ErrorGroup.objects.in_bulk(keys)
    assert [groups[key].state for key in keys] == states.split()


def test_nothing_ticked_is_said_to_be_so(operator: Client, group: ErrorGroup) -> None:
    page = operator.post("/errors/triage/", {"deed": "resolve"}, follow=True)
    assert "Tick the errors first" in page.content.decode()
    group.refresh_from_db()
    assert group.state == "open"


def test_a_comment_stands_on_the_page_with_its_writer(operator: Client, group: ErrorGroup) -> None:
    page = operator.post(f"/errors/{group.pk}/comment/", {"text": "<b>the</b> template was renamed"}, follow=True)
    shown = page.content.decode()
    assert "&lt;b&gt;the&lt;/b&gt; template was renamed" in shown
    assert "<b>olga</b> wrote about an error" in shown


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_a_comment_that_cannot_be_kept_is_said_to_be_so(operator: Client, group: ErrorGroup, text: str) -> None:
    page = operator.post(f"/errors/{group.pk}/comment/", {"text": text}, follow=True)
    assert "Write a comment of 1 to 300 letters" in page.content.decode()
    assert not AuditEntry.objects.filter(deed__in=("commented", "looked")).exists()


def test_the_page_offers_what_can_be_done_in_each_state(operator: Client, group: ErrorGroup) -> None:
    offered = {}
    for state in ("open", "muted", "resolved"):
        ErrorGroup.objects.update(state=state)
        page = operator.get(f"/errors/{group.pk}/").content.decode()
        offered[state] = {deed for deed in ("resolve", "mute", "reopen") if f"/errors/{group.pk}/{deed}/" in page}
    assert offered == {"open": {"resolve", "mute"}, "muted": {"resolve", "reopen"}, "resolved": {"reopen"}}


def test_a_reader_is_offered_nothing_and_refused_everything(guest: Client, group: ErrorGroup) -> None:
    page = guest.get(f"/errors/{group.pk}/").content.decode()
    assert "/resolve/" not in page
    for deed in ("resolve", "mute", "reopen", "comment"):
        assert guest.post(f"/errors/{group.pk}/{deed}/", {"quiet": "1h", "text": "x"}).status_code == 403
    group.refresh_from_db()
    assert group.state == "open"


@pytest.mark.parametrize("deed", ["resolve", "mute", "reopen", "comment"])
def test_an_error_that_is_not_there_is_not_found(operator: Client, deed: str) -> None:
    assert operator.post(f"/errors/999999/{deed}/", {"quiet": "1h", "text": "x"}).status_code == 404


def test_a_link_changes_nothing(operator: Client, group: ErrorGroup) -> None:
    assert operator.get(f"/errors/{group.pk}/resolve/").status_code == 405


def test_looking_now_makes_the_plan_due_and_is_written_down(operator: Client) -> None:
    send = a_followed_send()
    before = timezone.now()
    page = operator.post(f"/sends/{send.pk}/look/", follow=True)
    send.plan.refresh_from_db()
    assert send.plan.next_look_at
    assert before <= send.plan.next_look_at <= timezone.now()
    assert "asked for its figures next" in page.content.decode()
    assert AuditEntry.objects.values_list("subject").get(deed="looked") == (f"send {send.pk}",)


def test_a_send_that_is_final_is_not_looked_at(operator: Client) -> None:
    send = a_followed_send()
    send.plan.state = "final"
    send.plan.save()
    assert f"/sends/{send.pk}/look/" not in operator.get(f"/sends/{send.pk}/").content.decode()
    page = operator.post(f"/sends/{send.pk}/look/", follow=True)
    assert "cannot be looked at" in page.content.decode()
    assert not AuditEntry.objects.filter(deed__in=("commented", "looked")).exists()
