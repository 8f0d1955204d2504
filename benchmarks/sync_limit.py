"""The follow-up at Braze's default limit, for minutes: looks a second, processor time, refusals for asking too much.

A server that takes 200 ms, allows 250,000 an hour and refuses whoever is ahead of that pace by more than a minute is
asked by one worker's walk, then by two on one budget, then flat out without a limit. Sends are of all ages, in three
channels, and most have been looked at before. python -m benchmarks.sync_limit --seconds 600
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from multiprocessing import Process, Queue
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from benchmarks.sync_rate import CHANNELS, KEY, LATENCY, Server, answer
from braze_tracker.journal import read_journal
from braze_tracker.keeper.parts import follow_up

AN_HOUR = 250_000
ENDLESS = 250_000_000
THREE = CHANNELS[:3]


class Braze(BaseHTTPRequestHandler):
    """Answers a fifth of a second later with as many days as it is asked for; the last day grows with every answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    limit = AN_HOUR
    began = 0.0
    taken = 0
    lock = Lock()
    days: dict[int, bytes] = {}

    def do_GET(self) -> None:
        within, asked = self._within_limit(), parse_qs(urlsplit(self.path).query)
        time.sleep(LATENCY)
        if not within:
            self._reply(429, b'{"message":"Rate limited"}')
        elif "send_id" in asked:
            self._reply(200, self._body(int(asked["length"][0])))
        else:
            self._reply(403, b'{"message":"Access Denied"}')  # names of campaigns, which this key may not read

    def _within_limit(self) -> bool:
        """Stricter than Braze, which counts whole hours: the even pace since the first, and one minute's burst."""
        with Braze.lock:
            Braze.taken, Braze.began = Braze.taken + 1, Braze.began or time.time()
            return Braze.taken <= Braze.limit * (time.time() - Braze.began) / 3600 + Braze.limit / 60 + 1

    def _body(self, days: int) -> bytes:
        body = self.days.setdefault(days, answer(days, THREE))
        before, sep, last = body.rpartition(b'"time"')
        return before + sep + last.replace(b"40000", b"%d" % (40_001 + self.taken // 1000))

    def _reply(self, status: int, body: bytes) -> None:
        left = max(self.limit - self.taken, 0)
        headers = {
            "Content-Type": "application/json", "Content-Length": str(len(body)), "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": str((int(time.time()) // 3600 + 1) * 3600),
        }  # fmt: skip
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _serve(ports: Queue[int], limit: int) -> None:
    Braze.limit = limit
    server = Server(("127.0.0.1", 0), Braze)
    ports.put(server.server_port)
    server.serve_forever()


@contextmanager
def braze(limit: int) -> Iterator[str]:
    ports: Queue[int] = Queue()
    process = Process(target=_serve, args=(ports, limit), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ports.get(timeout=20)}"
    finally:
        process.terminate()
        process.join(10)


@dataclass(frozen=True)
class Held:
    name: str
    workers: int
    looks: int
    limited: int
    recorded: int
    seconds: float
    cpu: float

    @property
    def row(self) -> str:
        rate, core = self.looks / self.seconds, self.cpu / self.seconds / self.workers
        return (
            f"| {self.name} | {self.seconds:.0f} | {self.looks:,} | {rate:.1f} | {self.limited} | {self.recorded:,} "
            f"| {core * 100:.1f} % | {self.cpu / max(self.looks, 1) * 1000:.2f} |"
        )


def hold(name: str, limit: int, seconds: float, *, workers: int = 1, in_flight: int = 20, least: int = 0) -> Held:
    """``workers`` processes and one beat on one database, for so long. It counts from the first look on."""
    with braze(limit) as url, tempfile.TemporaryDirectory() as folder:
        own = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "BRAZE_TRACKER_DATA": folder, "BENCH_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "braze_tracker.settings", "BRAZE_TRACKER_LOOK_SHARE": "1",
            "BRAZE_TRACKER_LOOKS_IN_FLIGHT": str(in_flight),
        }  # fmt: skip
        env = {**os.environ, **own}
        words = [sys.executable, "-m", "benchmarks.aged_sends"]
        sends = max(least, int(seconds * min(limit / 3600, in_flight / LATENCY) * 1.05) + 1000)
        subprocess.run([*words, url, str(sends)], env=env, check=True, timeout=900)
        with running(workers, env) as pids:
            return _watched(name, folder, pids, seconds)


@contextmanager
def running(workers: int, env: Mapping[str, str]) -> Iterator[list[int]]:
    """The very processes that the keeper runs; the pids of the workers."""
    worker, beat = follow_up()
    processes = [subprocess.Popen(part.command, env=env) for part in [*[worker] * workers, beat]]
    try:
        yield [process.pid for process in processes[:workers]]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _watched(name: str, folder: str, pids: list[int], seconds: float) -> Held:
    database = sqlite3.connect(f"file:{folder}/bench.sqlite3?mode=ro", uri=True)
    while not _looks(database)[0]:
        time.sleep(0.05)
    before, (first, _), began = sum(map(_cpu, pids)), _looks(database), time.perf_counter()
    time.sleep(seconds)
    (looks, limited), lasted, cpu = _looks(database), time.perf_counter() - began, sum(map(_cpu, pids)) - before
    written = sum(1 for segment in read_journal(folder + "/journal") for _line in segment.entries(0)) // 2
    database.close()
    return Held(name, len(pids), looks - first, limited, written, lasted, cpu)


def _looks(database: sqlite3.Connection) -> tuple[int, int]:
    """All that are stored, and those that Braze refused for asking too much."""
    asked = "SELECT COUNT(*), COUNT(*) FILTER (WHERE status = 429) FROM analytics_snapshot"
    looks, limited = database.execute(asked).fetchone()
    return looks, limited


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ways(seconds: float, least: int) -> dict[str, Callable[[], Held]]:
    return {
        "one": lambda: hold("one worker, 250,000 an hour", AN_HOUR, seconds, least=least),
        "two": lambda: hold("two workers, the same budget", AN_HOUR, seconds, workers=2),
        "flat": lambda: hold("one worker, no limit, 32 in flight", ENDLESS, min(seconds, 40), in_flight=32),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--only", choices=("one", "two", "flat"))
    arguments.add_argument("--sends", type=int, default=0, help="at least so many are due")
    chosen = arguments.parse_args()
    print("| way | s | looks | looks/s | 429 | recorded | of one core, each | CPU ms a look |")
    print("|---|---|---|---|---|---|---|---|")
    for name, way in ways(chosen.seconds, chosen.sends).items():
        if chosen.only in (None, name):
            print(way().row, flush=True)
    print(f"\nThe limit is {AN_HOUR / 3600:.1f} looks/s; {32 / LATENCY:.0f} are possible with 32 in flight.")


if __name__ == "__main__":
    main()
