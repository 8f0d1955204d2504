from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from braze_tracker.recording.models import Heartbeat, JournalLoss, QuarantinedLine
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_line_set_aside_shows_its_reason_and_beginning(admin_client: Client) -> None:
    line = QuarantinedLine.objects.create(
        segment="w.000001.journal", offset=7, at=NOW, reason="torn", line=b"<b>\xff", size=4
    )
    assert "torn" in admin_client.get(reverse("admin:recording_quarantinedline_changelist")).content.decode()
    page = admin_client.get(reverse("admin:recording_quarantinedline_change", args=[line.pk])).content.decode()
    assert "&lt;b&gt;\\xff" in page


def test_losses_are_listed(admin_client: Client) -> None:
    JournalLoss.objects.create(writer="w", calls=31_415, bodies=2, last_at=NOW)
    page = admin_client.get(reverse("admin:recording_journalloss_changelist")).content.decode()
    assert "31415" in page.replace(",", "")


def test_heartbeats_are_listed(admin_client: Client) -> None:
    Heartbeat.objects.create(part="worker:host-1", at=NOW)
    page = admin_client.get(reverse("admin:recording_heartbeat_changelist")).content.decode()
    assert "worker:host-1" in page
