"""Which workspaces can be reached, and which key goes where."""

from __future__ import annotations

from typing import Any

import pytest
from requests import PreparedRequest

from braze_tracker.delivery.doors import Door, door_of
from braze_tracker.delivery.rules import Obstacle
from braze_tracker.recording.sealed import seal
from tests.delivery.factories import HOSTS, a_shop

pytestmark = pytest.mark.django_db


def test_a_declared_workspace_with_a_key_is_reached_with_it_and_with_nothing_else() -> None:
    door = door_of(a_shop(), HOSTS)
    assert isinstance(door, Door)
    request = PreparedRequest()
    request.prepare("POST", door.base, headers={})
    assert dict(door.auth(request).headers)["Authorization"] == "Bearer a-key"
    assert door.base == "https://rest.iad-01.braze.com"
    assert "a-key" not in repr(door)


@pytest.mark.parametrize(
    ("fields", "shut"),
    [
        ({"declared": False}, Obstacle.UNDECLARED),
        ({"paused": True}, Obstacle.PAUSED),
        ({"key_encrypted": ""}, Obstacle.NO_KEY),
        ({"key_encrypted": "", "key_env": "NOT_SET_ANYWHERE"}, Obstacle.NO_KEY),
        ({"key_encrypted": "sealed with a key that is gone"}, Obstacle.NO_KEY),
        ({"host": "evil.example.com", "rest_endpoint": "https://evil.example.com"}, Obstacle.UNLISTED),
        ({"rest_endpoint": "http://rest.iad-01.braze.com"}, Obstacle.UNLISTED),
    ],
)
def test_a_door_is_shut_for_a_reason(fields: dict[str, Any], shut: Obstacle) -> None:
    assert door_of(a_shop(**fields), HOSTS) is shut


def test_a_key_that_braze_could_only_refuse_is_not_sent(settings: Any) -> None:
    shop = a_shop(key_encrypted=seal('"in quotes"', settings.ENCRYPTION_KEYS))
    assert door_of(shop, HOSTS) is Obstacle.UNUSABLE_KEY


def test_a_key_may_lie_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TULIP_KEY", "another-key")
    assert isinstance(door_of(a_shop(key_encrypted="", key_env="TULIP_KEY"), HOSTS), Door)
