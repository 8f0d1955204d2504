"""A real Celery worker and beat follow a send from its call to its figures, on whatever broker the lane offers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from braze_tracker.keeper.parts import BASE, Part, follow_up
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.calling import a_broadcast
from tests.acceptance.keeping import environment, eventually, manage, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.broker, pytest.mark.timeout(240)]

LOOKS = "SELECT COUNT(*) FROM analytics_snapshot WHERE result = 'figures'"


@contextmanager
def kept(part: Part, env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("w") as file, subprocess.Popen(part.command, cwd=BASE, env=env, stdout=file, stderr=file) as process:
        try:
            yield
        finally:
            process.terminate()
            code = process.wait(40)
    assert code == 0, log.read_text()[-3000:]


def surroundings(data: Path, sandbox: RunningSandbox) -> dict[str, str]:
    broker = {name: os.environ[name] for name in ("CELERY_BROKER_URL",) if name in os.environ}
    return environment(data, BRAZE_TRACKER_LOOK_SCHEDULE="14d:1s", SHOP_KEY=sandbox.key, **broker)


def test_a_send_is_followed_to_its_figures(tmp_path: Path, sandbox: RunningSandbox) -> None:
    env = surroundings(tmp_path, sandbox)
    manage(tmp_path, "migrate", "--verbosity", "0")
    words = ("--name", "Shop", "--rest-endpoint", sandbox.url, "--key-env", "SHOP_KEY")
    manage(tmp_path, "declare_workspace", *words, SHOP_KEY=sandbox.key)
    send_id = a_broadcast(tmp_path, sandbox)
    manage(tmp_path, "drain", "--once")
    assert rows(tmp_path, "SELECT send_id FROM recording_send") == [(send_id,)]
    with ExitStack() as stack:
        for part in follow_up():
            stack.enter_context(kept(part, env, tmp_path / f"{part.name}.log"))
        eventually(lambda: rows(tmp_path, LOOKS) >= [(2,)], 100, "two looks brought figures")
        eventually(lambda: {"beat", "worker"} <= alive(tmp_path), 30, "worker and beat show that they live")
    assert rows(tmp_path, "SELECT COUNT(*) > 0 FROM analytics_dailyfigures WHERE channel = 'email'") == [(1,)]


def alive(data: Path) -> set[str]:
    """The parts that have given a sign of life; a worker's is named after its process, too."""
    return {part.split(":")[0] for (part,) in rows(data, "SELECT part FROM recording_heartbeat")}
