from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.recording.factories import a_send

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recording_send_changelist")


def test_sends_are_listed_and_found_by_their_whole_id(admin_client: Client) -> None:
    a_send(send_id="spring")
    a_send(send_id="autumn")
    page = admin_client.get(LIST, {"q": "spring"}).content.decode()
    assert "spring" in page
    assert "autumn" not in page


def test_a_send_opens_and_cannot_be_changed(admin_client: Client) -> None:
    address = reverse("admin:recording_send_change", args=[a_send().pk])
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"send_id": "x"}).status_code == 403
