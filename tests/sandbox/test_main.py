"""The sandbox as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from braze_tracker.sandbox.__main__ import arguments, keys, main
from braze_tracker.sandbox.server import running
from tests.sandbox.asking import TRACK

COMMAND = (sys.executable, "-m", "braze_tracker.sandbox", "--port", "0")


@contextmanager
def started(*words: str, **environ: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process and the address it says it answers at."""
    with subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environ}
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1]
        finally:
            if process.poll() is None:
                process.kill()


def status(url: str, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}", "Connection": "close"}
    with requests.Session() as session:
        return session.post(f"{url}/users/track", json=TRACK, headers=headers, timeout=5).status_code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_process_answers_and_stops_cleanly(number: signal.Signals) -> None:
    with started("--key", "my-key", "--second-key", "other-key") as (process, url):
        assert [status(url, key) for key in ("my-key", "other-key", "no-key")] == [201, 201, 401]
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_key_may_come_from_the_environment() -> None:
    with started("--key-env", "SHOP_KEY", SHOP_KEY="hidden-key") as (_, url):
        assert status(url, "hidden-key") == 201


def test_every_key_asked_for_is_found() -> None:
    asked = arguments(["--key", "a", "--key-env", "B"])
    assert keys(asked, {"B": "b"}) == ["a", "b"]


@pytest.mark.parametrize("environ", [{}, {"B": ""}])
def test_a_variable_without_a_key_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="B"):
        keys(arguments(["--key-env", "B"]), environ)


def test_a_taken_port_is_told_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    with running() as box:
        assert main(["--port", box.url.rpartition(":")[2], "--key", "a"]) == 1
    assert "Choose another --port" in capsys.readouterr().err


def test_a_missing_variable_is_told_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--key-env", "NOBODY_SET_THIS"]) == 1
    assert "NOBODY_SET_THIS holds no key" in capsys.readouterr().err
