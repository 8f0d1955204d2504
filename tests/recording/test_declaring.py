from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from braze_tracker.braze.keys import key_print
from braze_tracker.recording.declaring import (
    Declaration,
    attach_key,
    checked_variable,
    declare,
    known_zone,
    opened_by,
    replace_key,
)
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, ApiKey, Workspace
from braze_tracker.recording.sealed import open_sealed
from tests.recording.factories import NOW, a_workspace
from tests.recording.journals import BASE, a_segment, a_whole_call

pytestmark = pytest.mark.django_db

KEYS = (Fernet.generate_key().decode(),)
SECRET = "11111111-2222-3333-4444-555555555555"
ORCHID = Declaration(name="Orchid shop", rest_endpoint=BASE, key=SECRET)


def declared(declaration: Declaration = ORCHID, **other: str) -> Workspace:
    return declare(replace(declaration, **other), hash_key=b"hash", encryption_keys=KEYS, now=NOW)


def seen_in_traffic(tmp_path: Path) -> Workspace:
    a_segment(tmp_path, *a_whole_call(key=key_print(b"hash", SECRET)))
    drain(tmp_path, now=NOW)
    return Workspace.objects.get(declared=False)


def test_a_declared_workspace_keeps_its_key_encrypted() -> None:
    workspace = declared()
    assert (workspace.slug, workspace.host, workspace.rest_endpoint) == ("orchid-shop", BASE[8:], BASE)
    assert SECRET not in workspace.key_encrypted
    assert open_sealed(workspace.key_encrypted, KEYS) == SECRET
    assert workspace.keys.get().last4 == "5555"


def test_a_key_may_stay_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHID_KEY", SECRET)
    workspace = declared(key="", key_env="ORCHID_KEY")
    assert (workspace.key_env, workspace.key_encrypted) == ("ORCHID_KEY", "")
    assert workspace.keys.get().fingerprint == key_print(b"hash", SECRET).fingerprint


def test_saying_it_twice_changes_nothing() -> None:
    assert declared() == declared()
    assert (Workspace.objects.count(), ApiKey.objects.count()) == (1, 1)


def test_a_workspace_found_in_traffic_is_adopted_with_its_calls(tmp_path: Path) -> None:
    found = seen_in_traffic(tmp_path)
    assert declared() == found
    assert (Workspace.objects.get().slug, ApiCall.objects.get().workspace.name) == ("orchid-shop", "Orchid shop")


def test_a_second_key_of_a_declared_workspace_moves_to_it(tmp_path: Path) -> None:
    first = declared(key="99999999-2222-3333-4444-555555555555")
    seen_in_traffic(tmp_path)
    assert declared() == first
    assert (first.keys.count(), first.calls.count()) == (2, 1)
    assert Workspace.objects.get() == first


def test_calls_of_another_declared_workspace_stay_where_they_are(tmp_path: Path) -> None:
    first = declared(key="99999999-2222-3333-4444-555555555555")
    other = seen_in_traffic(tmp_path)
    Workspace.objects.update(declared=True)
    declared()
    assert (first.keys.count(), other.calls.count()) == (2, 1)


def test_a_workspace_may_get_another_name_by_its_key() -> None:
    before = declared()
    after = declared(name="Orchids of Lille")
    assert (after, after.slug) == (before, "orchids-of-lille")


def test_a_workspace_may_move_to_another_host() -> None:
    workspace = declared()
    assert declared(rest_endpoint="http://127.0.0.1:8399") == workspace
    assert Workspace.objects.get().host == "127.0.0.1:8399"


def test_the_time_zone_stays_when_it_is_not_said_again() -> None:
    declared(time_zone="Europe/Paris")
    assert declared().time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"key": f'"{SECRET}"'}, "in quotes"),
        ({"key": ""}, "key is empty"),
        ({"key": "", "key_env": "NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE is empty"),
        ({"rest_endpoint": "http://rest.iad-01.braze.com"}, "in clear"),
        ({"rest_endpoint": "https://dashboard-01.braze.com"}, "rest.iad-01.braze.com"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_write_instead(other: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        declared(ORCHID, **other)
    assert SECRET not in str(refusal.value)
    assert not Workspace.objects.exists()


def test_a_declaration_never_shows_its_key() -> None:
    assert SECRET not in repr(ORCHID)


def test_a_key_given_later_leads_traffic_to_its_workspace() -> None:
    workspace = a_workspace()
    attach_key(workspace, SECRET, hash_key=b"hash", now=NOW)
    assert ApiKey.objects.get().workspace == workspace


def test_no_zone_is_no_zone() -> None:
    assert (known_zone(""), known_zone("Europe/Paris")) == ("", "Europe/Paris")


ANOTHER = "22222222-3333-4444-5555-666666666666"


def replaced(workspace: Workspace, key: str = "", key_env: str = "") -> bool:
    return replace_key(workspace, key=key, key_env=key_env, hash_key=b"hash", encryption_keys=KEYS, now=NOW)


def test_another_key_takes_the_place_of_the_first_and_what_was_found_out_about_it_is_forgotten() -> None:
    workspace = declared()
    Workspace.objects.update(key_check={"verdict": "good"})
    assert replaced(workspace, key=ANOTHER)
    kept = Workspace.objects.get()
    assert (open_sealed(kept.key_encrypted, KEYS), kept.key_check) == (ANOTHER, {})
    assert set(kept.keys.values_list("last4", flat=True)) == {"5555", "6666"}


def test_a_stored_key_is_gone_once_a_variable_holds_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = declared()
    monkeypatch.setenv("ORCHID_KEY", ANOTHER)
    replaced(workspace, key_env="ORCHID_KEY")
    kept = Workspace.objects.get()
    assert (kept.key_env, kept.key_encrypted) == ("ORCHID_KEY", "")


@pytest.mark.parametrize("said", [{"key": ""}, {"key": f"'{ANOTHER}'"}, {"key_env": "NOT_SET_ANYWHERE"}])
def test_a_key_that_cannot_be_right_replaces_nothing(said: dict[str, str]) -> None:
    workspace = declared()
    with pytest.raises(ValueError, match=r".") as refusal:
        replaced(workspace, **said)
    assert ANOTHER not in str(refusal.value)
    assert open_sealed(Workspace.objects.get().key_encrypted, KEYS) == SECRET


def test_traffic_of_the_new_key_comes_along_as_far_as_there_is_time(tmp_path: Path) -> None:
    found = seen_in_traffic(tmp_path)
    workspace = a_workspace()
    assert not replace_key(workspace, key=SECRET, hash_key=b"hash", encryption_keys=KEYS, now=NOW, going=lambda: False)
    assert opened_by(workspace.host, SECRET, hash_key=b"hash") == workspace
    assert Workspace.objects.filter(pk=found.pk).exists()


def test_a_key_that_nobody_has_seen_opens_nothing() -> None:
    declared()
    assert opened_by(BASE[8:], ANOTHER, hash_key=b"hash") is None
    assert opened_by("rest.iad-02.braze.com", SECRET, hash_key=b"hash") is None


@pytest.mark.parametrize("name", ["BRAZE_KEY", "_key", "braze_api_key_2"])
def test_a_variable_of_its_own_may_hold_a_key(name: str) -> None:
    assert checked_variable(name) == name


@pytest.mark.parametrize("name", ["BRAZE_TRACKER_ENCRYPTION_KEYS", "DATABASE_URL", "CELERY_BROKER_URL", "PGPASSWORD"])
def test_a_variable_that_holds_another_secret_is_never_sent_to_braze(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "another-secret")
    with pytest.raises(ValueError, match="holds something else"):
        declared(key="", key_env=name)


@pytest.mark.parametrize("name", ["", "2keys", "A-B", SECRET, "A B", "KEY\n"])
def test_what_is_no_variables_name_is_not_repeated(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a variable") as refusal:
        checked_variable(name)
    assert SECRET not in str(refusal.value)


def test_a_line_end_after_the_key_in_a_variable_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHID_KEY", f"{SECRET}\n")
    assert declared(key="", key_env="ORCHID_KEY").keys.get().last4 == "5555"
