"""`python -m tests.lanes sqlite|postgres|redis|journeys … [pytest's words]`: each lane with its servers up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

from tests.lanes.postgres import postgres
from tests.lanes.redis import redis

AT_ONCE = ("-n", "2")
DATABASE_ROOMS = ("tests/recording", "tests/analytics", "tests/delivery", "tests/samples", "tests/dashboard")


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
    with (postgres if variable == "DATABASE_URL" else redis)() as server:
        yield {variable: server.url}


@dataclass(frozen=True, slots=True)
class Ended:
    title: str
    code: int
    seconds: float
    closing: str
    """pytest's last line."""

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self.seconds), 60)
        verdict = "passed" if not self.code else f"FAILED ({self.code})"
        return f"{verdict:11} {minutes:2} min {seconds:02} s  {self.title}: {self.closing.strip('= ')}"


def run(lane: Lane, words: Sequence[str]) -> Ended:
    """A lane in which nothing was tested has failed: pytest says 5 then."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tracker-test-") as data, served(lane.server) as server:
        env = {**_without_ours(os.environ), **server, "BRAZE_TRACKER_DATA": data}
        code, closing = passed_on([sys.executable, "-m", "pytest", *lane.words, *words], env)
    return Ended(lane.title, code, time.monotonic() - started, closing)


def passed_on(command: Sequence[str], env: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the last line. All that is said is passed on at once."""
    tail = b""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as process:
        while process.stdout and (chunk := os.read(process.stdout.fileno(), 65536)):
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            tail = (tail + chunk)[-4096:]
    lines = tail.decode(errors="replace").strip().splitlines()
    return process.returncode, lines[-1] if lines else "nothing was said"


def _without_ours(environ: Mapping[str, str]) -> dict[str, str]:
    """What an operator set for a real tracker must not reach the tests."""
    ours = ("BRAZE_", "DATABASE_URL", "CELERY_")
    return {name: value for name, value in environ.items() if not name.startswith(ours)}


def main(words: Sequence[str]) -> int:
    """The leading words name lanes; those after them are pytest's."""
    names = list(takewhile(LANES.__contains__, words))
    if not names:
        sys.stderr.write(f"Name one lane or more: {', '.join(LANES)}.\n")
        return 2
    ended = []
    for lane in map(LANES.__getitem__, names):
        _say(f"\n━━━ {lane.title} ━━━")
        ended.append(run(lane, words[len(names) :]))
    _say("\n━━━ summary ━━━", *ended)
    return next((one.code for one in ended if one.code), 0)


def _say(*lines: object) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
