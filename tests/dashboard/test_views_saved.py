"""Views are saved, opened and deleted by links and forms, without any script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from braze_tracker.dashboard.models import SavedFilter
from braze_tracker.dashboard.roles import Role
from tests.dashboard.factories import a_person, ago, now
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _own_hash_key(settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path


def save(client: Client, page: str = "calls", **fields: str) -> str:
    answer = client.post(f"/views/{page}/", {"name": "Mine", "query": "", **fields})
    assert answer.status_code == 302
    return answer.headers["Location"]


def menu(client: Client, page: str = "calls", query: str = "") -> str:
    return client.get(f"/views/{page}/{query}", headers=HTMX).content.decode()


@pytest.mark.parametrize("page", ["calls", "errors", "sends", "campaigns"])
def test_a_list_leads_to_its_views_and_a_saved_one_back_to_it(guest: Client, page: str) -> None:
    a_call(at=ago(minutes=1))
    assert f'href="/views/{page}/?q=x"' in guest.get(f"/{page}/?q=x").content.decode()
    assert save(guest, page, query="q=x&before=1") == f"/{page}/?q=x"
    alone = guest.get(f"/views/{page}/?q=x").content.decode()
    assert f'<a href="/{page}/?q=x" aria-current="true">Mine</a>' in alone
    assert "<html" in alone
    assert "<html" not in menu(guest, page)


def test_a_shared_view_says_whose_it_is_and_only_they_delete_it(guest: Client, reader: Client) -> None:
    save(guest, name="All fatal", query="outcome=fatal", shared="yes")
    key = SavedFilter.objects.get().pk
    assert "shared by tom" in menu(reader)
    assert "/delete/" not in menu(reader)
    assert reader.post(f"/views/{key}/delete/").status_code == 404
    assert f"/views/{key}/delete/" in menu(guest)
    assert guest.post(f"/views/{key}/delete/").headers["Location"] == "/calls/?outcome=fatal"
    assert "shared by tom" not in menu(reader)


def test_a_view_of_ones_own_is_nobody_elses(guest: Client, reader: Client) -> None:
    save(guest, name="My secret plan")
    assert "My secret plan" in menu(guest)
    assert "My secret plan" not in menu(reader)


def test_what_was_wrong_is_said_on_the_list(guest: Client) -> None:
    answer = guest.post("/views/sends/", {"name": " ", "query": "state=lost"}, follow=True)
    assert answer.redirect_chain == [("/sends/?state=lost", 302)]
    assert "Give the view a name" in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_no_person_is_saved_in_the_open(guest: Client) -> None:
    save(guest, query="q=to%3Amaria%40example.com")
    kept = SavedFilter.objects.get().query
    assert "maria" not in kept
    assert "q=to%3A%E2%80%A2" in kept


@pytest.mark.parametrize("query", ["range=aeon&from=never", "%zz&&=&q=code:x", "before=1&q=%00", "status=" + "9" * 90])
def test_a_damaged_view_still_opens_its_page_with_a_sentence(guest: Client, query: str) -> None:
    SavedFilter.objects.create(user=a_person("ines", Role.VIEWER), page="calls", name="Old", query=query,
                               shared=True, created_at=now())  # fmt: skip
    link = menu(guest).partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    assert guest.get(link).status_code == 200


def test_there_are_no_views_of_other_pages_and_none_for_those_who_may_not_see_the_list() -> None:
    nobody = Client()
    nobody.force_login(a_person("nina", None))
    assert nobody.get("/views/calls/").status_code == 403
    viewer = Client()
    viewer.force_login(a_person("vera", Role.VIEWER))
    assert viewer.get("/views/tokens/").status_code == 404
