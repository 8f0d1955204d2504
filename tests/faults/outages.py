"""Faults in which something is away, slow, full or told the wrong time for a while."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from contextlib import closing
from random import Random

from braze_tracker.keeper.parts import drain, follow_up
from tests.faults.stack import Stack, eventually
from tests.faults.table import BOTH, Deed, Fault, full_disk

EMBEDDED, SERVED = frozenset({"embedded"}), frozenset({"served"})
HOUR = 3600
AT_ONCE = 20
"""Looks that may be under way when the first of them learns of the limit."""


def database_away(stack: Stack, chance: Random, seconds: float) -> int:
    if stack.postgres is None:
        locked(stack, seconds)
    else:
        stack.postgres.stop()
        time.sleep(seconds)
        stack.postgres.start()
    return 1


def locked(stack: Stack, seconds: float) -> None:
    with closing(sqlite3.connect(stack.data / "db.sqlite3", isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


def broker_away(stack: Stack, chance: Random, seconds: float) -> int:
    if stack.redis is None:
        folder = stack.data / "broker" / "messages"
        away = folder.rename(folder.with_name("elsewhere"))
        time.sleep(seconds)
        if folder.exists():  # made anew by whoever started meanwhile
            folder.rename(folder.with_name(f"meanwhile-{time.monotonic_ns()}"))
        away.rename(folder)
    else:
        stack.redis.stop()
        time.sleep(seconds)
        stack.redis.start()
    return 1


def braze_away(stack: Stack, chance: Random, seconds: float) -> int:
    """Refused connections, then a proxy's page, then replies that take their time."""
    stack.braze.go_away()
    time.sleep(seconds / 3)
    stack.braze.come_back()
    for kind in ("503_html", "slow"):
        stack.braze.box.fault(kind, None, probability=0.9, seconds=seconds / 3)
        time.sleep(seconds / 3)
        stack.braze.as_usual()
    return 3


def slow_braze(stack: Stack, chance: Random, seconds: float) -> int:
    """A client that does not wait so long does not know what became of its calls, messages to everybody among them."""
    stack.braze.box.faults.clear()
    for path in ("/users/track", "/messages/*", "/sends/data_series"):
        stack.braze.box.fault("slow", None, path, 0.7, seconds=max(seconds, 1.0))
    stack.parts.start("impatient", stack.orders("impatient", patience=max(seconds, 1.0) / 2), stack.env)
    stack.heard_from("impatient", 12)
    stack.parts.end("impatient", signal.SIGKILL)
    stack.braze.as_usual()
    return 1


def rate_limited(stack: Stack, chance: Random, seconds: float) -> int:
    """The limit that looks share with sends is used up until the hour: looks stop, and sends to everybody go on."""

    def refused() -> int:
        answered = stack.braze.box.answered_since(before)
        return sum(one.path == "/sends/data_series" and one.status == 429 for one in answered)

    stack.recovered(follows=True)
    before = stack.braze.last()
    stack.braze.box.limits.set("shared", 1)
    eventually(refused, lambda: f"a look meets the limit: {stack.tail('worker')}")
    stack.own.broadcast(stack.session, f"sent-{before}")
    time.sleep(seconds)
    times = refused()
    stack.braze.box.limits.set("shared", 250_000)
    assert times <= AT_ONCE, f"{times} looks after the limit was used up"
    assert stack.braze.box.figures(stack.own.orders.campaign, f"sent-{before}", stack.braze.box.clock.now())
    return times


def clock_off(seconds_off: int) -> Deed:
    """The drain, the worker and beat run by a clock that is wrong, and then by the right one again."""

    def deed(stack: Stack, chance: Random, seconds: float) -> int:
        parts = (drain(), *follow_up())
        for part in parts:
            stack.parts.end(part.name, signal.SIGKILL)
            program = part.command[part.command.index("manage.py" if part.name == "drain" else "-m") :]
            command = (sys.executable, "-m", "tests.faults.shifted", str(seconds_off), *program)
            stack.parts.start(part.name, command, stack.env)
        assert not stack.checked(), "the drain goes on by another clock"
        time.sleep(seconds)
        for part in parts:
            stack.parts.end(part.name, signal.SIGKILL)
            stack.parts.start(part.name, part.command, stack.env)
        return 1

    return deed


OUTAGES = (
    Fault("database away", database_away, BOTH, follows=True),
    Fault("broker away", broker_away, BOTH, follows=True),
    Fault("Braze refuses, then 503, then slow", braze_away, BOTH, heard=True),
    Fault("Braze answers too late", slow_braze, BOTH, heard=True),
    Fault("429 until the hour", rate_limited, BOTH, last=True),
    Fault("disk full", full_disk, BOTH, drops=True),
    Fault("clocks an hour ahead", clock_off(HOUR), BOTH, follows=True),
    Fault("clocks an hour behind", clock_off(-HOUR), BOTH, follows=True),
)
