from __future__ import annotations

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.doors import door_of
from tests.analytics.factories import KEY_ENV
from tests.recording.factories import a_workspace

pytestmark = pytest.mark.django_db
KEY = "01234567-89ab-4cde-8f01-23456789abcd"


@pytest.mark.parametrize(
    ("endpoint", "base"),
    [
        ("https://rest.iad-01.braze.com", "https://rest.iad-01.braze.com"),
        ("https://rest.iad-01.braze.com/", "https://rest.iad-01.braze.com"),
        ("", "https://rest.fra-02.braze.eu"),
    ],
)
def test_the_address_is_the_rest_endpoint_or_the_host_that_traffic_showed(endpoint: str, base: str) -> None:
    assert door_of(a_workspace(host="rest.fra-02.braze.eu", rest_endpoint=endpoint)).base == base


def test_the_key_is_put_on_a_request_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_ENV, KEY)
    door = door_of(a_workspace(key_env=KEY_ENV))
    request = requests.Request("GET", "https://rest.iad-01.braze.com/x", auth=door.auth).prepare()
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(door)


def test_without_a_key_the_door_is_shut_and_says_what_to_do() -> None:
    door = door_of(a_workspace())
    assert (door.auth, door.shut) == (None, reasons.NO_KEY)


@pytest.mark.parametrize("key", ["5ecret\n4711", "Bearer 5ecret", "'5ecret'", "5écret"])
def test_a_key_that_cannot_be_right_shuts_the_door_and_is_not_repeated(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_ENV, key)
    door = door_of(a_workspace(key_env=KEY_ENV))
    assert (door.auth, door.shut) == (None, reasons.UNUSABLE_KEY)
    assert "ecret" not in repr(door)
