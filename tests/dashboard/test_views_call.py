from __future__ import annotations

import shlex
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.bodies import Bodies, Side, pack
from braze_tracker.recording.models import ApiCall, AuditEntry, CallBody
from braze_tracker.recording.sealed import seal_bytes
from tests.dashboard.factories import a_followed_send, a_person, ago
from tests.delivery.factories import a_refused, a_replay, a_shop
from tests.recording.factories import a_call, an_error

pytestmark = pytest.mark.django_db

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
GONE = "encrypted with a key that is gone"


@pytest.fixture
def sealed(settings: Any) -> ApiCall:
    settings.ENCRYPTION_KEYS = (KEY,)
    call = a_call(at=ago(minutes=1), outcome="fatal_client")
    side = Side({}, CapturedBody('{"note":"whole"}', BodyState.MASKED, 16))
    CallBody.objects.create(call=call, content=seal_bytes(pack(Bodies(side, side)), (KEY,)), sealed=True)
    return call


def pages(client: Client, call: ApiCall) -> list[str]:
    """The call's page, the admin's of it, and the page of its error, which shows the answer of the latest call."""
    error = an_error(call, message="refused")
    addresses = [
        reverse("call", args=[call.pk]),
        reverse("admin:recording_apicall_change", args=[call.pk]),
        reverse("error", args=[error.group_id]),
    ]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.content.decode() for answer in answers]


def test_whole_bodies_are_shown_and_said_to_be_encrypted(reader: Client, sealed: ApiCall) -> None:
    texts = pages(reader, sealed)
    assert ["whole" in text and GONE not in text for text in texts] == [True] * 3
    assert "16 B, whole, encrypted where it is stored" in texts[0].replace("\xa0", " ")
    assert "personal data masked" not in texts[0]


def test_a_body_whose_key_is_gone_says_so_on_every_page(reader: Client, sealed: ApiCall, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = (OTHER,)
    assert [GONE in text for text in pages(reader, sealed)] == [True] * 3


def test_a_call_of_which_everything_is_known_asks_no_more_than_any_page_may_beside_the_list_too(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    reader, shop = Client(), a_shop()
    reader.force_login(a_person("ines", Role.ADMIN))
    first = a_refused(shop, at=ago(minutes=9), request_digest=7, possible_duplicate=True)
    send = a_followed_send(workspace=shop)
    told: dict[str, Any] = {"operation": first.operation, "attempt": 2, "campaign_id": send.campaign_id}
    twin: dict[str, Any] = {"request_digest": 7, "possible_duplicate": True, "send_id": send.send_id}
    call = a_refused(shop, at=ago(minutes=8), **told, **twin)
    an_error(call), a_replay(call)
    for path in (f"/calls/?open={call.pk}&live=1", f"/calls/{call.pk}/"):
        AuditEntry.objects.all().delete()
        with django_assert_max_num_queries(12):
            page = reader.get(path).content.decode()
        assert AuditEntry.objects.count() == 1  # a first viewing is written down
        parts = ("Attempts", "Both may have been sent", "Waiting to be sent", "such call", "Weekly deals", "sent 150")
        assert [part for part in parts if part not in page] == []


@pytest.mark.parametrize(
    ("kept", "address"),
    [
        ("/users/track", "https://rest.iad-01.braze.com/users/track"),
        ("/x?to=https://elsewhere.example/", "https://rest.iad-01.braze.com/x?to=https://elsewhere.example/"),
        ("https://elsewhere.example/x", "https://elsewhere.example/x"),
        ("@elsewhere.example/x", "@elsewhere.example/x"),
    ],
)
def test_a_copied_command_sends_the_key_where_the_call_went(admin_client: Client, kept: str, address: str) -> None:
    page = admin_client.get(reverse("call", args=[a_call(at=ago(minutes=1), url=kept).pk]))
    assert address in shlex.split(page.context["curl"][0], comments=True)
