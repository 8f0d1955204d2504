"""The keeper's command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from braze_tracker.keeper.__main__ import arguments, data_folder
from braze_tracker.keeper.parts import BASE
from braze_tracker.keeper.places import free_port, held


def keeper(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "BRAZE_TRACKER_DATA": str(data)}
    command = [sys.executable, "-m", "braze_tracker.keeper", *words]
    return subprocess.run(command, env=env, cwd=BASE, capture_output=True, text=True, timeout=60, check=False)


def test_the_pages_are_served_on_loopback_unless_told_otherwise() -> None:
    asked = arguments(["up"])
    assert (asked.host, asked.port, asked.gateway_port, asked.keep) == ("127.0.0.1", 8000, 8080, False)


def test_the_demo_has_a_folder_of_its_own() -> None:
    env = {"BRAZE_TRACKER_DATA": "/data"}
    assert data_folder("up", env) == Path("/data")
    assert data_folder("demo", env) == Path("/data/demo")
    assert data_folder("demo", {}) == BASE / "var" / "demo"


@pytest.mark.parametrize(
    ("mode", "option", "other", "setting"),
    [
        ("up", "--port", "--gateway-port", "with PORT="),
        ("demo", "--port", "--gateway-port", "with PORT="),
        ("up", "--gateway-port", "--port", "with GATEWAY_PORT="),
    ],
)
def test_a_port_in_use_is_refused_before_anything_starts(
    mode: str, option: str, other: str, setting: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = keeper(mode, option, str(taken.getsockname()[1]), other, str(free_port()), data=tmp_path)
    assert done.returncode == 2
    assert f"choose another {setting}" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_second_keeper_in_one_folder_is_refused(tmp_path: Path) -> None:
    with held(tmp_path):
        done = keeper("up", "--port", str(free_port()), "--gateway-port", str(free_port()), data=tmp_path)
    assert done.returncode == 2
    assert "Another keeper is at work" in done.stdout


@pytest.mark.parametrize("text", ["abc", "80000", "-1", ""])
def test_what_is_no_port_is_refused_with_what_to_write(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments(["up", f"--port={text}"])
    assert "as in PORT=8001" in capsys.readouterr().err
