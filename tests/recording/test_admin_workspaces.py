from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from braze_tracker.braze.keys import key_print
from braze_tracker.journal.hash_key import load_hash_key
from braze_tracker.recording.models import ApiKey, AuditEntry, Workspace
from braze_tracker.recording.workspaces import workspace_key
from tests.recording.factories import a_call, a_key, a_workspace

pytestmark = pytest.mark.django_db

SECRET = "11111111-2222-3333-4444-555555555555"
ADD = reverse("admin:recording_workspace_add")
RIGHT = {
    "name": "Orchid shop",
    "slug": "orchid-shop",
    "rest_endpoint": "rest.fra-01.braze.eu",
    "time_zone": "Europe/Paris",
    "key_env": "",
    "new_key": SECRET,
}


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> Path:
    settings.JOURNAL_DIR = tmp_path
    return tmp_path


def test_a_workspace_is_declared_with_a_key_that_is_never_shown(admin_client: Client, journal: Path) -> None:
    assert admin_client.post(ADD, RIGHT).status_code == 302
    workspace = Workspace.objects.get()
    assert (workspace.host, workspace.declared) == ("rest.fra-01.braze.eu", True)
    assert workspace_key(workspace) == SECRET
    assert ApiKey.objects.get().fingerprint == key_print(load_hash_key(journal), SECRET).fingerprint
    page = admin_client.get(reverse("admin:recording_workspace_change", args=[workspace.pk])).content.decode()
    assert SECRET not in page
    assert workspace.key_encrypted not in page


def test_an_empty_key_keeps_the_one_there_is(admin_client: Client) -> None:
    admin_client.post(ADD, RIGHT)
    workspace = Workspace.objects.get()
    change = reverse("admin:recording_workspace_change", args=[workspace.pk])
    admin_client.post(change, RIGHT | {"name": "Orchids", "new_key": ""})
    workspace.refresh_from_db()
    assert (workspace.name, workspace_key(workspace)) == ("Orchids", SECRET)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new_key": f'"{SECRET}"'}, "in quotes"),
        ({"slug": "messages"}, "is the beginning of a path of Braze"),
        ({"key_env": SECRET}, "not the name of a variable"),
        ({"key_env": "DATABASE_URL"}, "holds something else"),
        ({"rest_endpoint": "http://rest.fra-01.braze.eu"}, "in clear"),
        ({"time_zone": "Mars/Olympus"}, "There is no time zone"),
    ],
)
def test_a_mistake_is_shown_at_its_field(admin_client: Client, wrong: dict[str, str], sentence: str) -> None:
    page = admin_client.post(ADD, RIGHT | wrong)
    assert sentence in page.content.decode()
    assert not Workspace.objects.exists()


def test_a_key_can_be_moved_to_another_workspace(admin_client: Client) -> None:
    key, other = a_key(), a_workspace("Other shop")
    address = reverse("admin:recording_apikey_change", args=[key.pk])
    assert admin_client.post(address, {"workspace": other.pk}).status_code == 302
    key.refresh_from_db()
    assert key.workspace == other


def test_what_traffic_showed_of_a_key_moves_with_it(admin_client: Client) -> None:
    found, other = a_workspace("found", declared=False), a_workspace("Other shop")
    key, call = a_key(found), a_call(found)
    admin_client.post(reverse("admin:recording_apikey_change", args=[key.pk]), {"workspace": other.pk})
    call.refresh_from_db()
    assert call.workspace == other
    assert not Workspace.objects.filter(pk=found.pk).exists()


def test_a_workspace_cannot_be_deleted_with_its_history(admin_client: Client) -> None:
    workspace = a_workspace()
    assert admin_client.post(reverse("admin:recording_workspace_delete", args=[workspace.pk])).status_code == 403


def test_a_key_given_by_a_variables_name_leads_its_traffic_here(
    admin_client: Client, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHID_KEY", SECRET)
    admin_client.post(ADD, RIGHT | {"new_key": "", "key_env": "ORCHID_KEY"})
    assert ApiKey.objects.get().fingerprint == key_print(load_hash_key(journal), SECRET).fingerprint


def test_a_workspace_that_moves_to_another_host_takes_its_key_along(admin_client: Client) -> None:
    admin_client.post(ADD, RIGHT)
    change = reverse("admin:recording_workspace_change", args=[Workspace.objects.get().pk])
    admin_client.post(change, RIGHT | {"rest_endpoint": "rest.fra-02.braze.eu", "new_key": ""})
    assert set(ApiKey.objects.values_list("host", flat=True)) == {"rest.fra-01.braze.eu", "rest.fra-02.braze.eu"}


@pytest.mark.parametrize("new_key", ["", SECRET])
def test_no_key_is_sent_to_a_host_that_is_not_listed(admin_client: Client, settings: Any, new_key: str) -> None:
    admin_client.post(ADD, RIGHT)
    change = reverse("admin:recording_workspace_change", args=[Workspace.objects.get().pk])
    elsewhere = RIGHT | {"rest_endpoint": "https://10.0.0.1:8443", "new_key": new_key}
    assert "10.0.0.1:8443 is neither one of Braze" in admin_client.post(change, elsewhere).content.decode()
    assert Workspace.objects.get().host == "rest.fra-01.braze.eu"
    settings.BRAZE_HOSTS = ("https://10.0.0.1:8443",)
    admin_client.post(change, elsewhere)
    assert Workspace.objects.get().host == "10.0.0.1:8443"


def test_a_workspace_at_a_host_that_is_not_listed_may_still_be_renamed(admin_client: Client) -> None:
    one = a_workspace("Orchid shop", host="10.0.0.1", rest_endpoint="https://10.0.0.1")
    said = RIGHT | {"name": "Orchids", "rest_endpoint": "https://10.0.0.1", "new_key": ""}
    admin_client.post(reverse("admin:recording_workspace_change", args=[one.pk]), said)
    assert Workspace.objects.get().name == "Orchids"


def test_changes_are_written_down_by_the_names_of_the_fields(admin_client: Client) -> None:
    admin_client.post(ADD, RIGHT)
    workspace = Workspace.objects.get()
    change = reverse("admin:recording_workspace_change", args=[workspace.pk])
    as_shown = RIGHT | {"rest_endpoint": workspace.rest_endpoint, "name": "Orchids"}
    for key in ("", SECRET, ""):
        admin_client.post(change, as_shown | {"new_key": key})
    told = AuditEntry.objects.order_by("pk").values_list("username", "deed", "subject", "detail")
    assert [entry[:3] for entry in told] == [
        ("admin", deed, "workspace orchid-shop") for deed in ("key_changed", "workspace_changed", "key_changed")
    ]
    assert [entry[3] for entry in told][1:] == ["name", "new_key"]
    assert SECRET not in str(told)


def test_a_key_that_moves_is_written_down_by_its_last_four_characters(admin_client: Client) -> None:
    key, other = a_key(), a_workspace("Other shop")
    admin_client.post(reverse("admin:recording_apikey_change", args=[key.pk]), {"workspace": other.pk})
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.subject) == ("key_changed", "workspace other-shop")
    assert entry.detail == "traffic of key ••••7f3a leads here"


@pytest.mark.parametrize(
    ("changed", "kept"), [({"name": "Orchids", "new_key": ""}, True), ({"new_key": SECRET}, False)]
)
def test_what_was_found_out_about_a_key_is_forgotten_with_it(
    admin_client: Client, changed: dict[str, str], kept: bool
) -> None:
    admin_client.post(ADD, RIGHT)
    workspace = Workspace.objects.get()
    Workspace.objects.update(key_check={"verdict": "good"})
    said = RIGHT | {"rest_endpoint": workspace.rest_endpoint} | changed
    admin_client.post(reverse("admin:recording_workspace_change", args=[workspace.pk]), said)
    workspace.refresh_from_db()
    assert bool(workspace.key_check) == kept
