from __future__ import annotations

import shlex
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.recording.bodies import Bodies, Side, pack
from braze_tracker.recording.models import ApiCall, CallBody
from braze_tracker.recording.sealed import seal_bytes
from tests.dashboard.factories import ago
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
