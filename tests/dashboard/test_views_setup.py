"""The first run as its reader goes through it: account, workspace, token, program, and the first call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from braze_tracker.dashboard.first_account import setup_code
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry, Token, Workspace
from braze_tracker.recording.tokens import token_digest
from braze_tracker.sandbox.server import RunningSandbox
from tests.dashboard.factories import a_person, ago, now
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db

ACCOUNT = {"username": "maya", "password1": "a-long-word-9", "password2": "a-long-word-9"}


def page(client: Client, path: str = "/setup/", status: int = 200, *, htmx: bool = False) -> str:
    reply = client.get(path, headers={"HX-Request": "true"} if htmx else {})
    assert reply.status_code == status
    return reply.content.decode()


def waits_at(text: str) -> str:
    """The address that the page asks every two seconds; empty where it waits for nothing."""
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every 2s"', text)
    return found[1].replace("&amp;", "&") if found else ""


def test_who_knows_the_code_becomes_the_administrator_and_is_signed_in() -> None:
    client = Client()
    reply = client.post("/setup/account/", {**ACCOUNT, "code": setup_code(configured.SECRET_KEY)})
    assert reply["Location"] == "/setup/"
    assert "You are signed in as maya." in page(client)
    assert User.objects.get().is_superuser


def test_a_stranger_who_was_quicker_than_the_owner_gets_nothing() -> None:
    reply = Client().post("/setup/account/", {**ACCOUNT, "code": "abcd-efgh-ijkl-mnop"})
    assert "This is not the setup code" in reply.content.decode()
    assert not User.objects.exists()
    assert setup_code(configured.SECRET_KEY) not in page(Client(), "/setup/account/")


def test_a_second_account_cannot_be_made_so() -> None:
    a_person("maya", Role.ADMIN)
    reply = Client().post("/setup/account/", {**ACCOUNT, "username": "tom", "code": setup_code(configured.SECRET_KEY)})
    assert reply["Location"] == "/setup/"
    assert list(User.objects.values_list("username", flat=True)) == ["maya"]


def test_an_overview_with_nothing_to_show_leads_those_who_may_to_the_first_run(reader: Client, guest: Client) -> None:
    a_call(at=now(), origin="sync")
    assert reader.get("/")["Location"] == "/setup/"
    assert "No call recorded yet" in page(guest, "/")
    a_call(at=now())
    assert "No call recorded yet" not in page(reader, "/")


@pytest.mark.parametrize("path", ["/setup/", "/setup/workspace/", "/setup/token/", "/setup/call/"])
def test_the_first_run_is_for_administrators(guest: Client, path: str) -> None:
    assert "Issue tokens" in page(guest, path, 403)


def test_without_a_workspace_the_page_asks_for_one(reader: Client) -> None:
    text = page(reader)
    assert "Issue a token" not in text
    assert "btk_…" in text


@pytest.fixture
def listed(sandbox: RunningSandbox, settings: Settings, tmp_path: Path) -> RunningSandbox:
    """A stand-in for Braze that the operator has listed."""
    settings.BRAZE_HOSTS, settings.JOURNAL_DIR = (sandbox.url,), tmp_path
    return sandbox


def a_place(sandbox: RunningSandbox, **changes: str) -> dict[str, str]:
    host = sandbox.url.partition("://")[2]
    return {"name": "Orchid shop", "host": host, "key": sandbox.key, "key_env": "", "time_zone": "UTC", **changes}


def test_the_first_workspace_is_added_its_key_checked_and_never_shown(reader: Client, listed: RunningSandbox) -> None:
    assert reader.post("/setup/workspace/", a_place(listed))["Location"] == "/setup/"
    text = page(reader)
    assert "All found" in text
    assert f"••••{listed.key[-4:]}" in text
    assert listed.key not in text
    assert "Issue a token" in text
    assert "/campaigns/list" in {one.path for one in listed.answered}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": '"11111111-2222-3333-4444-555555555555"'}, "in quotes"),
        ({"key": ""}, "Give either the key or the name of a variable."),
        ({"host": "elsewhere.example"}, "listed"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_workspace_is_said_and_asks_nobody(
    reader: Client, listed: RunningSandbox, changes: dict[str, str], said: str
) -> None:
    text = reader.post("/setup/workspace/", a_place(listed, **changes)).content.decode()
    assert said in text
    assert "Add the workspace" in text
    assert "11111111-2222" not in text
    assert (listed.answered, Workspace.objects.count()) == ([], 0)


def test_a_token_stands_in_every_program_once_and_is_stored_nowhere(reader: Client) -> None:
    place = a_workspace(key_env="ORCHID_KEY")
    assert "Issue a token" in page(reader)
    reply = reader.post("/setup/token/", {"workspace": place.pk, "name": "checkout", "language": "ruby"})
    text = reply.content.decode()
    (token,) = set(re.findall(r"btk_[\w-]{20,}", text))
    assert text.count(token) == 8  # in the seven programs, and by itself
    assert Token.objects.get().digest == token_digest(token)
    assert "no-store" in reply.headers["Cache-Control"]
    assert re.search(r'value="ruby" checked', text)
    assert token not in page(reader)
    assert [entry.deed for entry in AuditEntry.objects.all()] == ["token_issued"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "checkout"}, "has no Braze key"),
        ({"name": "   "}, "Choose a workspace and name the application."),
        ({"name": "checkout", "workspace": "99"}, "Choose a workspace and name the application."),
        ({"name": "checkout", "workspace": "x' OR 1"}, "Choose a workspace and name the application."),
    ],
)
def test_a_token_that_would_open_nothing_is_refused_in_words(reader: Client, fields: dict[str, str], said: str) -> None:
    place = a_workspace()
    reply = reader.post("/setup/token/", {"workspace": place.pk, **fields})
    assert said in reply.content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("path", ["/setup/token/", "/setup/workspace/"])
def test_asking_again_for_the_answer_to_a_form_leads_back(reader: Client, path: str) -> None:
    assert reader.get(path)["Location"] == "/setup/"


def test_the_page_notices_the_first_call_by_itself(reader: Client) -> None:
    waiting = waits_at(page(reader))
    assert page(reader, waiting, 204, htmx=True) == ""
    call = a_call(at=now(), origin="gateway", outcome="pending")
    shown = page(reader, waiting, htmx=True)
    assert "Braze has not answered yet." in shown
    assert waits_at(shown) == waiting
    call.outcome, call.status = "fatal_client", 401
    call.save()
    shown = page(reader, waiting, htmx=True)
    assert f'href="/calls/{call.pk}/"' in shown
    assert waits_at(shown) == ""


def test_a_call_that_is_on_its_way_when_the_page_is_opened_is_waited_for(reader: Client) -> None:
    call = a_call(at=now(), outcome="pending")
    text = page(reader)
    assert "Braze has not answered yet." in text
    call.outcome, call.status = "success", 201
    call.save()
    assert "Open this call" in page(reader, waits_at(text), htmx=True)


def test_after_a_token_was_issued_it_waits_for_the_next_call_of_that_workspace(reader: Client) -> None:
    a_call(at=ago(minutes=1))
    place = a_workspace("Tulip shop", key_env="TULIP_KEY")
    assert waits_at(page(reader)) == ""
    text = reader.post("/setup/token/", {"workspace": place.pk, "name": "checkout"}).content.decode()
    a_call(at=now())
    assert page(reader, waits_at(text), 204, htmx=True) == ""
    a_call(place, at=now())
    assert "Tulip shop" in page(reader, waits_at(text), htmx=True)


def test_without_scripts_a_page_of_its_own_asks_again(reader: Client) -> None:
    waiting = waits_at(page(reader))
    assert f'class="without-script" href="{waiting}"'.replace("&", "&amp;") in page(reader)
    reply = reader.get(waiting)
    assert (reply.status_code, reply.headers["Refresh"]) == (200, "5")
    a_call(at=now())
    reply = reader.get(waiting)
    assert "Refresh" not in reply.headers
    assert "Open this call" in reply.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?since=x&seen=0", "?since=0&seen=-1", f"?since={10**30}&seen=0", "?since=0&seen=0&ws=x"]
)
def test_an_address_that_was_never_given_out_leads_back(reader: Client, query: str) -> None:
    assert reader.get(f"/setup/call/{query}")["Location"] == "/setup/"


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://127.0.0.1:8080", False), ("https://braze.example.com", False), ("http://gateway.example.com", True)],
)
def test_an_address_that_gives_keys_away_is_warned_of(
    reader: Client, settings: Settings, url: str, warned: bool
) -> None:
    settings.GATEWAY_URL = url
    assert ("would travel readable" in page(reader)) is warned


def test_the_page_can_be_come_back_to(reader: Client) -> None:
    a_call(at=ago(days=3))
    text = page(reader)
    assert "Connect an application" in text
    assert "Latest call" in text
    assert configured.GATEWAY_URL in text


def test_the_page_costs_the_same_however_many_workspaces_and_calls_there_are(reader: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(reader)
        return len(queries)

    a_call(a_workspace("Shop", key_env="SHOP_KEY"), at=now())
    few = asked()
    for number in range(4):
        a_call(a_workspace(f"Shop {number}", key_env="SHOP_KEY"), at=now())
    assert asked() == few <= 12
