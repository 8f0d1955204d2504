from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from braze_tracker.recording.models import AuditEntry, Token
from braze_tracker.recording.tokens import issue_token
from tests.recording.factories import NOW, a_workspace

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recording_token_changelist")


def a_token(name: str = "newsletter") -> tuple[Token, str]:
    return issue_token(a_workspace(key_env="KEY_OF_THE_SHOP"), name, by=None, now=NOW)


def test_a_token_is_known_by_its_last_four_characters(admin_client: Client) -> None:
    token, text = a_token()
    for address in (LIST, reverse("admin:recording_token_change", args=[token.pk])):
        page = admin_client.get(address).content.decode()
        assert f"••••{text[-4:]}" in page
        assert token.digest not in page
        assert text not in page


def test_tokens_are_revoked_once_and_it_is_written_down(admin_client: Client) -> None:
    chosen = [a_token(name)[0].pk for name in ("one", "other")]
    sent = {"action": "revoke", "_selected_action": chosen}
    assert "2 tokens are revoked." in admin_client.post(LIST, sent, follow=True).content.decode()
    assert "0 tokens are revoked." in admin_client.post(LIST, sent, follow=True).content.decode()
    assert not Token.objects.filter(revoked_at=None).exists()
    assert AuditEntry.objects.filter(deed="token_revoked", username="admin").count() == 2


def test_who_may_only_look_revokes_nothing(client: Client) -> None:
    token, _text = a_token()
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_token"))
    client.force_login(looker)
    client.post(LIST, {"action": "revoke", "_selected_action": [token.pk]})
    assert Token.objects.get().revoked_at is None


def test_a_token_is_neither_added_nor_changed_nor_deleted_here(admin_client: Client) -> None:
    token, _text = a_token()
    assert admin_client.get(reverse("admin:recording_token_add")).status_code == 403
    assert admin_client.post(reverse("admin:recording_token_change", args=[token.pk]), {}).status_code == 403
    assert admin_client.post(reverse("admin:recording_token_delete", args=[token.pk])).status_code == 403
