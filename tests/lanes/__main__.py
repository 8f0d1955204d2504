"""`python -m tests.lanes sqlite|postgres|redis|journeys [pytest's words]`: one lane, with its servers up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.lanes.postgres import postgres
from tests.lanes.redis import redis_server

AT_ONCE = ("-n", "2")
DATABASE_ROOMS = ("tests/recording", "tests/analytics", "tests/dashboard")


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    words: tuple[str, ...]
    server: str = ""


LANES: Mapping[str, Lane] = {
    "sqlite": Lane("everything on SQLite", (*AT_ONCE, "-m", "not acceptance")),
    "postgres": Lane(
        "the database's tests again on PostgreSQL", (*AT_ONCE, "-m", "not acceptance", *DATABASE_ROOMS), "DATABASE_URL"
    ),
    "redis": Lane("the broker's journeys again on Redis", ("-m", "broker"), "CELERY_BROKER_URL"),
    "journeys": Lane("journeys through the real parts", ("-m", "acceptance")),
}


@contextmanager
def served(variable: str) -> Iterator[dict[str, str]]:
    """The variable that names the lane's server, while it runs."""
    if not variable:
        yield {}
        return
    with (postgres if variable == "DATABASE_URL" else redis_server)() as url:
        yield {variable: url}


def run(lane: Lane, words: Sequence[str]) -> int:
    """pytest's exit code. A lane in which nothing was tested has failed: pytest says 5 then."""
    with tempfile.TemporaryDirectory(prefix="tracker-test-") as data, served(lane.server) as server:
        env = {**_without_ours(os.environ), **server, "BRAZE_TRACKER_DATA": data}
        return subprocess.run([sys.executable, "-m", "pytest", *lane.words, *words], env=env, check=False).returncode


def _without_ours(environ: Mapping[str, str]) -> dict[str, str]:
    """What an operator set for a real tracker must not reach the tests."""
    ours = ("BRAZE_", "DATABASE_URL", "CELERY_")
    return {name: value for name, value in environ.items() if not name.startswith(ours)}


def main(words: Sequence[str]) -> int:
    if not words or words[0] not in LANES:
        sys.stderr.write(f"Name a lane: {', '.join(LANES)}.\n")
        return 2
    lane = LANES[words[0]]
    sys.stdout.write(f"\n━━━ {lane.title} ━━━\n")
    sys.stdout.flush()
    started = time.monotonic()
    code = run(lane, words[1:])
    sys.stdout.write(f"━━━ {lane.title}: {'passed' if not code else f'FAILED ({code})'} in {_spent(started)}\n")
    return code


def _spent(started: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    return f"{minutes} min {seconds} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
