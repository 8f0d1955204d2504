"""What surrounds every page: who may see it, which workspace, which zone, what is wrong."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from braze_tracker.dashboard.frame import build
from braze_tracker.recording.models import Heartbeat, Workspace
from braze_tracker.recording.sealed import seal
from tests.dashboard.factories import a_heartbeat, a_person, a_plan, ago, now
from tests.recording.factories import a_call, a_send, a_workspace

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/calls/", "/errors/", "/sends/", "/sync/"])
def test_nobody_sees_a_page_without_signing_in(path: str) -> None:
    a_person("maya")
    response = Client().get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/accounts/login/?next={path}"


def test_an_unknown_workspace_means_all_of_them() -> None:
    a_workspace()
    frame = build("nowhere", now())
    assert (frame.place, frame.query, frame.several) == (None, "", False)


def test_no_number_of_keys_that_somebody_tries_hides_a_workspace() -> None:
    a_workspace("Zeta")
    a_workspace("Hidden", declared=False)
    made = [Workspace(slug=f"h-{one}", name=f"A host ••••{one}", host="h") for one in range(250)]
    Workspace.objects.bulk_create(made)
    assert "Zeta" in [place.name for place in build("", now()).places]
    assert [getattr(build(slug, now()).place, "slug", "") for slug in ("zeta", "hidden", "h-249")] == [
        "zeta",
        "hidden",
        "h-249",
    ]
    assert build("zeta\0", now()).place is None


def test_moments_stand_in_the_zone_of_the_chosen_workspace(reader: Client) -> None:
    a_workspace("Tokyo", time_zone="Asia/Tokyo")
    a_workspace("Nowhere", time_zone="Mars/Olympus")
    assert "JST" in reader.get("/sync/?ws=tokyo").content.decode()
    assert "UTC" in reader.get("/sync/?ws=nowhere").content.decode()


def test_the_worst_trouble_stands_on_every_page(reader: Client, parts_at_work: None) -> None:
    a_plan(a_send(at=ago(days=13)), failures=3, failing_since=ago(hours=2))
    for path in ("/", "/calls/", "/errors/", "/sends/", "/sync/"):
        assert "1 send cannot be read." in reader.get(path).content.decode()


def test_a_quiet_system_has_no_banner(reader: Client, parts_at_work: None) -> None:
    a_call(at=ago(minutes=1))
    assert 'class="notice' not in reader.get("/").content.decode()


def test_the_chosen_workspace_goes_along_with_every_link(reader: Client) -> None:
    a_workspace("Shop"), a_workspace("Other")
    page = reader.get("/calls/?ws=shop").content.decode()
    for path in ("/calls/", "/errors/", "/sends/", "/sync/"):
        assert f'href="{path}?ws=shop"' in page


def test_settings_are_offered_to_staff_only(reader: Client, guest: Client) -> None:
    assert 'href="/admin/"' in reader.get("/calls/").content.decode()
    assert 'href="/admin/"' not in guest.get("/calls/").content.decode()


def test_a_pause_is_told_on_every_page_but_those_of_other_workspaces(reader: Client, parts_at_work: None) -> None:
    resting = a_workspace("Resting", paused=True)
    a_workspace("Other")
    a_plan(a_send(resting, at=ago(days=13)))
    told = "Resting is paused: its sends are not looked at."
    assert [told in reader.get(path).content.decode() for path in ("/", "/?ws=resting", "/?ws=other")] == [
        True,
        True,
        False,
    ]


def test_who_may_name_workspaces_is_told_how_many_wait_for_a_name(reader: Client, guest: Client) -> None:
    waiting = 'title="Waiting for a name">1</span>'
    a_workspace("found", declared=False)
    assert (waiting in reader.get("/errors/").content.decode(), waiting in guest.get("/errors/").content.decode()) == (
        True,
        False,
    )
    Workspace.objects.update(declared=True)
    assert waiting not in reader.get("/errors/").content.decode()


def test_pages_say_of_when_they_are_once_nothing_is_stored_any_more(reader: Client) -> None:
    a_call(at=ago(hours=3))
    a_heartbeat("drain", ago(minutes=30))
    for path in ("/", "/calls/", "/errors/", "/sync/"):
        page = reader.get(path).content.decode()
        assert '<span class="stale">as of' in page, path
        assert "Updated" not in page, path
    Heartbeat.objects.update(at=now())
    assert '<span class="stale">' not in reader.get("/").content.decode()


@pytest.mark.parametrize("path", ["/setup/", "/settings/tokens/", "/settings/workspaces/"])
def test_the_choice_of_the_shown_workspace_is_called_as_no_other_field_of_a_page(reader: Client, path: str) -> None:
    for name in ("Shop one", "Shop two"):
        a_workspace(name, key_encrypted=seal("a-key", settings.ENCRYPTION_KEYS), host=f"{name[-3:]}.example")
    for host in ("a.example", "b.example"):
        a_workspace(host, slug=host[0], declared=False, host=host)
    found = re.findall(r'<label[^>]* for="([^"]+)"[^>]*>([^<]+)</label>', reader.get(path).content.decode())
    frames = {words for field, words in found if field in ("place-side", "place-top")}
    selects = [words for field, words in found if field.startswith(("token-place", "into-"))]
    assert frames == {"Shown workspace"}
    assert selects
    assert len({*selects, *frames}) == len(selects) + 1
