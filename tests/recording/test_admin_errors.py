from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from braze_tracker.recording.models import AuditEntry, ErrorGroup
from tests.recording.factories import a_call, an_error, later

pytestmark = pytest.mark.django_db

FATAL = reverse("admin:recording_fatalerrors_changelist")
NON_FATAL = reverse("admin:recording_nonfatalerrors_changelist")


def shown(client: Client, address: str, **query: str) -> str:
    page = client.get(address, query)
    assert page.status_code == 200
    return page.content.decode()


def test_each_severity_has_its_own_list(admin_client: Client) -> None:
    an_error(message="refused")
    an_error(message="skipped", severity="non_fatal")
    assert "refused" in shown(admin_client, FATAL)
    assert "skipped" not in shown(admin_client, FATAL)
    assert "skipped" in shown(admin_client, NON_FATAL)


@pytest.mark.parametrize(("action", "state"), [("resolve", "resolved"), ("mute", "muted"), ("reopen", "open")])
def test_a_groups_state_is_changed_by_an_action(admin_client: Client, action: str, state: str) -> None:
    group = an_error(state="muted" if action == "reopen" else "open").group
    page = admin_client.post(FATAL, {"action": action, "_selected_action": [group.pk]}, follow=True)
    group.refresh_from_db()
    assert group.state == state
    assert group.state_changed_at is not None
    assert "1 error is now" in page.content.decode()
    deed = {"resolve": "resolved", "mute": "muted", "reopen": "reopened"}[action]
    assert list(AuditEntry.objects.values_list("username", "deed", "subject")) == [("admin", deed, f"error {group.pk}")]


def test_who_may_only_look_changes_no_state(client: Client) -> None:
    group = an_error().group
    looker = User.objects.create_user("looker", password="a long one", is_staff=True)
    names = ("view_errorgroup", "view_fatalerrors")
    looker.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(looker)
    client.post(FATAL, {"action": "resolve", "_selected_action": [group.pk]})
    assert ErrorGroup.objects.get().state == "open"


@pytest.mark.parametrize(
    ("chosen", "expected"), [("4", {"four"}), ("5", {"five"}), ("none", {"silence"}), ("", {"four", "five", "silence"})]
)
def test_groups_are_found_by_status_class(admin_client: Client, chosen: str, expected: set[str]) -> None:
    an_error(a_call(outcome="fatal_client"), message="four")
    an_error(a_call(outcome="fatal_server"), message="five")
    an_error(a_call(outcome="unknown"), message="silence")
    page = shown(admin_client, FATAL, **({"status_class": chosen} if chosen else {}))
    assert {name for name in ("four", "five", "silence") if f">{name}<" in page} == expected


def test_a_known_error_is_explained(admin_client: Client) -> None:
    group = an_error(code="no_recipients").group
    page = shown(admin_client, reverse("admin:recording_fatalerrors_change", args=[group.pk]))
    assert "https://www.braze.com/docs/api/errors" in page
    assert "does not know this error" not in page


def test_an_unknown_error_is_honestly_unknown(admin_client: Client) -> None:
    group = an_error(message="<script>odd</script>").group
    page = shown(admin_client, reverse("admin:recording_fatalerrors_change", args=[group.pk]))
    assert "does not know this error" in page
    assert "<script>odd" not in page
    assert str(group.occurrences.get().call_id) in page


def test_a_group_whose_last_call_is_gone_still_opens(admin_client: Client) -> None:
    group = an_error().group
    ErrorGroup.objects.update(last_call=None, last_seen=later(days=1))
    shown(admin_client, reverse("admin:recording_fatalerrors_change", args=[group.pk]))
