"""The pages of workspaces: what they show to whom, and that nothing of a key or a sample comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry, Token, Workspace
from braze_tracker.recording.sealed import open_sealed, seal
from braze_tracker.sandbox.server import RunningSandbox
from tests.dashboard.factories import a_person, a_plan, ago, now
from tests.recording.factories import a_call, a_key, a_send, a_workspace

pytestmark = pytest.mark.django_db
PAGE = "/settings/workspaces/"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _own_surroundings(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.BRAZE_HOSTS = ()
    settings.GATEWAY_URL = "https://gateway.example.com"


@pytest.fixture
def maya() -> Client:
    client = Client()
    client.force_login(a_person("maya", Role.ADMIN))
    AuditEntry.objects.all().delete()
    return client


@pytest.fixture
def shop() -> Workspace:
    return a_workspace(key_encrypted=seal(KEY, configured.ENCRYPTION_KEYS))


def text(client: Client, path: str = PAGE, status: int = 200) -> str:
    page = client.get(path)
    assert page.status_code == status
    return page.content.decode()


def said(box: RunningSandbox, **other: str) -> dict[str, str]:
    fields = {"name": "Retail EU", "slug": "", "host": box.url[7:], "time_zone": "Europe/Paris", "capture": "masked"}
    return {**fields, "key": box.key, **other}


def deeds() -> list[tuple[str, str, str, str]]:
    entries = AuditEntry.objects.filter(subject__startswith="workspace").order_by("pk")
    return list(entries.values_list("username", "deed", "subject", "detail"))


def test_a_list_shows_where_a_workspace_is_what_opens_it_and_what_came_through(maya: Client, shop: Workspace) -> None:
    a_call(shop, at=ago(minutes=2))
    page = text(maya)
    for shown in ("Orchid shop", "rest.iad-01.braze.com", "US-01", "••••abcd", "Not checked", "2 min ago", "Masked"):
        assert shown in page
    assert KEY not in page


def test_a_viewer_sees_that_a_key_is_given_and_nothing_of_it(guest: Client, shop: Workspace) -> None:
    for path in (PAGE, f"{PAGE}orchid-shop/"):
        page = text(guest, path)
        assert "given" in page
        assert "abcd" not in page
        assert '<form method="post" action="/settings' not in page
        assert "/change/" not in page


def test_a_viewer_learns_no_variables_name(guest: Client) -> None:
    a_workspace(key_env="BRAZE_KEY_RETAIL")
    assert "BRAZE_KEY" not in text(guest) + text(guest, f"{PAGE}orchid-shop/")


@pytest.mark.parametrize("path", ["new/", "orchid-shop/change/", "orchid-shop/key/"])
def test_a_viewer_may_open_no_form(guest: Client, shop: Workspace, path: str) -> None:
    assert guest.get(PAGE + path).status_code == 403


def test_what_traffic_has_shown_waits_below_with_both_ways_out(maya: Client, guest: Client, shop: Workspace) -> None:
    a_key(a_workspace("found", host="rest.iad-02.braze.com", declared=False))
    page = text(maya)
    assert "Waiting for a name" in page
    assert "••••7f3a" in page
    assert f'action="{PAGE}found/name/"' in page
    assert f'action="{PAGE}found/belongs/"' in page
    assert "Name it" not in text(guest)
    text(maya, f"{PAGE}found/", status=404)


def test_a_tracker_without_workspaces_says_what_one_is(maya: Client) -> None:
    assert "No workspace has a name yet" in text(maya)


def test_a_workspace_shows_its_address_at_the_gateway_its_tokens_and_what_is_kept(
    maya: Client, shop: Workspace
) -> None:
    Token.objects.create(workspace=shop, name="checkout", digest="a" * 64, last4="wxyz", created_at=now())
    Token.objects.create(workspace=shop, name="old", digest="b" * 64, last4="wxyz", created_at=now(), revoked_at=now())
    Workspace.objects.update(keep_calls_days=90)
    page = text(maya, f"{PAGE}orchid-shop/")
    assert "https://gateway.example.com/orchid-shop/" in page
    assert "1 in force" in page
    assert "90 days" in page
    assert KEY not in page


def test_a_workspace_without_a_key_offers_to_give_it_one(maya: Client) -> None:
    a_workspace()
    page = text(maya, f"{PAGE}orchid-shop/")
    assert "No key yet" in page
    assert f'href="{PAGE}orchid-shop/key/"' in page
    assert "Check the key" not in page


def test_a_pause_says_what_will_be_lost_and_when(maya: Client, shop: Workspace) -> None:
    for _ in range(3):
        a_plan(a_send(shop, at=ago(days=11)))
    assert "The first figures would be lost on" in text(maya, f"{PAGE}orchid-shop/")
    Workspace.objects.update(paused=True)
    page = text(maya, f"{PAGE}orchid-shop/")
    assert "Braze drops the figures of 3 sends on" in page
    assert f'action="{PAGE}orchid-shop/resume/"' in page


def test_a_new_workspace_is_kept_with_its_key_and_its_key_is_checked(
    maya: Client, sandbox: RunningSandbox, settings: Settings
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    reply = maya.post(f"{PAGE}new/", said(sandbox, slug="retail", capture="full", keep_bodies_days="7"))
    assert reply.headers["location"] == f"{PAGE}retail/"
    one = Workspace.objects.get()
    assert (one.name, one.rest_endpoint, one.time_zone, one.capture, one.keep_bodies_days, one.declared) == (
        "Retail EU", sandbox.url, "Europe/Paris", "full", 7, True,
    )  # fmt: skip
    assert open_sealed(one.key_encrypted, configured.ENCRYPTION_KEYS) == sandbox.key
    assert one.key_check["verdict"] == "good"
    assert "Key checked: All found." in text(maya, f"{PAGE}retail/")
    assert deeds() == [("maya", "workspace_changed", "workspace retail", "added")]


def test_a_new_workspace_takes_over_what_traffic_with_its_key_has_shown(
    maya: Client, sandbox: RunningSandbox, settings: Settings
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    maya.post(f"{PAGE}new/", said(sandbox))
    Workspace.objects.update(declared=False, name="found", slug="found")
    a_call(Workspace.objects.get())
    maya.post(f"{PAGE}new/", said(sandbox))
    assert (Workspace.objects.get().name, Workspace.objects.get().calls.count()) == ("Retail EU", 1)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"key": f'"{KEY}"'}, "The API key is given in quotes"),
        ({"key": ""}, "Give either the key or the name of a variable."),
        ({"host": "169.254.169.254"}, "BRAZE_TRACKER_BRAZE_HOSTS"),
        ({"slug": "messages"}, "is the beginning of a path of Braze"),
    ],
)
def test_a_workspace_that_cannot_be_is_not_kept_and_its_key_not_shown(
    maya: Client, sandbox: RunningSandbox, settings: Settings, other: dict[str, str], sentence: str
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    page = maya.post(f"{PAGE}new/", said(sandbox, **other)).content.decode()
    assert sentence in page
    assert 'value="Retail EU"' in page
    assert KEY not in page
    assert sandbox.key not in page
    assert not Workspace.objects.exists()
    assert sandbox.answered == []


def test_a_key_that_opens_another_workspace_does_not_change_that_one(
    maya: Client, sandbox: RunningSandbox, settings: Settings
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    maya.post(f"{PAGE}new/", said(sandbox))
    page = maya.post(f"{PAGE}new/", said(sandbox, name="Loyalty")).content.decode()
    assert "This key opens the workspace Retail EU already." in page
    assert Workspace.objects.get().name == "Retail EU"


def test_what_is_changed_is_kept_and_written_to_the_audit_log(maya: Client, shop: Workspace) -> None:
    page = text(maya, f"{PAGE}orchid-shop/change/")
    assert 'value="Orchid shop"' in page
    changed = {"name": "Orchids", "slug": "orchids", "host": shop.host, "time_zone": "UTC", "capture": "metadata"}
    reply = maya.post(f"{PAGE}orchid-shop/change/", changed)
    assert reply.headers["location"] == f"{PAGE}orchids/"
    one = Workspace.objects.get()
    assert (one.name, one.slug, one.capture) == ("Orchids", "orchids", "metadata")
    assert open_sealed(one.key_encrypted, configured.ENCRYPTION_KEYS) == KEY
    assert deeds() == [("maya", "workspace_changed", "workspace orchids", "name, slug, capture")]


def test_saving_what_was_there_is_no_deed(maya: Client, shop: Workspace) -> None:
    same = {"name": shop.name, "slug": shop.slug, "host": shop.host, "time_zone": "UTC", "capture": "masked"}
    maya.post(f"{PAGE}orchid-shop/change/", same)
    assert deeds() == []


def test_a_workspace_that_moves_to_another_host_has_its_key_checked_there(
    maya: Client, shop: Workspace, sandbox: RunningSandbox, settings: Settings
) -> None:
    settings.BRAZE_HOSTS = (sandbox.url,)
    moved = {"name": shop.name, "slug": shop.slug, "host": sandbox.url[7:], "time_zone": "UTC", "capture": "masked"}
    maya.post(f"{PAGE}orchid-shop/change/", moved)
    one = Workspace.objects.get()
    assert (one.rest_endpoint, one.key_check["verdict"]) == (sandbox.url, "unknown_key")
    assert one.keys.get().host == sandbox.url[7:]
    page = text(maya, f"{PAGE}orchid-shop/")
    assert f"This key is not known at {sandbox.url[7:]}" in page
    assert "Is it the key of another instance?" in page


def test_a_preview_shows_what_a_level_keeps_and_stores_nothing(maya: Client, caplog: pytest.LogCaptureFixture) -> None:
    sample = '{"recipients": [{"external_user_id": "customer-4711", "trigger_properties": {"name": "Ada"}}]}'
    pages = {
        level: maya.post(f"{PAGE}new/preview/", {"capture": level, "sample": sample}, headers=HTMX).content.decode()
        for level in ("metadata", "masked", "full")
    }
    assert "customer-4711" in pages["full"]
    assert "recipients" in pages["masked"]
    assert "customer-4711" not in pages["masked"] + pages["metadata"]
    assert not any("<html" in page for page in pages.values())
    assert "4711" not in caplog.text
    assert not AuditEntry.objects.exists()


def test_a_preview_without_scripts_is_a_page_of_its_own(maya: Client) -> None:
    page = maya.post(f"{PAGE}new/preview/", {"capture": "masked", "sample": '{"a": 1}', "key": KEY}).content.decode()
    assert "<h1>What is kept of a body</h1>" in page
    assert KEY not in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"sample": "x" * 100_001}, "too long"), ({}, "Nothing."), ({"capture": "odd", "sample": ""}, "Nothing.")],
)
def test_a_preview_of_nothing_or_too_much_says_so(maya: Client, sent: dict[str, str], sentence: str) -> None:
    assert sentence in maya.post(f"{PAGE}new/preview/", sent, headers=HTMX).content.decode()


def test_a_workspace_in_a_zone_that_this_host_does_not_know_is_shown_all_the_same(maya: Client) -> None:
    a_workspace(time_zone="Mars/Olympus")
    assert "Mars/Olympus" in text(maya, f"{PAGE}orchid-shop/")
