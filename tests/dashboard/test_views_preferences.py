"""Theme, language, signing in and out: kept in cookies, never leading elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_theme_is_kept_and_can_be_given_back(reader: Client) -> None:
    response = reader.post("/theme/", {"theme": "dark", "next": "/calls/"})
    assert response.headers["Location"] == "/calls/"
    assert 'data-theme="dark"' in text(reader, "/calls/")
    reader.post("/theme/", {"theme": "system"})
    assert "data-theme" not in text(reader, "/calls/")


def test_a_theme_never_leads_elsewhere_and_is_never_anything_else(reader: Client) -> None:
    response = reader.post("/theme/", {"theme": '"><script>', "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"
    reader.cookies["theme"] = "sepia"
    assert "data-theme" not in text(reader, "/calls/")
    assert reader.get("/theme/").status_code == 405


def test_the_language_can_be_changed_before_and_after_signing_in(reader: Client) -> None:
    for client in (Client(), reader):
        client.post("/language/", {"language": "fr", "next": "/accounts/login/"})
    assert '<html lang="fr"' in text(reader, "/calls/")


def test_signing_in_and_out_leads_round(reader: Client) -> None:
    client = Client()
    response = client.post("/accounts/login/", {"username": "maya", "password": "a-long-word", "next": "/calls/"})
    assert response.headers["Location"] == "/calls/"
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert "is-grave" in client.post("/accounts/login/", {"username": "maya", "password": "wrong"}).content.decode()
