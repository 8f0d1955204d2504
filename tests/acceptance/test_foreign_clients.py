"""Clients that nobody here wrote, unmodified: the same results as direct, and every attempt in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.state import Answered
from tests.acceptance.foreign import HIDDEN, Step, curled, driven
from tests.acceptance.foreign_steps import ANN, TRACK, of_braze, of_curl, of_edx, refused
from tests.acceptance.gateways import gateway, noted, prepared
from tests.acceptance.keeping import eventually, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(200)]

Drive = Callable[[str, str], list[Any]]
"""What a client gets at this address with this key, or with a token that stands for it."""


def assert_no_difference(data: Path, sandbox: RunningSandbox, steps: list[Step], drive: Drive) -> None:
    """Neither with Braze's own key nor with a token; and the ledger has every attempt of both."""
    shown = prepared(data, ("Shop", sandbox.url, sandbox.key))["shop"]
    direct = drive(sandbox.url, sandbox.key)
    before = len(sandbox.answered)
    with gateway(data, sandbox.url) as through:
        for key in (sandbox.key, shown):
            assert drive(through.url, key) == direct
        eventually(through.idle, 20, "the gateway has heard the last answer")
        assert through.stop() == 0
    assert_noted(data, steps * 2, sandbox.answered_since(before))


def assert_noted(data: Path, steps: list[Step], answered: list[Answered]) -> None:
    """Each request that reached the sandbox is a row, in order, with its outcome, its errors and its ids."""
    calls = noted(data)
    expected = [attempt for step in steps for attempt in step.attempts]
    told = [(call["endpoint"], call["status"], call["outcome"], *map(plain, call["errors"])) for call in calls]
    assert told == [(one.endpoint, one.status, one.outcome, *one.errors) for one in expected]
    assert {call["origin"] for call in calls} == {"gateway"}
    replied = [entry for entry in answered if entry.delivered]
    assert [call["request_id"] for call in calls if call["status"]] == [entry.request_id for entry in replied]
    given = {entry.request_id: entry.send_id for entry in replied if entry.send_id}
    assert given.items() <= {call["request_id"]: call["send_id"] for call in calls}.items()


def plain(message: str) -> str:
    return HIDDEN.sub("•••", message)


def test_edx_braze_client_notices_no_difference(tmp_path: Path, sandbox: RunningSandbox) -> None:
    steps = of_edx(sandbox)

    def drive(url: str, key: str) -> list[Any]:
        return driven("edx", url, sandbox, steps, api_key=key, app_id="shop")

    assert_no_difference(tmp_path, sandbox, steps, drive)


def test_braze_client_notices_no_difference(tmp_path: Path, sandbox: RunningSandbox) -> None:
    steps = of_braze(sandbox)
    assert_no_difference(tmp_path, sandbox, steps, lambda url, key: driven("braze", url, sandbox, steps, api_key=key))


def test_curl_notices_no_difference(tmp_path: Path, sandbox: RunningSandbox) -> None:
    steps = of_curl(sandbox)
    assert_no_difference(tmp_path, sandbox, steps, lambda url, key: curled(url, sandbox, steps, key))
    sends = [entry.send_id for entry in sandbox.answered if entry.path == "/messages/send" and entry.send_id]
    assert {send for (send,) in rows(tmp_path, "SELECT send_id FROM recording_send")} == set(sends[1:])


def test_a_key_in_the_body_is_passed_on_and_a_token_there_is_not(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """The old way, which the sandbox, as Braze does now, answers as if no key had come."""
    step = Step("user_track", ANN, (refused(TRACK, 401, "Invalid API key:"),))
    shown = prepared(tmp_path, ("Shop", sandbox.url, sandbox.key))["shop"]
    direct = driven("braze", sandbox.url, sandbox, [step], api_key=sandbox.key, use_auth_header=False)
    before = len(sandbox.answered)
    with gateway(tmp_path, sandbox.url) as through:
        assert driven("braze", through.url, sandbox, [step], api_key=sandbox.key, use_auth_header=False) == direct
        (answer,) = driven("braze", through.url, sandbox, [step], api_key=shown, use_auth_header=False)
        assert "A token stands in the body" in answer["text"]
        assert through.stop() == 0
    assert_noted(tmp_path, [step], sandbox.answered_since(before))
