"""The sandbox's control desk, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from braze_tracker.demo.sandbox_controls import SandboxControls
from braze_tracker.keeper.places import free_port
from braze_tracker.sandbox.server import RunningSandbox

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_sandbox_can_be_told_the_time_and_sent_back_to_the_present(sandbox: RunningSandbox) -> None:
    controls = SandboxControls(sandbox.url)
    controls.tell(MONDAY)
    assert sandbox.clock.now() == MONDAY
    controls.tell(None)
    assert datetime.now(UTC) - sandbox.clock.now() < timedelta(minutes=1)


def test_a_fault_meets_the_marked_request_only(sandbox: RunningSandbox) -> None:
    SandboxControls(sandbox.url).fault("503", "mine")
    key = {"Authorization": f"Bearer {sandbox.key}"}
    statuses = [
        requests.get(
            f"{sandbox.url}/campaigns/list", headers={**key, "X-Client-Marker": marker}, timeout=10
        ).status_code
        for marker in ("yours", "mine", "mine")
    ]
    assert statuses == [200, 503, 200]


def test_a_sandbox_that_answers_is_not_waited_for(sandbox: RunningSandbox) -> None:
    SandboxControls(sandbox.url).wait()
    assert sandbox.answered == []


def test_a_sandbox_that_never_comes_is_given_up() -> None:
    with pytest.raises(requests.ConnectionError):
        SandboxControls(f"http://127.0.0.1:{free_port()}").wait(0.3)
