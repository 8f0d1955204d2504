"""Load: wrk for as much as goes, and paced requests that are sent when they are due whatever became of those before."""

from __future__ import annotations

import asyncio
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.gateway_peers import WRK, libraries
from benchmarks.gateway_servers import KEY
from benchmarks.recording_cost import body

PATH = "/messages/send"
HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}

# another recipient for each request, as real traffic has
SCRIPT = """
local number = 0
local before, after = {before}, {after}
local headers = {{ ["Authorization"] = "Bearer {key}", ["Content-Type"] = "application/json" }}
request = function()
  number = number + 1
  return wrk.format("POST", "{path}", headers, before .. string.format("%07d", number) .. after)
end
"""
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Load:
    """Requests a second, two percentiles in milliseconds, and requests that brought no 2xx."""

    rate: float
    p50: float
    p99: float
    failed: int


def script(folder: Path) -> Path:
    before, after = body().decode().split("1000041", 1)
    path = folder / "load.lua"
    path.write_text(SCRIPT.format(before=_lua(before), after=_lua(after), key=KEY, path=PATH))
    return path


def _lua(text: str) -> str:
    return f"[==[{text}]==]"


def full_load(url: str, connections: int, seconds: int, lua: Path) -> Load:
    """As many requests as this many connections get answered, one after the other on each."""
    words = ["-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", str(lua), url]
    done = subprocess.run([str(WRK), *words], env=libraries(), capture_output=True, text=True, timeout=seconds + 60)
    return told(done.stdout)


def told(report: str) -> Load:
    """wrk's report as figures. ValueError when it is none."""
    rate = re.search(r"Requests/sec: +([\d.]+)", report)
    percentiles = dict(re.findall(r"^ +(50|99)% +(\S+) *$", report, re.MULTILINE))
    if not rate or len(percentiles) < 2:
        raise ValueError(f"wrk says: {report}")
    failed = sum(int(count) for count in re.findall(r"Non-2xx or 3xx responses: (\d+)", report))
    failed += sum(
        int(count) for line in re.findall(r"Socket errors: (.*)", report) for count in re.findall(r"\d+", line)
    )
    return Load(float(rate[1]), _milliseconds(percentiles["50"]), _milliseconds(percentiles["99"]), failed)


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * UNITS[unit]


async def paced(url: str, rate: int, seconds: float) -> list[float]:
    """Seconds that each request took, counted from when it was due. OSError when one is not answered with 201."""
    took: list[float] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as tasks:
        begin = time.perf_counter() + 0.1
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.create_task(_one(session, url, body(number), due, took))
    return took


async def _one(session: aiohttp.ClientSession, url: str, content: bytes, due: float, took: list[float]) -> None:
    async with session.post(f"{url}{PATH}", data=content, headers=HEADERS) as reply:
        await reply.read()
        if reply.status != 201:
            raise OSError(f"{url} answers {reply.status}")
    took.append(time.perf_counter() - due)
