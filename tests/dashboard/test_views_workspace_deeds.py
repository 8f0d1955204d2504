"""What is done to a workspace from its page, over real HTTP to a stand-in for Braze where a key is tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, AuditEntry, Workspace
from braze_tracker.recording.sealed import open_sealed, seal
from braze_tracker.sandbox.keys import ApiKey
from braze_tracker.sandbox.server import RunningSandbox, running
from tests.dashboard.factories import a_person, now
from tests.dashboard.test_views_workspaces import KEY, PAGE, deeds, text
from tests.recording.factories import a_call, a_key, a_workspace

pytestmark = pytest.mark.django_db
HERE = f"{PAGE}orchid-shop/"


@pytest.fixture
def elsewhere() -> Iterator[RunningSandbox]:
    """Another instance, which knows the key ``KEY``."""
    with running(keys=[ApiKey(KEY)]) as box:
        yield box


@pytest.fixture(autouse=True)
def _own_surroundings(settings: Settings, tmp_path: Path, sandbox: RunningSandbox, elsewhere: RunningSandbox) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.BRAZE_HOSTS = (sandbox.url, elsewhere.url)


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


def a_shop(box: RunningSandbox, key: str = "") -> Workspace:
    sealed = seal(key or box.key, configured.ENCRYPTION_KEYS)
    return a_workspace(host=box.url[7:], rest_endpoint=box.url, key_encrypted=sealed)


def test_a_check_tells_what_the_key_may_do_and_is_in_the_ledger(
    maya: Client, sandbox: RunningSandbox, settings: Settings
) -> None:
    a_shop(sandbox, sandbox.limited_key)
    page = maya.post(f"{HERE}check/", follow=True).content.decode()
    assert "Key checked: Good; lacks 5 permissions." in page
    assert (page.count("</svg>Missing</span>"), page.count("</svg>Not granted</span>")) == (1, 4)
    assert sandbox.limited_key not in page
    drain(settings.JOURNAL_DIR, now=now())
    assert set(ApiCall.objects.values_list("origin", flat=True)) == {"sync"}


def test_a_check_at_a_host_that_is_not_listed_sends_the_key_nowhere(
    maya: Client, sandbox: RunningSandbox, settings: Settings
) -> None:
    a_shop(sandbox)
    settings.BRAZE_HOSTS = ()
    page = maya.post(f"{HERE}check/", follow=True).content.decode()
    assert "nor listed in BRAZE_TRACKER_BRAZE_HOSTS" in page
    assert sandbox.answered == []


def test_a_journal_that_cannot_be_written_is_said_and_breaks_nothing(
    maya: Client, sandbox: RunningSandbox, settings: Settings, tmp_path: Path
) -> None:
    a_shop(sandbox)
    (tmp_path / "file").write_text("")
    settings.JOURNAL_DIR = tmp_path / "file" / "journal"
    assert "The key was not checked" in maya.post(f"{HERE}check/", follow=True).content.decode()


def test_another_key_is_stored_checked_and_written_to_the_audit_log_without_itself(
    maya: Client, sandbox: RunningSandbox
) -> None:
    a_shop(sandbox, KEY)
    assert "••••abcd" in text(maya, f"{HERE}key/")
    page = maya.post(f"{HERE}key/", {"key": sandbox.key}, follow=True).content.decode()
    assert "Key checked: All found." in page
    assert sandbox.key not in page
    one = Workspace.objects.get()
    assert open_sealed(one.key_encrypted, configured.ENCRYPTION_KEYS) == sandbox.key
    assert deeds() == [("maya", "key_changed", "workspace orchid-shop", "stored")]


def test_a_key_may_be_left_in_a_variable(
    maya: Client, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_shop(sandbox, KEY)
    monkeypatch.setenv("BRAZE_KEY_ORCHID", sandbox.key)
    page = maya.post(f"{HERE}key/", {"key_env": "BRAZE_KEY_ORCHID"}, follow=True).content.decode()
    assert "which the web process sees" in page
    assert Workspace.objects.get().key_encrypted == ""
    assert deeds()[0][3] == "from variable BRAZE_KEY_ORCHID"


@pytest.mark.parametrize("sent", [{"key": f"'{KEY}'"}, {"key": ""}, {"key_env": KEY}, {"key": f"{KEY} "}])
def test_a_key_that_cannot_be_right_is_told_apart_before_any_call(
    maya: Client, sandbox: RunningSandbox, sent: dict[str, str]
) -> None:
    a_shop(sandbox)
    page = maya.post(f"{HERE}key/", sent)
    assert page.status_code == 200
    assert KEY not in page.content.decode()
    assert sandbox.answered == []
    assert deeds() == []


def test_a_key_of_another_workspace_is_refused(maya: Client, sandbox: RunningSandbox) -> None:
    a_workspace("Loyalty", host=sandbox.url[7:], rest_endpoint=sandbox.url)
    maya.post(f"{PAGE}loyalty/key/", {"key": sandbox.key})
    a_shop(sandbox, KEY)
    page = maya.post(f"{HERE}key/", {"key": sandbox.key}).content.decode()
    assert "This key opens the workspace Loyalty already." in page


def test_no_key_is_given_to_a_host_that_may_not_be_reached(maya: Client, sandbox: RunningSandbox) -> None:
    a_workspace(host="old.example.com")
    page = maya.post(f"{HERE}key/", {"key": KEY}).content.decode()
    assert "so no key is sent there" in page
    assert Workspace.objects.get().key_encrypted == ""


def test_the_instance_of_a_key_is_found_among_those_that_were_ticked_and_taken(
    maya: Client, sandbox: RunningSandbox, elsewhere: RunningSandbox, settings: Settings
) -> None:
    a_shop(sandbox, KEY)
    page = maya.post(f"{HERE}search/", {"hosts": [elsewhere.url[7:]]}).content.decode()
    assert f'name="host" value="{elsewhere.url[7:]}"' in page
    assert sandbox.answered == []
    page = maya.post(f"{HERE}move/", {"host": elsewhere.url[7:]}, follow=True).content.decode()
    assert "Key checked: All found." in page
    assert Workspace.objects.get().rest_endpoint == elsewhere.url
    assert deeds() == [("maya", "workspace_changed", "workspace orchid-shop", f"host {elsewhere.url[7:]}")]


def test_an_instance_that_does_not_know_the_key_is_said_to_be_asked(
    maya: Client, sandbox: RunningSandbox, elsewhere: RunningSandbox
) -> None:
    a_shop(sandbox)
    page = maya.post(f"{HERE}search/", {"hosts": [elsewhere.url[7:]]}).content.decode()
    assert "1 instance was asked, and it does not know this key." in page


@pytest.mark.parametrize("host", ["169.254.169.254", "evil.example.com", ""])
def test_a_key_goes_to_no_host_that_somebody_made_up(maya: Client, sandbox: RunningSandbox, host: str) -> None:
    a_shop(sandbox)
    assert "Tick the instances" in maya.post(f"{HERE}search/", {"hosts": [host]}, follow=True).content.decode()
    assert "may not be reached" in maya.post(f"{HERE}move/", {"host": host}, follow=True).content.decode()
    assert Workspace.objects.get().rest_endpoint == sandbox.url


def test_a_workspace_is_paused_and_resumed_once_each(maya: Client, sandbox: RunningSandbox) -> None:
    a_shop(sandbox)
    assert "Paused. Its sends" in maya.post(f"{HERE}pause/", follow=True).content.decode()
    maya.post(f"{HERE}pause/")
    assert Workspace.objects.get().paused
    assert "Resumed. What is overdue" in maya.post(f"{HERE}resume/", follow=True).content.decode()
    assert [detail for _who, _deed, _subject, detail in deeds()] == ["paused", "resumed"]


def a_found_workspace() -> Workspace:
    found = a_workspace("found", host="rest.iad-02.braze.com", declared=False)
    a_key(found)
    a_call(found)
    return found


def test_what_traffic_has_shown_gets_a_name_with_all_its_calls(maya: Client) -> None:
    found = a_found_workspace()
    page = maya.post(f"{PAGE}found/name/", {"name": "Loyalty"}, follow=True).content.decode()
    assert "<h1>Loyalty</h1>" in page
    found.refresh_from_db()
    assert (found.declared, found.slug, found.calls.count()) == (True, "loyalty", 1)
    assert deeds()[0][1:3] == ("workspace_changed", "workspace loyalty")


@pytest.mark.parametrize("name", ["", "Orchid shop"])
def test_a_name_that_is_none_or_taken_is_not_given(maya: Client, sandbox: RunningSandbox, name: str) -> None:
    a_shop(sandbox)
    found = a_found_workspace()
    maya.post(f"{PAGE}found/name/", {"name": name})
    found.refresh_from_db()
    assert not found.declared


def test_what_belongs_to_a_workspace_is_merged_into_it(maya: Client, sandbox: RunningSandbox) -> None:
    shop = a_shop(sandbox)
    a_found_workspace()
    page = maya.post(f"{PAGE}found/belongs/", {"into": "orchid-shop"}, follow=True).content.decode()
    assert "1 call moved to Orchid shop." in page
    assert Workspace.objects.get() == shop
    assert (shop.calls.count(), shop.keys.get().last4) == (1, "7f3a")
    assert deeds() == [("maya", "workspace_changed", "workspace orchid-shop", "1 calls of found moved here")]


@pytest.mark.parametrize("into", ["", "nowhere", "found"])
def test_nothing_is_merged_into_nowhere(maya: Client, into: str) -> None:
    a_found_workspace()
    page = maya.post(f"{PAGE}found/belongs/", {"into": into}, follow=True).content.decode()
    assert "Choose the workspace that it belongs to." in page
    assert Workspace.objects.get().slug == "found"


@pytest.mark.parametrize("deed", ["check", "search", "move", "pause", "resume", "name", "belongs"])
def test_a_deed_needs_a_post_and_the_permission(
    maya: Client, guest: Client, sandbox: RunningSandbox, deed: str
) -> None:
    a_shop(sandbox)
    assert maya.get(f"{HERE}{deed}/").status_code == 405
    assert guest.post(f"{HERE}{deed}/").status_code == 403
    assert Client().post(f"{HERE}{deed}/").status_code == 302
    assert deeds() == []
    assert sandbox.answered == []


@pytest.mark.parametrize("deed", ["check", "search", "move", "pause", "resume", "key", "change"])
def test_a_declared_deed_is_not_done_to_what_has_no_name(maya: Client, deed: str) -> None:
    a_found_workspace()
    assert maya.post(f"{PAGE}found/{deed}/").status_code == 404


@pytest.mark.parametrize("deed", ["name", "belongs"])
def test_a_declared_workspace_is_neither_named_anew_nor_merged_away(
    maya: Client, sandbox: RunningSandbox, deed: str
) -> None:
    a_shop(sandbox)
    assert maya.post(f"{HERE}{deed}/", {"name": "X", "into": "orchid-shop"}).status_code == 404
