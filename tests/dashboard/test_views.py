"""Every page, empty and full: what it says, that nothing hostile gets in, and that its cost does not grow."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from braze_tracker.recording.models import ErrorGroup, JournalLoss, QuarantinedLine
from tests.dashboard.factories import a_budget, a_followed_send, a_heartbeat, a_look, a_plan, ago, now, own_series
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'
LISTS = ("/", "/calls/", "/errors/", "/sends/", "/campaigns/", "/sync/")


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def a_full_ledger(times: int = 1) -> list[str]:
    """Calls of every outcome, errors, a send; the addresses of all pages that show them."""
    for _ in range(times):
        for outcome in (
            "success",
            "queued",
            "non_fatal",
            "unknown",
            "rate_limited",
            "fatal_client",
            "fatal_server",
            "pending",
        ):
            call = a_call(
                at=ago(minutes=3), outcome=outcome, request='{"a":1}', reply='{"message":"x"}', message="Broken"
            )
        error = an_error(a_call(at=ago(minutes=2), outcome="fatal_client", sent="nothing", reply="{}"))
        send = a_followed_send()
    a_budget(pool=f"pool-{times}")
    own_series(f"campaign-{times}")
    pages = [
        *LISTS,
        f"/calls/{call.pk}/",
        f"/errors/{error.group_id}/",
        f"/sends/{send.pk}/",
        f"/calls/?open={call.pk}",
    ]
    return [*pages, f"/campaigns/{send.campaign_id}/", f"/campaigns/campaign-{times}/", f"/sends/compare/?s={send.pk}"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/calls/", "No call recorded yet"),
        ("/calls/?outcome=fatal", "No call matches"),
        ("/errors/", "No error recorded"),
        ("/errors/?state=muted", "Nothing muted"),
        ("/errors/?state=resolved", "Nothing resolved"),
        ("/sends/", "No send yet"),
        ("/sends/?state=lost", "No send matches"),
        ("/sync/", "Nothing to read"),
        ("/sync/?only=failed", "No look has failed"),
    ],
)
def test_an_empty_page_says_what_would_fill_it(reader: Client, path: str, said: str) -> None:
    assert said in text(reader, path)


def test_every_page_shows_a_full_ledger(reader: Client, parts_at_work: None) -> None:
    for path in a_full_ledger():
        page = text(reader, path)
        assert "Braze tracker" in page
        assert "</html>" in page


def test_no_page_has_inline_style_or_script(reader: Client) -> None:
    for path in [*a_full_ledger(), "/nothing/", "/accounts/login/"]:
        page = reader.get(path).content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", page), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), path


def test_every_page_forbids_what_it_does_not_need(reader: Client) -> None:
    policy = reader.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_texts_stay_text_on_every_page(reader: Client) -> None:
    place = a_workspace(EVIL, slug="evil")
    fields: dict[str, Any] = {
        "message": EVIL,
        "campaign_id": EVIL[:60],
        "send_id": EVIL[:60],
        "external_send_id": EVIL,
        "url": f"/x?{EVIL}",
    }
    body = json.dumps({EVIL: EVIL})
    call = a_call(
        place,
        at=ago(minutes=1),
        outcome="fatal_client",
        endpoint=f"POST /{EVIL}"[:120],
        request=body,
        reply=EVIL,
        **fields,
    )
    error = an_error(call, message=EVIL)
    send = a_send(place, at=ago(hours=2), campaign_id=EVIL[:60], send_id=EVIL[:60])
    a_plan(send, last_error=EVIL, failures=2, failing_since=ago(hours=1), channels=[EVIL])
    a_look(send, result="failed", error=EVIL)
    pages = [
        *LISTS,
        f"/calls/{call.pk}/",
        f"/errors/{error.group_id}/",
        f"/sends/{send.pk}/",
        f"/calls/?open={call.pk}",
    ]
    for path in [
        *pages,
        f"/calls/?q={EVIL}&endpoint={EVIL}&campaign={EVIL}&from={EVIL}&outcome={EVIL}",
        f"/sends/?q={EVIL}",
    ]:
        page = text(reader, path)
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path


def queries_of(client: Client, path: str) -> int:
    """Of a page seen before: the first time, the viewing of bodies is written to the audit log."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_a_page_asks_at_most_twelve_times_however_much_there_is(reader: Client, parts_at_work: None) -> None:
    a_workspace("Second shop")
    few = {path: queries_of(reader, path) for path in a_full_ledger()[:9]}
    many = {path: queries_of(reader, path) for path in a_full_ledger(times=12)[:9]}
    assert max(few.values()) <= 12, few
    assert list(few.values()) == list(many.values()), (few, many)


def test_the_panel_is_the_same_call_without_its_frame(reader: Client) -> None:
    call = a_call(at=ago(minutes=1))
    headers = {
        "HX-Request": "true",
        "HX-Target": "panel",
        "HX-Current-URL": "http://testserver/calls/?outcome=fatal&open=x",
    }
    panel = reader.get(f"/calls/{call.pk}/", headers=headers).content.decode()
    assert "<html" not in panel
    assert str(call.pk) in panel
    assert 'href="/calls/?outcome=fatal"' in panel


def test_a_list_can_be_opened_with_a_call_beside_it(reader: Client) -> None:
    call = a_call(at=ago(minutes=1))
    assert f'<div class="in-panel" data-call="{call.pk}">' in text(reader, f"/calls/?open={call.pk}")
    assert "in-panel" not in text(reader, "/calls/?open=nonsense")


def test_what_does_not_exist_is_not_found(reader: Client) -> None:
    for path in ("/calls/00000000-0000-7000-8000-000000000000/", "/errors/99/", "/sends/99/", "/nothing/"):
        assert "Nothing is at this address" in text(reader, path, 404)


def test_bodies_are_for_those_who_may_see_them(guest: Client) -> None:
    call = a_call(at=ago(minutes=1), outcome="fatal_client", request='{"secret_recipe":1}', reply='{"secret_answer":1}')
    error = an_error(call)
    for path in (f"/calls/{call.pk}/", f"/errors/{error.group_id}/"):
        page = text(guest, path)
        assert "Bodies are hidden" in page
        assert "secret_" not in page
    User.objects.get(username="tom").user_permissions.add(Permission.objects.get(codename="view_callbody"))
    assert "secret_recipe" in text(guest, f"/calls/{call.pk}/")


def test_a_call_says_whether_something_was_sent_and_can_be_copied(reader: Client) -> None:
    call = a_call(at=ago(minutes=1), outcome="fatal_server", sent="maybe", retry="check_first", request='{"a":1}')
    an_error(call, message="Odd", code="")
    page = text(reader, f"/calls/{call.pk}/")
    assert "May have been sent." in page
    assert "Authorization: Bearer $BRAZE_API_KEY" in page


def test_a_success_without_a_send_id_explains_itself(reader: Client) -> None:
    call = a_call(at=ago(minutes=1), endpoint="POST /campaigns/trigger/send", campaign_id="c-1")
    assert "/sends/id/create" in text(reader, f"/calls/{call.pk}/")


def test_filters_outlive_a_click_on_a_tab(reader: Client) -> None:
    a_call(at=ago(minutes=1), campaign_id="c-1")
    page = text(reader, "/calls/?campaign=c-1&range=7d")
    assert 'href="?campaign=c-1&amp;range=7d&amp;outcome=fatal"' in page


def test_a_narrowed_list_shows_a_way_back(reader: Client) -> None:
    error = an_error(a_call(at=ago(minutes=1), outcome="fatal_client"), message="Invalid campaign")
    page = text(reader, f"/calls/?error={error.group_id}&status=400&outcome=all_fatal&from=2020-01-01")
    for chip in ("Invalid campaign", "400", "Fatal and rate limited"):
        assert chip in page
    assert page.count('title="Remove this filter"') == 4


def test_bad_addresses_are_answered_in_words(reader: Client) -> None:
    assert "is not a time" in text(reader, "/calls/?from=soon")
    assert "address is damaged" in text(reader, "/sends/?before=soon")
    assert "address is damaged" in text(reader, "/errors/?before=1~x")
    assert "No call matches" in text(reader, "/calls/?q=%00x&campaign=%00x&endpoint=%00x")
    assert "No send matches" in text(reader, "/sends/?q=%00x&campaign=%00x")


def test_errors_are_told_apart_by_severity_and_state(reader: Client) -> None:
    an_error(a_call(at=ago(minutes=1), outcome="fatal_client"), message="Refused")
    an_error(a_call(at=ago(minutes=1), outcome="non_fatal"), message="Skipped", severity="non_fatal")
    ErrorGroup.objects.filter(title="Refused").update(state="muted")
    assert "Skipped" in text(reader, "/errors/?severity=non_fatal")
    assert "Skipped" not in text(reader, "/errors/?severity=fatal")
    assert "Refused" in text(reader, "/errors/?state=muted")


def test_an_error_links_to_its_calls_and_can_be_resolved_by_some(reader: Client, guest: Client) -> None:
    error = an_error(a_call(at=ago(minutes=1), outcome="fatal_client"))
    path = f"/errors/{error.group_id}/"
    assert f"/calls/?error={error.group_id}" in text(reader, path)
    assert f'action="{path}resolve/"' in text(reader, path)
    assert "resolve/" not in text(guest, path)


def test_a_send_tells_its_figures_and_its_control_group(reader: Client) -> None:
    send = a_followed_send()
    page = text(reader, f"/sends/{send.pk}/")
    for said in (
        "Weekly deals",
        "150",
        "$1,234",
        "Control",
        "9 held back",
        "2 changed",
        "Growth by hours since the send",
    ):
        assert said in page
    assert "$1,234" in text(reader, f"/sends/{send.pk}/?metric=revenue")


def test_a_drain_that_is_dead_is_not_hidden_by_another_hosts(reader: Client) -> None:
    for part, at in (("drain:web1:/j", now()), ("drain:web2:/j", ago(hours=1)), ("worker:web1-1", now())):
        a_heartbeat(part, at)
    told = text(reader, "/sync/").split("1 of 2 at work")[0]
    assert told[told.rindex('class="pill') :].startswith('class="pill outcome-non_fatal"')
    a_heartbeat("worker:web1-2", ago(hours=1))
    assert text(reader, "/sync/").count(" of 2 at work") == 1


def test_losses_quarantine_and_pauses_are_rows_of_sync_health(reader: Client) -> None:
    JournalLoss.objects.create(writer="w", calls=31, bodies=7, last_at=now())
    QuarantinedLine.objects.create(segment="s", offset=1, at=now(), reason="torn", line=b"", size=1)
    a_budget(paused_until=ago(minutes=-30), pause_reason="Braze refuses the key")
    page = text(reader, "/sync/")
    for said in (
        "31 calls were not recorded.",
        "7 bodies were not kept.",
        "1 line of the journal was set aside.",
        "75.0%",
    ):
        assert said in page
    assert page.count("Braze refuses the key") == 2
    for said in ("The drain has not been seen yet.", "celery -A braze_tracker worker", "Not seen yet"):
        assert said in page


def test_every_page_speaks_french(reader: Client, parts_at_work: None) -> None:
    pages = a_full_ledger()
    reader.post("/language/", {"language": "fr"})
    for path in pages:
        page = text(reader, path)
        assert "Vue d’ensemble" in page
        assert "Synchronisation" in page
    assert "Appels par heure selon le résultat" in text(reader, "/")
    with translation.override("fr"):
        assert "Rien n’a été envoyé." in text(reader, pages[7])


def test_a_campaign_without_a_name_is_known_by_the_beginning_of_its_id(reader: Client) -> None:
    campaign = "8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e"
    a_call(at=ago(minutes=2), campaign_id=campaign)
    send = a_send(at=ago(minutes=2), campaign_id=campaign)
    a_plan(send)
    for path in ("/", "/calls/", "/sends/", f"/sends/{send.pk}/"):
        assert f'title="{campaign}">8f3f0a6e-5a4c…</span>' in text(reader, path), path
