from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import AuditEntry
from tests.recording.factories import NOW, later

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recording_auditentry_changelist")


def test_the_newest_entry_stands_first_and_is_found_by_person_and_thing(admin_client: Client) -> None:
    tom = User.objects.create_user("tom")
    note(tom, Deed.BODY_VIEWED, "call 1", at=NOW)
    note(tom, Deed.MUTED, "error 7", at=later(minutes=1), detail="for a day")
    page = admin_client.get(LIST).content.decode()
    assert page.index("error 7") < page.index("call 1")
    assert "call 1" not in admin_client.get(LIST, {"q": "error 7"}).content.decode().partition("changelist-form")[2]
    assert "error 7" in admin_client.get(LIST, {"q": "tom"}).content.decode()


def test_nobody_changes_it_a_superuser_neither(admin_client: Client) -> None:
    entry = note(None, Deed.MUTED, "error 7", at=NOW)
    assert admin_client.get(reverse("admin:recording_auditentry_add")).status_code == 403
    assert admin_client.post(reverse("admin:recording_auditentry_change", args=[entry.pk]), {}).status_code == 403
    assert admin_client.post(reverse("admin:recording_auditentry_delete", args=[entry.pk])).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.count() == 1


def test_the_list_counts_no_further_than_it_leafs(admin_client: Client) -> None:
    note(None, Deed.MUTED, "error 7", at=NOW)
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(LIST)
    counting = [query["sql"] for query in asked if "COUNT(" in query["sql"] and "auditentry" in query["sql"]]
    assert all("LIMIT" in sql for sql in counting)
