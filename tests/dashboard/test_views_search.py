"""What is typed into the box leads to an address that shows it and names nobody."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from braze_tracker.braze.scrubbing import masked_value
from braze_tracker.dashboard.views_search import hidden
from braze_tracker.recording.models import ApiCall, CallRecipient
from braze_tracker.recording.recipients import digests
from braze_tracker.recording.sessions import journal_hash_key
from tests.dashboard.factories import a_campaign, ago
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_hash_key(settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path


def mask(value: str) -> str:
    return masked_value(journal_hash_key(), value)


def a_call_for(*people: str, **fields: Any) -> ApiCall:
    call = a_call(at=fields.pop("at", ago(minutes=5)), **fields)
    for person in people:
        CallRecipient.objects.create(call=call, digest=next(digests(mask(person))))
    return call


def led(client: Client, **typed: str) -> tuple[str, dict[str, str]]:
    """Where the form leads: the path, and what stands behind it."""
    answer = client.post("/calls/search/", typed)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def shown(client: Client, address: str, **query: str) -> list[str]:
    page = client.get(address, query, follow=True)
    assert page.status_code == 200
    return [row.message for row in page.context["page"].rows]


def test_a_person_is_found_by_whom_a_call_was_for(guest: Client) -> None:
    a_call_for("maria@example.com", "user-1", message="first")
    a_call_for("user-2", message="second")
    path, query = led(guest, q="to:Maria@Example.com", outcome="fatal", ws="")
    assert (path, query) == ("/calls/", {"outcome": "fatal", "q": f"to:{mask('maria@example.com')}"})
    assert shown(guest, "/calls/", q=query["q"]) == ["first"]
    assert shown(guest, "/calls/", q=f"to:{mask('user-2')}") == ["second"]
    assert shown(guest, "/calls/", q=f"to:{mask('user-1')} code:404") == []


def test_a_page_that_shows_a_person_says_how_they_were_found(guest: Client) -> None:
    page = guest.get("/calls/", {"q": mask("user-1")})
    assert "found by the hash that is kept" in page.content.decode()
    assert page.context["problems"] != []


def test_nobody_typed_stands_in_an_address_a_page_or_a_log(guest: Client, caplog: pytest.LogCaptureFixture) -> None:
    a_call_for("maria@example.com")
    with caplog.at_level(logging.DEBUG):
        answer = guest.post("/calls/search/", {"q": "maria@example.com"}, follow=True)
    assert len(answer.context["page"].rows) == 1
    assert "maria" not in f"{answer.redirect_chain} {answer.content.decode()} {caplog.text}"


def test_an_address_that_names_a_person_leads_to_one_that_does_not(guest: Client) -> None:
    answer = guest.get("/calls/", {"ws": "orchid-shop", "q": "to:maria@example.com code:400", "range": "7d"})
    assert answer.status_code == 302
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert found == {"ws": ["orchid-shop"], "q": [f"to:{mask('maria@example.com')} code:400"], "range": ["7d"]}


def test_people_that_cannot_be_hidden_are_not_searched_for(guest: Client, settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    (tmp_path / "journal" / "hash.key").mkdir(parents=True)
    answer = guest.post("/calls/search/", {"q": "to:maria"}, follow=True)
    assert "People cannot be searched for" in answer.content.decode()
    assert answer.redirect_chain == [("/calls/", 302)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0.1, {}), (3, {"range": "7d"}), (10, {"range": "14d"}), (20, {"range": "30d"})],
)
def test_a_pasted_id_is_shown_in_a_range_that_holds_its_call(
    guest: Client, days: float, expected: dict[str, str]
) -> None:
    a_call(at=ago(days=days), dispatch_id="5f3c0a1e7a5b", message="this one", outcome="success")
    path, query = led(guest, q=" 5f3c0a1e7a5b ", outcome="fatal", endpoint="GET /x", range="1h")
    assert (path, query) == ("/calls/", {**expected, "q": "dispatch:5f3c0a1e7a5b"})
    assert shown(guest, path, **query) == ["this one"]


def test_an_id_of_long_ago_gets_the_days_around_its_call(guest: Client) -> None:
    a_call(at=ago(days=90), send_id="5f3c0a1e7a5b", message="this one")
    path, query = led(guest, q="5f3c0a1e7a5b")
    assert datetime.fromisoformat(query["from"]) < datetime.now(UTC)
    assert shown(guest, path, **query) == ["this one"]


def test_the_id_of_a_call_opens_it(guest: Client) -> None:
    call = a_call()
    assert led(guest, q=str(call.pk)) == (f"/calls/{call.pk}/", {})


def test_a_pasted_id_leaves_a_workspace_that_does_not_have_it(guest: Client) -> None:
    a_call(a_workspace("Retail"), at=ago(minutes=5), request_id="5f3c0a1e7a5b")
    a_workspace("Orchid shop")
    assert led(guest, q="5f3c0a1e7a5b", ws="orchid-shop")[1] == {"q": "req:5f3c0a1e7a5b"}
    assert led(guest, q="5f3c0a1e7a5b", ws="retail")[1] == {"ws": "retail", "q": "req:5f3c0a1e7a5b"}


def test_an_id_that_nothing_has_is_a_word_like_any_other(guest: Client) -> None:
    assert led(guest, q="5f3c0a1e7a5b", range="7d") == ("/calls/", {"range": "7d", "q": "5f3c0a1e7a5b"})


def test_a_range_by_its_name_replaces_one_by_its_ends(guest: Client) -> None:
    ends = {"from": "2026-03-01", "to": "2026-03-02"}
    assert led(guest, **ends, range="") == ("/calls/", ends)
    assert led(guest, **ends, range="7d") == ("/calls/", {"range": "7d"})


def test_whoever_had_to_sign_in_again_comes_back_to_the_calls(guest: Client) -> None:
    assert guest.get("/calls/search/").headers["Location"] == "/calls/"


def test_a_campaign_is_found_by_its_name(guest: Client) -> None:
    for key, name in (("c-1", "Price drop"), ("c-2", "Price drop, autumn"), ("c-3", "Welcome")):
        a_campaign(key, name)
        a_call(at=ago(minutes=5), campaign_id=key, message=name)
    assert shown(guest, "/calls/", q='campaign:"price DROP"') == ["Price drop"]
    assert sorted(shown(guest, "/calls/", q="campaign:price")) == ["Price drop", "Price drop, autumn"]
    assert shown(guest, "/calls/", q="campaign:c-3") == ["Welcome"]
    assert shown(guest, "/calls/", q="campaign:unheard") == []
    lines = guest.get("/calls/export.csv", {"q": 'campaign:"Price drop"'}).getvalue().decode().splitlines()
    assert len(lines) == 2


def test_a_terminal_hides_people_as_the_page_does() -> None:
    assert hidden("to:maria@example.com code:400") == f"to:{mask('maria@example.com')} code:400"
