"""What a fault is, and the ways of killing: each is done at a random moment under load and ended again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import psutil
import psycopg

from tests.faults.stack import CALLERS, Stack

Deed = Callable[[Stack, Random, float], int]
"""Harms the stack for about so many seconds, ends it, and says how often it struck."""
BOTH = frozenset({"embedded", "served"})


@dataclass(frozen=True)
class Fault:
    """``follows``: the follow-up must be seen at work after it. ``heard``: callers hear of it even directly.
    ``drops``: the journal may refuse calls, if it tells how many. ``last``: its pause outlasts the trial.
    """

    name: str
    deed: Deed
    profiles: frozenset[str] = BOTH
    follows: bool = False
    heard: bool = False
    drops: bool = False
    last: bool = False


def killing(*names: str) -> Deed:
    def deed(stack: Stack, chance: Random, seconds: float) -> int:
        return again_and_again(lambda: stack.parts.kill(chance.choice(names)), chance, seconds)

    return deed


def again_and_again(strike: Callable[[], object], chance: Random, seconds: float) -> int:
    """Once at least."""
    until, struck = time.monotonic() + seconds, 0
    while not struck or time.monotonic() < until:
        time.sleep(chance.uniform(0.05, 0.6))
        strike()
        struck += 1
    return struck


def kill_postgres(stack: Stack, chance: Random, seconds: float) -> int:
    assert stack.postgres is not None
    stack.postgres.kill()
    time.sleep(seconds / 2)
    stack.postgres.start()
    return 1


def kill_backend(stack: Stack, chance: Random, seconds: float) -> int:
    """One of the connections' own processes: the server then ends them all and recovers."""
    assert stack.postgres is not None
    url = stack.postgres.url
    query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"

    def strike() -> None:
        try:
            with psycopg.connect(url) as connection:
                pids = [pid for (pid,) in connection.execute(query)]
            if pids:
                os.kill(chance.choice(pids), signal.SIGKILL)
        except (psycopg.OperationalError, ProcessLookupError):
            return  # it recovers from the one before

    return again_and_again(strike, chance, seconds)


def kill_redis(stack: Stack, chance: Random, seconds: float) -> int:
    assert stack.redis is not None
    stack.redis.kill()
    time.sleep(seconds / 2)
    stack.redis.start()
    return 1


def full_disk(stack: Stack, chance: Random, seconds: float) -> int:
    """No file of these processes may grow any more. What was there before may be overwritten, as on a full disk."""
    victims = [psutil.Process(stack.parts.pid(name)) for name in ("direct", "gateway", "drain", "worker")]
    for victim in victims:
        victim.rlimit(psutil.RLIMIT_FSIZE, (512, psutil.RLIM_INFINITY))
    time.sleep(seconds)
    for victim in victims:
        if victim.is_running():
            victim.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    return len(victims)


KILLS = (
    Fault("kill -9 of a client that writes", killing(*CALLERS)),
    Fault("kill -9 of the gateway", killing("gateway")),
    Fault("kill -9 of the drain", killing("drain")),
    Fault("kill -9 of the worker", killing("worker"), follows=True),
    Fault("kill -9 of beat", killing("beat"), follows=True),
    Fault("kill -9 of PostgreSQL", kill_postgres, frozenset({"served"}), follows=True),
    Fault("kill -9 of a PostgreSQL connection", kill_backend, frozenset({"served"})),
    Fault("kill -9 of Redis", kill_redis, frozenset({"served"}), follows=True),
)
