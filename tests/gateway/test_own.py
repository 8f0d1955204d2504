"""The gateway's own addresses."""

from __future__ import annotations

import pytest
import requests

from braze_tracker.gateway.own import OwnAddresses
from braze_tracker.gateway.places import Snapshot
from tests.braze.misbehaving import Failing, Remembering
from tests.gateway.running import TOKEN, RunningGateway, relaying


def asked(gateway: RunningGateway, path: str, method: str = "GET") -> requests.Response:
    return requests.request(method, f"{gateway.url}/-/{path}", timeout=10)


def test_it_lives_before_it_is_ready() -> None:
    with relaying(Remembering(), None) as gateway:
        assert asked(gateway, "health").status_code == 200
        assert asked(gateway, "ready").status_code == 503
        gateway.snapshot = Snapshot()
        assert asked(gateway, "ready").json() == {"ready": True, "workspaces_read": True, "journal_writable": True}


@pytest.mark.parametrize(
    ("age", "writable", "ready"), [(1.0, True, True), (None, True, False), (31.0, True, False), (1.0, False, False)]
)
def test_it_is_ready_while_it_knows_its_workspaces_and_can_write(
    age: float | None, writable: bool, ready: bool
) -> None:
    with relaying(Remembering(), Snapshot()) as gateway:
        status, document = OwnAddresses(gateway.relay, lambda: age, 30.0, lambda: writable)._ready()
    assert (status, document["ready"]) == (200 if ready else 503, ready)  # type: ignore[index]


def test_its_status_counts_and_shows_no_secret() -> None:
    with relaying(Failing(at="open"), Snapshot()) as gateway:
        requests.get(f"{gateway.url}/campaigns/list", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10)
        status = asked(gateway, "status")
    assert status.json() == {
        "in_flight": 0,
        "at_once": 64,
        "relayed": {},
        "refused": {"401": 1},
        "clients_left": 0,
        "recording_failures": {},
        "workspaces_read_seconds_ago": 1.0,
    }
    assert "btk_" not in status.text


def test_calls_that_the_journal_could_not_write_are_failures_of_recording() -> None:
    with relaying(Remembering(), Snapshot()) as gateway:
        _status, document = OwnAddresses(gateway.relay, lambda: 1.0, 30.0, lambda: True, lambda: 3)._status()
    assert document["recording_failures"] == {"not written": 3}  # type: ignore[index]


def test_they_are_never_taken_for_brazes() -> None:
    with relaying(Remembering(), Snapshot()) as gateway:
        answer = asked(gateway, "nothing")
        assert asked(gateway, "health", "HEAD").text == ""
    assert answer.status_code == 404
    assert "/-/health" in answer.json()["message"]
    assert gateway.relay.taker.recorder.calls == []  # type: ignore[attr-defined]


def test_they_answer_while_the_gateway_is_full() -> None:
    with relaying(Remembering(), Snapshot(), at_once=0) as gateway:
        assert requests.get(f"{gateway.url}/x", timeout=10).status_code == 503
        assert asked(gateway, "health").status_code == 200
