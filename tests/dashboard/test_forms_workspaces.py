"""What may be said of a workspace and of its key, and what is told to who says something else."""

from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.dashboard.forms_workspaces import KeyForm, NameForm, PreviewForm, WorkspaceForm, time_zones
from braze_tracker.recording.declaring import known_zone
from tests.recording.factories import a_workspace

pytestmark = pytest.mark.django_db
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
HOSTS = {"rest.fra-01.braze.eu": "https://rest.fra-01.braze.eu", "127.0.0.1:9000": "http://127.0.0.1:9000"}
SAID = {
    "name": "Retail EU",
    "slug": "",
    "host": "rest.fra-01.braze.eu",
    "time_zone": "Europe/Paris",
    "capture": "masked",
}


def form(**other: Any) -> WorkspaceForm:
    return WorkspaceForm({**SAID, **other}, hosts=HOSTS)


def key_form(**said: str) -> KeyForm:
    return KeyForm(said)


def told(form: WorkspaceForm | KeyForm | NameForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def test_what_is_said_is_taken() -> None:
    one = form(keep_bodies_days="30")
    assert one.is_valid(), one.errors
    assert one.cleaned_data == {
        **SAID,
        "keep_bodies_days": 30,
        "keep_calls_days": None,
        "keep_figures_days": None,
    }


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"name": ""}, "required"),
        ({"name": "Loyalty"}, "Another workspace has this name."),
        ({"slug": "loyalty"}, "Another workspace has this short name."),
        ({"slug": "Retail EU"}, "as in retail-eu"),
        ({"slug": "users"}, "as in users-eu"),
        ({"host": "10.0.0.1"}, "BRAZE_TRACKER_BRAZE_HOSTS"),
        ({"host": "http://127.0.0.1:9000"}, "BRAZE_TRACKER_BRAZE_HOSTS"),
        ({"host": ""}, "required"),
        ({"time_zone": "Mars/Olympus"}, "as in Europe/Paris"),
        ({"time_zone": "../../etc/passwd"}, "as in Europe/Paris"),
        ({"capture": "everything"}, "valid choice"),
        ({"keep_calls_days": "0"}, "greater than or equal to 1"),
        ({"keep_calls_days": "99999999999"}, "less than or equal to"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(other: dict[str, str], sentence: str) -> None:
    a_workspace("Loyalty")
    one = form(**other)
    assert not one.is_valid()
    assert sentence in told(one)


def test_no_time_zone_is_utc() -> None:
    one = form(time_zone="")
    assert one.is_valid()
    assert one.cleaned_data["time_zone"] == "UTC"


def test_a_workspace_keeps_its_own_name_slug_and_host_whatever_new_ones_must_look_like() -> None:
    old = a_workspace("Users", slug="users", host="old.example.com")
    same = {**SAID, "name": "Users", "slug": "users", "host": "old.example.com"}
    one = WorkspaceForm(same, hosts=HOSTS, workspace=old)
    assert one.is_valid(), one.errors
    assert WorkspaceForm({**same, "slug": ""}, hosts=HOSTS, workspace=old).is_valid()


def test_every_zone_that_is_offered_is_known() -> None:
    assert time_zones()[0] == "UTC"
    assert "Europe/Paris" in time_zones()
    assert all(known_zone(name) == name for name in time_zones()[::25])


def test_a_key_is_taken_as_it_is_and_never_rendered() -> None:
    one = key_form(key=KEY)
    assert one.is_valid()
    assert one.opens() == KEY
    assert KEY not in str(one)


def test_a_variable_is_taken_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAZE_KEY_RETAIL", KEY)
    one = key_form(key_env="BRAZE_KEY_RETAIL")
    assert one.is_valid()
    assert (one.cleaned_data["key_env"], one.opens()) == ("BRAZE_KEY_RETAIL", KEY)
    assert "BRAZE_KEY_RETAIL" in str(one)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "either the key or the name"),
        ({"key": KEY, "key_env": "BRAZE_KEY_RETAIL"}, "either the key or the name"),
        ({"key": f'"{KEY}"'}, "in quotes"),
        ({"key": f"“{KEY}”"}, "in quotes"),
        ({"key": f" {KEY}"}, "a space"),
        ({"key": f"{KEY}\t"}, "a space"),
        ({"key": f"Bearer {KEY}"}, "the word Bearer"),
        ({"key_env": KEY}, "not the name of a variable"),
        ({"key_env": "BRAZE_KEY_NOT_SET"}, "Set it for web, worker and gateway"),
        ({"key_env": "BRAZE_KEY_QUOTED"}, "in quotes"),
        ({"key_env": "BRAZE_TRACKER_SECRET_KEY"}, "holds something else"),
        ({"key_env": "DATABASE_URL"}, "holds something else"),
    ],
)
def test_a_key_that_cannot_be_right_is_told_apart_and_not_repeated(
    said: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAZE_KEY_RETAIL", KEY)
    monkeypatch.setenv("BRAZE_KEY_QUOTED", f"'{KEY}'")
    monkeypatch.setenv("BRAZE_TRACKER_SECRET_KEY", "5ecret-of-our-own")
    one = key_form(**said)
    assert not one.is_valid()
    assert sentence in told(one)
    assert KEY not in told(one) + str(one)


def test_a_name_that_another_workspace_has_is_not_given_twice() -> None:
    a_workspace("Loyalty")
    assert "Another workspace" in told(NameForm({"name": "Loyalty"}))
    assert NameForm({"name": "Loyalty US"}).is_valid()


def test_a_sample_is_taken_with_its_blanks_up_to_a_length() -> None:
    one = PreviewForm({"capture": "full", "sample": ' {"a": 1}\n'})
    assert one.is_valid()
    assert one.cleaned_data["sample"] == ' {"a": 1}\n'
    assert not PreviewForm({"sample": "x" * 100_001}).is_valid()
