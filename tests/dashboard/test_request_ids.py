from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from structlog.contextvars import get_contextvars

from braze_tracker import logs
from tests.dashboard.factories import ago
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fields_of_no_other_test() -> Iterator[None]:
    yield
    logs.begin()


def test_an_answer_carries_the_id_that_a_proxy_gave_or_one_of_its_own(client: Client) -> None:
    assert client.get("/-/health", headers={"X-Request-Id": "r-7261"}).headers["X-Request-Id"] == "r-7261"
    first, second = (client.get("/-/health").headers["X-Request-Id"] for _ in range(2))
    assert first != second


def test_what_is_logged_of_a_request_has_its_id(client: Client) -> None:
    client.get("/accounts/login/", headers={"X-Request-Id": "r-7261"})
    assert get_contextvars() == {"request_id": "r-7261"}


def test_a_request_is_logged_by_its_route_and_its_call_and_never_by_its_query(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    call = a_call(at=ago(minutes=1))
    with caplog.at_level(logging.DEBUG, "braze_tracker.pages"):
        reader.get(f"/calls/{call.pk}/?q=marked.person@example.com")
        reader.get("/nothing/of/that/name")
    first, second = [record for record in caplog.records if record.name == "braze_tracker.pages"]
    assert first.getMessage().startswith("GET /calls/<uuid:key>/: 200 in ")
    assert first.call_id == str(call.pk)  # type: ignore[attr-defined]
    assert second.getMessage().startswith("GET /(no route): 404 in ")
    assert "marked.person" not in caplog.text.replace("Not Found: /nothing", "")
