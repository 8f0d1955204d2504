"""Headers that every answer carries, whatever became of the request."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from braze_tracker.dashboard.hardening import NOT_KEPT, POLICY, Hardened

HEADERS = {
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""A header and what it must hold at least."""


def lacking(response: HttpResponseBase) -> list[str]:
    return [name for name, said in HEADERS.items() if said not in response.headers.get(name, "")]


def test_an_answer_gets_what_it_does_not_say_itself() -> None:
    response = Hardened(lambda request: HttpResponse("page"))(RequestFactory().get("/"))
    assert (response.headers["Cache-Control"], response.headers["Permissions-Policy"]) == (NOT_KEPT, POLICY)


def test_what_an_answer_says_itself_stays() -> None:
    def downloaded(request: HttpRequest) -> HttpResponse:
        return HttpResponse("page", headers={"Cache-Control": "max-age=60"})

    response = Hardened(downloaded)(RequestFactory().get("/"))
    assert response.headers["Cache-Control"] == "max-age=60"


@pytest.mark.django_db
def test_refusals_and_failures_carry_them_too(settings: Settings) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        404: client.get("/nothing/"),
        403: client.post("/accounts/login/", {"username": "tom", "password": "guess"}),
        405: client.get("/theme/"),
        400: client.get("/accounts/login/", headers={"Host": "elsewhere.example"}),
    }
    settings.ROOT_URLCONF = "tests.dashboard.failing_urls"
    answers[500] = client.get("/")
    assert {status: lacking(answer) for status, answer in answers.items()} == {key: [] for key in answers}
    assert [answer.status_code for answer in answers.values()] == list(answers)


def test_behind_tls_browsers_are_told_to_stay_there(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert Client().get("/accounts/login/")["Location"] == "https://testserver/accounts/login/"
    told = Client().get("/theme/", headers={"X-Forwarded-Proto": "https"})
    assert told.headers["Strict-Transport-Security"].startswith("max-age=31536000")
