"""Deeds without a page: what they refuse, and that they stop in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from braze_tracker.dashboard.workspace_deeds import (
    PATIENCE_S,
    Actor,
    add,
    adopt,
    change,
    for_a_while,
    give_key,
    hosts,
    move,
    set_paused,
    take_over,
)
from braze_tracker.recording.declaring import attach_key
from braze_tracker.recording.instances import INSTANCES
from braze_tracker.recording.models import AuditEntry, Workspace
from braze_tracker.recording.sealed import open_sealed, seal
from braze_tracker.recording.sessions import journal_hash_key
from tests.recording.factories import NOW, a_call, a_key, a_workspace

pytestmark = pytest.mark.django_db
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
NOBODY = Actor(None, NOW)
HOST = "rest.fra-01.braze.eu"


@pytest.fixture(autouse=True)
def _own_journal(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.BRAZE_HOSTS = ("http://127.0.0.1:9000",)


def said(**other: Any) -> dict[str, Any]:
    kept = {"keep_bodies_days": None, "keep_calls_days": None, "keep_figures_days": None}
    fields = {"name": "Retail EU", "slug": "", "host": HOST, "time_zone": "Europe/Paris", "capture": "masked"}
    return {**fields, **kept, **other}


def a_keyed_shop(**fields: Any) -> Workspace:
    shop = a_workspace(key_encrypted=seal(KEY, configured.ENCRYPTION_KEYS), **fields)
    attach_key(shop, KEY, hash_key=journal_hash_key(), now=NOW)
    return shop


def details() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("detail", flat=True))


def test_brazes_instances_and_what_the_operator_listed_may_be_reached_and_nothing_else() -> None:
    assert set(hosts()) == {*INSTANCES.values(), "127.0.0.1:9000"}


def test_a_while_ends() -> None:
    assert for_a_while(60)()
    assert not for_a_while(0)()
    assert PATIENCE_S < 30  # a web server gives a request no longer


def test_a_slug_is_made_of_the_name_where_none_is_given() -> None:
    assert add(said(), {"key": KEY, "key_env": ""}, KEY, NOBODY).slug == "retail-eu"
    assert details() == ["added"]


def test_a_slug_that_was_taken_in_the_meantime_is_an_error_to_read_and_not_a_crash() -> None:
    a_workspace("Other")
    shop = a_workspace()
    with pytest.raises(ValueError, match="Another workspace has this short name"):
        change(shop, said(name="Orchid shop", slug="other", host=shop.host), NOBODY)
    assert Workspace.objects.filter(slug="orchid-shop").exists()


def test_a_workspace_does_not_move_to_where_its_key_opens_another_one() -> None:
    shop = a_keyed_shop()
    attach_key(a_workspace("Other", host=HOST), KEY, hash_key=journal_hash_key(), now=NOW)
    with pytest.raises(ValueError, match="opens the workspace Other already"):
        move(shop, HOST, NOBODY)
    shop.refresh_from_db()
    assert shop.host == "rest.iad-01.braze.com"
    assert details() == []


def test_a_workspace_moves_with_its_key_and_forgets_what_was_found_out_elsewhere() -> None:
    shop = a_keyed_shop(key_check={"verdict": "good"})
    move(shop, HOST, NOBODY)
    shop.refresh_from_db()
    assert (shop.rest_endpoint, shop.key_check) == (f"https://{HOST}", {})
    assert set(shop.keys.values_list("host", flat=True)) == {"rest.iad-01.braze.com", HOST}


def test_the_same_key_given_again_is_no_other_workspaces() -> None:
    shop = a_keyed_shop()
    assert give_key(shop, {"key": KEY, "key_env": ""}, KEY, NOBODY)
    assert open_sealed(Workspace.objects.get().key_encrypted, configured.ENCRYPTION_KEYS) == KEY


def test_a_key_is_never_in_the_audit_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAZE_KEY_RETAIL", KEY)
    shop = a_workspace()
    give_key(shop, {"key": KEY, "key_env": ""}, KEY, NOBODY)
    give_key(shop, {"key": "", "key_env": "BRAZE_KEY_RETAIL"}, KEY, NOBODY)
    assert details() == ["stored", "from variable BRAZE_KEY_RETAIL"]


def test_pausing_what_is_paused_is_no_deed() -> None:
    shop = a_workspace(paused=True)
    assert not set_paused(shop, True, NOBODY)
    assert set_paused(shop, False, NOBODY)
    assert details() == ["resumed"]


def test_a_name_makes_a_slug_that_is_free_and_no_path_of_braze() -> None:
    found = a_workspace("found", declared=False)
    adopt(found, "Users", NOBODY)
    assert Workspace.objects.get().slug == "users-2"


def test_what_is_taken_over_brings_its_calls_and_keys() -> None:
    found, shop = a_workspace("found", declared=False), a_workspace()
    a_key(found)
    a_call(found)
    assert take_over(found, shop, NOBODY).whole
    assert (shop.calls.count(), shop.keys.count()) == (1, 1)
    assert details() == ["1 calls of found moved here"]
