"""What the gateway relays beside nginx (a plain proxy: the floor) and mitmdump (which records), in one run.

The ways take turns, their order shuffled each round, at 16 and 64 connections, before a Braze that answers at once and
one that takes 50 ms; then requests at a steady pace, for what is added to one; then many, for the gateway's memory.
`python -m benchmarks.gateway`; results go to benchmarks/RESULTS.md with --keep.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.gateway_load import Load, full_load, paced, script
from benchmarks.gateway_peers import fetch_debian, fetch_mitmproxy
from benchmarks.gateway_servers import gateway, mitmdump, nginx, upstream
from benchmarks.results import keep

CONNECTIONS = (16, 64)
DELAYS = (0.05, 0.0)
PACE, PACED_DELAY = 200, 0.05
LOOK_EVERY = 5
"""Seconds between two looks at the gateway's memory."""


@dataclass(frozen=True)
class Cell:
    """All rounds of one way at one number of connections and one delay."""

    way: str
    delay: float
    connections: int
    loads: list[Load]

    @property
    def rate(self) -> float:
        return statistics.median(load.rate for load in self.loads)


@contextmanager
def ways(folder: Path, delay: float, mitmproxy: bool) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Name → address of everything that is measured, in front of a Braze with this delay; the gateway's processes."""
    folder.mkdir()
    with ExitStack() as stack:
        braze = stack.enter_context(upstream(folder, delay))
        told = {"direct": braze, "nginx": stack.enter_context(nginx(folder, braze))}
        if mitmproxy:
            told["mitmdump -w"] = stack.enter_context(mitmdump(folder, braze))
        told["the gateway"], processes = stack.enter_context(gateway(folder, braze))
        yield told, processes


def full(told: dict[str, str], delay: float, rounds: int, seconds: int, lua: Path) -> list[Cell]:
    cells = []
    for connections in CONNECTIONS:
        loads: dict[str, list[Load]] = {name: [] for name in told}
        for turn in range(rounds + 1):
            for name in random.sample(list(told), len(told)):
                load = full_load(told[name], connections, seconds if turn else 2, lua)
                loads[name] += [load] if turn else []  # the first warms up
        cells += [Cell(name, delay, connections, loads[name]) for name in told]
        print(*(f"{cell.way} {cell.rate:,.0f}" for cell in cells[-len(told) :]), sep=", ", file=sys.stderr)
    return cells


def steady(told: dict[str, str], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Seconds of every paced request of each way."""
    took: dict[str, list[float]] = {name: [] for name in told}
    for turn in range(rounds + 1):
        for name in random.sample(list(told), len(told)):
            seen = asyncio.run(paced(told[name], PACE, seconds if turn else 1))
            took[name] += seen if turn else []
    return took


def memory(url: str, processes: list[int], calls: int, lua: Path) -> list[tuple[int, list[float]]]:
    """Calls made so far, and what each process then holds in MB, looked at every few seconds."""
    series, made = [(0, _resident(processes))], 0
    while made < calls:
        made += int(full_load(url, 64, LOOK_EVERY, lua).rate * LOOK_EVERY)
        series.append((made, _resident(processes)))
    return series


def _resident(processes: list[int]) -> list[float]:
    return [psutil.Process(process).memory_info().rss / 1e6 for process in processes]


def throughput_table(cells: list[Cell]) -> Iterator[str]:
    yield "| Braze takes | connections | way | requests/s (rounds) | of nginx | × mitmdump | p50 ms | p99 ms | failed |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for cell in cells:
        alike = {one.way: one.rate for one in cells if (one.delay, one.connections) == (cell.delay, cell.connections)}
        rounds = ", ".join(f"{load.rate:,.0f}" for load in cell.loads)
        against = f"{cell.rate / alike['mitmdump -w']:.2f}" if "mitmdump -w" in alike else "-"
        p50, p99 = (statistics.median(getattr(load, name) for load in cell.loads) for name in ("p50", "p99"))
        yield (
            f"| {cell.delay * 1e3:.0f} ms | {cell.connections} | {cell.way} | **{cell.rate:,.0f}** ({rounds}) "
            f"| {cell.rate / alike['nginx']:.2f} | {against} | {p50:.1f} | {p99:.1f} "
            f"| {sum(load.failed for load in cell.loads)} |"
        )


def steady_table(took: dict[str, list[float]]) -> Iterator[str]:
    yield "| way | requests | p50 ms | p99 ms | added at p50 | added at p99 |"
    yield "|---|---|---|---|---|---|"
    p50, p99 = ({name: statistics.quantiles(each, n=100)[at] * 1e3 for name, each in took.items()} for at in (49, 98))
    for name, each in took.items():
        added = f"{p50[name] - p50['direct']:+.2f} | {p99[name] - p99['direct']:+.2f}"
        yield f"| {name} | {len(each):,} | {p50[name]:.2f} | {p99[name]:.2f} | {added} |"


def memory_table(series: list[tuple[int, list[float]]]) -> Iterator[str]:
    yield "| calls so far |" + "".join(f" {made:,} |" for made, _ in series)
    yield "|---|" + "---|" * len(series)
    yield "| MB of both processes |" + "".join(f" {' + '.join(f'{size:.1f}' for size in held)} |" for _, held in series)


def measured(chosen: argparse.Namespace, folder: Path, mitmproxy: bool) -> str:
    lua, cells = script(folder), []
    for delay in DELAYS:
        with ways(folder / f"after-{delay}", delay, mitmproxy) as (told, processes):
            cells += full(told, delay, chosen.rounds, chosen.seconds, lua)
            if delay == PACED_DELAY:
                took = steady(told, chosen.rounds, 2 * chosen.seconds)
            else:
                series = memory(told["the gateway"], processes, chosen.calls, lua)
    machine = f"CPython {platform.python_version()}, {psutil.cpu_count()} processors"
    about = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}, "
        f"median of {chosen.rounds} rounds of {chosen.seconds} s, every request with another recipient, 1.5 KB of JSON."
    )
    lines = [about, "", *throughput_table(cells), "", f"{PACE} requests/s, each counted from when it was due; Braze"]
    lines[-1] += f" answers after {PACED_DELAY * 1e3:.0f} ms."
    return "\n".join([*lines, "", *steady_table(took), "", "The gateway's memory:", "", *memory_table(series)])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=6, help="of full load, each round")
    arguments.add_argument("--calls", type=int, default=200_000, help="for the gateway's memory")
    arguments.add_argument("--keep", action="store_true", help="write the figures to RESULTS.md")
    chosen = arguments.parse_args()
    if not fetch_debian():
        sys.exit("Without nginx and wrk there is nothing to compare with. On Debian, run apt-get update and try again.")
    with tempfile.TemporaryDirectory() as folder:
        text = measured(chosen, Path(folder), fetch_mitmproxy())
    print(text)
    if chosen.keep:
        keep("gateway", text)


if __name__ == "__main__":
    main()
