"""The tokens page: shown once, listed by its last four characters, revoked after a question."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry, Token, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.tokens import issue_token, mark_used, token_digest
from tests.dashboard.factories import a_person, ago, now
from tests.recording.factories import a_workspace

pytestmark = pytest.mark.django_db

PAGE = "/settings/tokens/"


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


def a_shop(name: str = "Orchid shop") -> Workspace:
    return a_workspace(name, key_encrypted=seal("the-braze-key", settings.ENCRYPTION_KEYS))


def text(client: Client, path: str = PAGE) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def test_a_token_is_shown_once_with_a_way_to_copy_it(maya: Client) -> None:
    page = maya.post(PAGE, {"workspace": a_shop().pk, "name": "newsletter"}).content.decode()
    shown = re.findall(r'<code id="token">(btk_[\w-]{43})</code>', page)
    token = Token.objects.get()
    assert [token_digest(one) for one in shown] == [token.digest]
    assert 'data-copy="#token"' in page
    assert "shown only this once" in page
    again = text(maya)
    assert shown[0] not in again
    assert f"••••{token.last4}" in again
    assert "by maya" in again


def test_a_workspace_without_a_key_says_what_to_do(maya: Client) -> None:
    page = maya.post(PAGE, {"workspace": a_workspace("Bare shop").pk, "name": "newsletter"}).content.decode()
    assert "Bare shop has no Braze key that a token could stand for. Give the workspace its key first." in page
    assert "Bare shop (no key)" in page
    assert not Token.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"workspace": "7", "name": "x"}, {"workspace": "x", "name": "x"}, {"name": ""}])
def test_a_form_that_is_not_filled_in_says_so(maya: Client, sent: dict[str, str]) -> None:
    a_shop()
    page = maya.post(PAGE, sent).content.decode()
    assert "Choose a workspace and name the application" in page
    assert not Token.objects.exists()


def test_traffic_that_nobody_named_gets_no_token(maya: Client) -> None:
    found = a_workspace("Found", declared=False, key_env="SOME_KEY")
    assert "Found" not in text(maya).split("<main")[1]
    maya.post(PAGE, {"workspace": found.pk, "name": "newsletter"})
    assert not Token.objects.exists()


def test_the_list_says_which_are_used_and_which_are_revoked(maya: Client) -> None:
    shop = a_shop()
    used, _ = issue_token(shop, "used", by=None, now=ago(days=2))
    issue_token(shop, "idle", by=None, now=ago(days=1))
    gone, _ = issue_token(shop, "gone", by=None, now=ago(hours=1))
    mark_used({used.digest: ago(minutes=5)})
    Token.objects.filter(pk=gone.pk).update(revoked_at=now())
    main = text(maya).split("<main")[1]
    order = [main.index(said) for said in ("idle", "Not used yet", "used</td>", "In use", "gone", "Revoked")]
    assert order == sorted(order)
    assert main.count("Revoke…") == 2


def test_a_chosen_workspace_shows_its_own_tokens(maya: Client) -> None:
    issue_token(a_shop(), "of-orchids", by=None, now=now())
    issue_token(a_shop("Tulip shop"), "of-tulips", by=None, now=now())
    assert "of-tulips" in text(maya)
    assert "of-tulips" not in text(maya, f"{PAGE}?ws=orchid-shop")


def test_revoking_asks_first_and_is_written_down(maya: Client) -> None:
    token, _ = issue_token(a_shop(), "newsletter", by=None, now=now())
    address = f"{PAGE}{token.pk}/revoke/"
    question = text(maya, address)
    assert "Revoke the token of newsletter?" in question
    assert Token.objects.get().revoked_at is None
    told = maya.post(address, follow=True).content.decode()
    assert "The token of newsletter is revoked." in told
    assert Token.objects.get().revoked_at is not None
    assert AuditEntry.objects.filter(deed="token_revoked", username="maya", subject=f"token {token.pk}").count() == 1
    maya.post(address)
    assert AuditEntry.objects.filter(deed="token_revoked").count() == 1
    assert "It is revoked already." in text(maya, address)


def test_a_token_that_does_not_exist_is_not_found(maya: Client) -> None:
    assert maya.get(f"{PAGE}99/revoke/").status_code == 404
