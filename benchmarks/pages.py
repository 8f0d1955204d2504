"""Every page and admin list at several sizes of the tracker: server time and queries, asked in turns.

`python -m benchmarks.pages --calls 100000,1000000` grows a SQLite file of each size, with `--postgres` a database of
each size on a PostgreSQL of its own. `--at URL,URL` measures databases that `benchmarks.growth` has filled.
Each size has a process with an Admin signed in; every round asks each page of each of them, warm, through Django's
own handler: no network, no browser. Beside the time stands the processor time of this process and of the database's,
which other work on the machine does not lengthen; the ratio is of that.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg

from benchmarks.results import keep
from tests.lanes.postgres import postgres

ROUNDS = 7
RESULTS = "pages"


@dataclass
class Size:
    """One database and the process that asks its pages."""

    name: str
    url: str
    asker: subprocess.Popen[str]
    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    queries: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)

    def ask(self, page: str) -> None:
        answer = _told(self.asker, page)
        self.wall[page].append(answer["wall"])
        self.spent[page].append(answer["spent"])
        self.queries[page], self.said[page] = answer["queries"], answer["status"]

    def median(self, page: str) -> float:
        return statistics.median(self.wall[page])

    def work(self, page: str) -> float:
        """Processor time, the median."""
        return statistics.median(self.spent[page])

    def slow(self, page: str) -> float:
        """The 95th percentile; of few rounds the slowest."""
        return sorted(self.wall[page])[max(0, round(len(self.wall[page]) * 0.95) - 1)]


def _told(asker: subprocess.Popen[str], line: str) -> Any:
    _pipe(asker.stdin).write(line + "\n")
    _pipe(asker.stdin).flush()
    return json.loads(_pipe(asker.stdout).readline())


def _pipe(one: IO[str] | None) -> IO[str]:
    if one is None:
        raise RuntimeError("The process was started without pipes.")
    return one


def environment(url: str, folder: Path) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "BRAZE_TRACKER_DATA": str(folder), "BRAZE_TRACKER_DEBUG": ""}


def grow(url: str, folder: Path, calls: int) -> None:
    command = [sys.executable, "-m", "benchmarks.growth", "--calls", str(calls)]
    subprocess.run(command, env=environment(url, folder), check=True, timeout=3600)


@contextmanager
def asked(name: str, url: str, folder: Path) -> Iterator[Size]:
    command = [sys.executable, "-m", "benchmarks.pages_asker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    asker = subprocess.Popen(command, env=environment(url, folder), text=True, **pipes)  # type: ignore[call-overload]  # both are pipes
    try:
        yield Size(name, url, asker)
    finally:
        _pipe(asker.stdin).close()
        asker.wait(timeout=60)


def measure(sizes: Sequence[Size], rounds: int, only: str) -> list[str]:
    """Each page is warmed at each size before it counts. Which page is asked next, every size in turn answers."""
    names: list[str] = []
    for size in sizes:
        names = [name for name in _told(size.asker, "pages") if only in name]
    for page in names:
        for number in range(rounds + 1):
            for size in sizes:
                size.ask(page)
                if not number:
                    size.wall[page].clear()
                    size.spent[page].clear()
    return names


def table(sizes: Sequence[Size], pages: Sequence[str]) -> str:
    """The last size beside the first."""
    heads = "".join(f" {size.name} calls: ms (p95) | processor ms | queries |" for size in sizes)
    lines = [f"| page |{heads} ratio |", f"|---|{'---|---|---|' * len(sizes)}---|"]
    for page in pages:
        odd = "".join(f" {size.said[page]}" for size in sizes[-1:] if size.said[page] != 200)
        cells = "".join(
            f" {size.median(page):.1f} ({size.slow(page):.1f}) | {size.work(page):.1f} | {size.queries[page]} |"
            for size in sizes
        )
        lines.append(f"| {page}{odd} |{cells} {ratio(sizes, page):.2f} |")
    return "\n".join(lines)


def ratio(sizes: Sequence[Size], page: str) -> float:
    return sizes[-1].work(page) / sizes[0].work(page)


def summary(sizes: Sequence[Size], pages: Sequence[str]) -> str:
    last, ratios = sizes[-1], sorted(ratio(sizes, page) for page in pages)
    slowest = sorted(pages, key=last.work, reverse=True)[:3]
    return (
        f"{len(pages)} addresses at {last.name} calls: median {statistics.median(map(last.work, pages)):.0f} ms, the "
        f"slowest {', '.join(f'{one} {last.work(one):.0f} ms' for one in slowest)}; ratio to {sizes[0].name} calls "
        f"{statistics.median(ratios):.2f} in the median, {ratios[-1]:.2f} at most; at most "
        f"{max(last.queries[page] for page in pages)} queries."
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", default="100000")
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--at", default="", help="databases that are filled already, smallest first")
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--only", default="", help="pages whose name holds this")
    arguments.add_argument("--keep", action="store_true", help="write the table into RESULTS.md")
    chosen = arguments.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = chosen.at.split(",") if chosen.at else _grown(stack, folder, chosen)
        names = _names(urls) if chosen.at else [f"{int(one):,}" for one in chosen.calls.split(",")]
        sizes = [stack.enter_context(asked(name, url, folder)) for name, url in zip(names, urls, strict=True)]
        pages = measure(sizes, chosen.rounds, chosen.only)
        kind = "PostgreSQL" if urls[0].startswith("postgres") else "SQLite"
        text = f"{kind}, {chosen.rounds} rounds, {summary(sizes, pages)}\n\n{table(sizes, pages)}"
    print(text)
    if chosen.keep:
        keep(f"{RESULTS} {kind}", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {text}")


def _names(urls: Sequence[str]) -> list[str]:
    return [url.partition("?")[0].rpartition("/")[2] for url in urls]


def _grown(stack: ExitStack, folder: Path, chosen: argparse.Namespace) -> list[str]:
    urls = []
    server = stack.enter_context(postgres()).url if chosen.postgres else ""
    for calls in map(int, chosen.calls.split(",")):
        urls.append(_made(server, calls) if server else f"sqlite:///{folder / f'{calls}.sqlite3'}")
        grow(urls[-1], folder, calls)
    return urls


def _made(server: str, calls: int) -> str:
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE pages_{calls}".encode())
    base, _, query = server.partition("?")
    return f"{base.rpartition('/')[0]}/pages_{calls}?{query}"


if __name__ == "__main__":
    main()
