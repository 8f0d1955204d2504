"""Tokens: the text is given once, its hash is kept, and a token without a key behind it is not given at all."""

from __future__ import annotations

import base64
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.recording.models import AuditEntry, Token, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.tokens import NotIssued, issue_token, mark_used, revoke_token, token_digest
from tests.recording.factories import NOW, a_workspace, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya")


def a_shop(name: str = "Orchid shop") -> Workspace:
    return a_workspace(name, key_encrypted=seal("the-braze-key", settings.ENCRYPTION_KEYS))


def a_token(name: str = "newsletter") -> Token:
    return issue_token(a_shop(), name, by=None, now=NOW)[0]


def test_a_token_is_32_random_bytes_of_which_the_database_has_a_hash(maya: User) -> None:
    token, text = issue_token(a_shop(), " newsletter ", by=maya, now=NOW)
    assert text.startswith("btk_")
    assert len(base64.urlsafe_b64decode(text.removeprefix("btk_") + "=")) == 32
    token.refresh_from_db()
    assert (token.name, token.last4, token.digest) == ("newsletter", text[-4:], token_digest(text))
    assert (token.created_by, token.created_at, token.last_used_at, token.revoked_at) == (maya, NOW, None, None)
    assert text not in str(Token.objects.values())


def test_no_two_tokens_are_the_same() -> None:
    texts = {issue_token(a_shop(), "newsletter", by=None, now=NOW)[1] for _ in range(20)}
    assert len(texts) == len({token.digest for token in Token.objects.all()}) == 20


def test_a_digest_is_sha256_in_hexadecimal() -> None:
    assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_audit_log_has_the_issue_and_never_the_text(maya: User) -> None:
    token, text = issue_token(a_shop(), "newsletter", by=maya, now=NOW)
    entry = AuditEntry.objects.get()
    assert (entry.username, entry.deed, entry.subject) == ("maya", "token_issued", f"token {token.pk}")
    assert entry.detail == "newsletter, orchid-shop"
    assert text[4:12] not in str(AuditEntry.objects.values())


def test_a_workspace_without_a_key_gets_no_token_and_says_what_to_do() -> None:
    with pytest.raises(NotIssued, match=r"Bare shop has no Braze key .* Give the workspace its key first\."):
        issue_token(a_workspace("Bare shop"), "newsletter", by=None, now=NOW)
    assert not AuditEntry.objects.exists()


def test_a_key_that_nobody_can_open_any_more_is_no_key() -> None:
    with pytest.raises(NotIssued):
        issue_token(a_workspace(key_encrypted="sealed-with-a-lost-key"), "newsletter", by=None, now=NOW)


def test_a_key_in_a_variable_may_be_seen_by_the_gateway_alone() -> None:
    assert issue_token(a_workspace(key_env="KEY_OF_THE_SHOP"), "newsletter", by=None, now=NOW)[1]


def test_a_token_needs_a_name() -> None:
    with pytest.raises(NotIssued, match="Name the application"):
        issue_token(a_shop(), "  ", by=None, now=NOW)


def test_a_token_is_revoked_once(maya: User) -> None:
    token = a_token()
    assert revoke_token(token, by=maya, now=later(minutes=1)) is True
    assert revoke_token(token, by=maya, now=later(minutes=2)) is False
    token.refresh_from_db()
    assert token.revoked_at == later(minutes=1)
    assert [entry.username for entry in AuditEntry.objects.filter(deed="token_revoked")] == ["maya"]


def last_used() -> dict[str, datetime | None]:
    return dict(Token.objects.values_list("name", "last_used_at"))


def test_uses_are_written_together_and_never_go_back() -> None:
    one, other, idle = a_token("one"), a_token("other"), a_token("idle")
    with CaptureQueriesContext(connection) as asked:
        mark_used({one.digest: later(minutes=5), other.digest: later(minutes=6), "f" * 64: NOW})
    assert len(asked) == 1
    mark_used({one.digest: later(minutes=4), other.digest: later(minutes=7)})
    assert last_used() == {"one": later(minutes=5), "other": later(minutes=7), idle.name: None}


def test_more_uses_than_one_statement_takes_are_all_written() -> None:
    tokens = [Token(workspace=a_shop(), name=str(at), digest=f"{at:064}", created_at=NOW) for at in range(450)]
    Token.objects.bulk_create(tokens)
    mark_used({token.digest: NOW for token in tokens})
    assert not Token.objects.filter(last_used_at=None).exists()
    mark_used({})
