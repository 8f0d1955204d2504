"""Pages need style sheets without a collected folder, a reader who is signed in, and parts that are at work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import Token, Workspace
from tests.dashboard.factories import a_followed_send, a_heartbeat, a_person, a_plan, ago, own_series
from tests.recording.factories import a_call, a_send, an_error

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def reader(db: None) -> Client:
    """Signed in, may see bodies and the settings."""
    client = Client()
    client.force_login(User.objects.create_superuser("maya", "maya@example.com", "a-long-word"))
    return client


@pytest.fixture
def guest(db: None) -> Client:
    """Signed in as a Viewer."""
    client = Client()
    client.force_login(a_person("tom", Role.VIEWER))
    return client


@pytest.fixture
def parts_at_work(db: None) -> None:
    for part in ("drain", "beat", "worker:web1-4711"):
        a_heartbeat(part)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("No Chromium found. Install it, for example with: apt-get install chromium")


def settings_pages(workspace: Workspace) -> list[str]:
    token = Token.objects.create(
        workspace=workspace, name="shop", digest="d" * 64, last4="x3Qd", created_at=ago(days=1)
    )
    person = a_person("ines", Role.ENGINEER)
    return [
        *(
            f"/settings/workspaces/{path}"
            for path in ("", "new/", "orchid-shop/", "orchid-shop/change/", "orchid-shop/key/")
        ),
        *(f"/settings/users/{path}" for path in ("", "add/", f"{person.pk}/")),
        *("/settings/tokens/", f"/settings/tokens/{token.pk}/revoke/", "/settings/audit/", "/accounts/password/"),
        *("/account/", "/views/calls/?outcome=fatal", "/setup/samples/"),
    ]


@pytest.fixture
def pages(live_server: LiveServer) -> list[str]:
    """Rows for every page, made before the browser starts, and the addresses that show them."""
    for outcome in ("success", "non_fatal", "fatal_server", "pending"):
        a_call(at=ago(minutes=3), outcome=outcome, request='{"a":1}', reply='{"message":"x"}')
    error = an_error(a_call(at=ago(minutes=1), outcome="fatal_client", sent="nothing", request='{"a":1}', reply="{}"))
    send, untouched = a_followed_send(), a_send(at=ago(minutes=1))
    a_plan(untouched)
    paths = ["/", "/calls/", "/errors/", "/sends/", "/sync/", f"/errors/{error.group_id}/", f"/sends/{send.pk}/"]
    own_series(send.campaign_id)
    own_series("c1")
    paths += ["/campaigns/", f"/campaigns/{send.campaign_id}/", "/campaigns/c1/", f"/sends/compare/?s={send.pk}"]
    paths += settings_pages(send.workspace)
    paths += [f"/calls/{error.call_id}/replay/", f"/errors/{error.group_id}/replay/"]
    return [*paths, f"/sends/{untouched.pk}/", f"/calls/{error.call_id}/", f"/calls/?open={error.call_id}"]


@pytest.fixture
def browser_page(live_server: LiveServer, pages: list[str]) -> Iterator[Page]:
    """Signed in; at the end the console must have stayed silent."""
    client = Client()
    client.force_login(User.objects.create_superuser("maya", "maya@example.com", "a-long-word"))
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert complaints == []
