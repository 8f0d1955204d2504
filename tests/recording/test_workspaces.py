from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings

from braze_tracker.braze.captured import KeyPrint
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, ApiKey, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.workspaces import find_workspaces, free_slug, workspace_key
from tests.recording.factories import NOW, a_key, a_workspace
from tests.recording.journals import KEY, a_segment, a_whole_call

pytestmark = pytest.mark.django_db

OTHER = KeyPrint("b2" * 32, "0042")


def test_traffic_with_an_unknown_key_is_a_workspace_that_asks_for_its_name(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(), *a_whole_call())
    drain(tmp_path, now=NOW)
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.declared) == ("rest.iad-01.braze.com ••••7f3a", False)
    assert (workspace.host, workspace.rest_endpoint) == ("rest.iad-01.braze.com", "https://rest.iad-01.braze.com")
    assert (workspace.slug, workspace.keys.get().last4) == ("rest-iad-01-braze-com-a1a1a1a1", "7f3a")


def test_host_and_key_together_name_a_workspace(tmp_path: Path) -> None:
    a_segment(
        tmp_path,
        *a_whole_call(),
        *a_whole_call(key=OTHER),
        *a_whole_call(url="https://rest.fra-01.braze.eu/messages/send"),
        *a_whole_call(key=KeyPrint()),
    )
    drain(tmp_path, now=NOW)
    assert Workspace.objects.count() == ApiKey.objects.count() == 4
    assert Workspace.objects.filter(name="rest.iad-01.braze.com without a key").exists()


@pytest.mark.parametrize(
    ("name", "slug"), [("Users", "users-2"), ("New", "new-2"), ("--Shop--", "shop"), ("???", "workspace")]
)
def test_a_slug_made_of_a_name_is_no_path_of_braze(name: str, slug: str) -> None:
    assert free_slug(name) == slug


def test_a_known_key_leads_to_its_workspace(tmp_path: Path) -> None:
    workspace = a_workspace()
    a_key(workspace, KEY.fingerprint, KEY.last4)
    a_segment(tmp_path, *a_whole_call())
    drain(tmp_path, now=NOW)
    assert ApiCall.objects.get().workspace == workspace
    assert Workspace.objects.count() == 1


def test_several_keys_may_open_one_workspace(tmp_path: Path) -> None:
    for key in (KEY, OTHER):
        a_key(a_workspace(), key.fingerprint, key.last4)
    a_segment(tmp_path, *a_whole_call(), *a_whole_call(key=OTHER))
    drain(tmp_path, now=NOW)
    assert a_workspace().calls.count() == 2


def test_hosts_of_any_form_make_workspaces(tmp_path: Path) -> None:
    urls = ("http://127.0.0.1:8399/x", "https://" + "h" * 400 + "/x", "not a url", "http://[::1]:80/x")
    a_segment(tmp_path, *(line for url in urls for line in a_whole_call(url=url)))
    assert drain(tmp_path, now=NOW).quarantined == 0
    assert Workspace.objects.count() == 4


def test_no_facts_find_no_workspace() -> None:
    assert find_workspaces([]) == {}


def test_a_slug_is_free() -> None:
    a_workspace("Orchid shop")
    assert (free_slug("Orchid shop"), free_slug("Other"), free_slug("漢字")) == ("orchid-shop-2", "other", "workspace")


def test_a_key_by_reference_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = a_workspace(key_env="ORCHID_KEY")
    assert workspace_key(workspace) is None
    monkeypatch.setenv("ORCHID_KEY", "11111111-2222-3333-4444-555555555555\n")
    assert workspace_key(workspace) == "11111111-2222-3333-4444-555555555555"


def test_a_stored_key_is_decrypted() -> None:
    keys = (Fernet.generate_key().decode(),)
    with override_settings(ENCRYPTION_KEYS=keys):
        assert workspace_key(a_workspace(key_encrypted=seal("secret", keys))) == "secret"
        assert workspace_key(a_workspace("Other")) is None
