"""The addresses for machines: who may ask them, by what name, and what they never show."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.dashboard.test_hardening import lacking

pytestmark = pytest.mark.django_db

FAR = "203.0.113.7"


@pytest.fixture
def probe() -> Client:
    return Client(headers={"host": "10.0.0.17:8000"})


@pytest.mark.parametrize("path", ["/-/health", "/-/ready", "/metrics"])
def test_they_answer_by_any_name_without_a_session_and_with_the_headers_of_every_page(probe: Client, path: str) -> None:
    answer = probe.get(path)
    assert answer.status_code in (200, 503)
    assert not answer.cookies
    assert lacking(answer) == []
    assert probe.post(path).status_code == 405


def test_any_other_address_still_needs_a_name_that_is_ours(probe: Client) -> None:
    assert probe.get("/accounts/login/").status_code == 400


def test_a_life_sign_asks_no_database(probe: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert probe.get("/-/health").json() == {"alive": True}


@pytest.mark.parametrize("path", ["/-/health", "/-/ready", "/metrics"])
def test_a_probe_is_not_sent_to_tls(probe: Client, settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert probe.get(path).status_code != 301


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        (FAR, {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": FAR}, 403),
        ("127.0.0.1", {"forwarded": f"for={FAR}"}, 403),
        ("127.0.0.1", {"x-real-ip": FAR}, 403),
    ],
)
def test_without_a_token_the_metrics_are_for_this_machine_alone(
    probe: Client, peer: str, headers: dict[str, str], status: int
) -> None:
    answer = probe.get("/metrics", headers=headers, REMOTE_ADDR=peer)
    assert answer.status_code == status
    assert (b"BRAZE_TRACKER_METRICS_TOKEN" in answer.content) == (status == 403)


@pytest.mark.parametrize(
    ("shown", "status"),
    [("Bearer marked-7261", 200), ("Bearer marked-726", 401), ("marked-7261", 401), ("Bearer é", 401), ("", 401)],
)
def test_with_a_token_the_metrics_are_for_who_shows_it_from_wherever(
    probe: Client, settings: Settings, shown: str, status: int
) -> None:
    settings.METRICS_TOKEN = "marked-7261"
    for peer in ("127.0.0.1", FAR):
        answer = probe.get("/metrics", headers={"authorization": shown}, REMOTE_ADDR=peer)
        assert answer.status_code == status
        assert b"marked-7261" not in answer.content


def test_what_prometheus_reads_says_what_it_is(probe: Client) -> None:
    assert probe.get("/metrics").headers["Content-Type"].startswith("text/plain; version=")
