"""A whole tracker for the suite: embedded (SQLite, a folder as broker) or served (PostgreSQL, Redis), with its callers.

A fault harms it through these doors only; what it did to calls is found out by `checked` and `settled`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from braze_tracker.keeper.parts import BASE, Address, drain, follow_up, gateway
from braze_tracker.keeper.places import free_port
from tests.acceptance.keeping import environment
from tests.faults.braze import Braze, braze
from tests.faults.caller import Caller, Orders
from tests.faults.parts import Parts
from tests.faults.proof import Answer, Proof, Row, compare
from tests.lanes.postgres import Postgres, postgres
from tests.lanes.redis import Redis, redis

PATIENCE = 60.0
CALLERS = ("direct", "by-gateway")


def eventually(true: Callable[[], Any], what: Callable[[], object], seconds: float = PATIENCE) -> Any:
    """The first true answer; fails with what is told then."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what()}"
        time.sleep(0.1)
    return answer


def listens(front: Address) -> bool:
    try:
        return requests.get(f"{front.url}/-/ready", timeout=5).status_code == 200
    except requests.RequestException:
        return False


class Stack:
    def __init__(self, profile: str, folder: Path, standing: Braze, postgres: Postgres | None, redis: Redis | None):
        self.profile, self.folder, self.braze, self.postgres, self.redis = profile, folder, standing, postgres, redis
        self.data, self.heard = folder / "var", folder / "heard"
        self.key = standing.box.key
        urls = {"DATABASE_URL": postgres.url if postgres else "", "CELERY_BROKER_URL": redis.url if redis else ""}
        self.settings = {
            "BRAZE_TRACKER_LOOK_SCHEDULE": "14d:1s",
            "BRAZE_TRACKER_BRAZE_HOSTS": standing.url,
            "BRAZE_TRACKER_LOG_LEVEL": "WARNING",
            "SHOP_KEY": self.key,
            **{name: url for name, url in urls.items() if url},
        }
        self.env = environment(self.data, **self.settings)
        self.front = Address("127.0.0.1", free_port())
        self.own = Caller(self._orders("suite"), self.key)
        self.session = self.own.session()
        self.parts = Parts(folder)
        with (folder / "clerk.log").open("ab") as log:
            self.clerk = subprocess.Popen(
                (sys.executable, "-m", "tests.faults.clerk"),
                cwd=BASE,
                env=self.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.since = datetime.now(UTC) - timedelta(hours=2)  # also by a clock that is an hour behind
        self.excused, self.dropped = set[str](), set[str]()
        """Marks of calls whose lines a fault took away; of those that the journal could not take, and counted."""

    def begin(self) -> None:
        self.ask("prepare", rest_endpoint=self.braze.url, key=self.key)
        self.start_tracker()
        for name in CALLERS:
            self.parts.start(name, self.orders(name), self.env)
        for name in CALLERS:
            self.heard_from(name, 10)

    def start_tracker(self) -> None:
        for part in (drain(), gateway(self.front), *follow_up()):
            self.parts.start(part.name, part.command, self.env)
        eventually(lambda: listens(self.front), lambda: self.tail("gateway"))

    def stop_tracker(self) -> None:
        for part in (gateway(self.front), *follow_up(), drain()):
            self.parts.end(part.name)

    def orders(self, name: str, **more: Any) -> tuple[str, ...]:
        return (sys.executable, "-m", "tests.faults.caller", json.dumps(asdict(self._orders(name, **more))))

    def _orders(self, name: str, **more: Any) -> Orders:
        campaign = next(one for one in self.braze.box.campaigns if one.kind == "api" and "email" in one.channels)
        by_gateway = name == "by-gateway"
        usual = Orders(
            base=self.front.url if by_gateway else self.braze.url,
            name=name,
            heard=str(self.heard),
            campaign=campaign.id,
            variation=campaign.variation("email").id,
            journal="" if by_gateway else str(self.data / "journal"),
        )
        return replace(usual, **more)

    def ask(self, question: str, **told: Any) -> Any:
        """What the clerk says; waits while the database is away."""
        said: dict[str, Any] = {}

        def asked() -> bool:
            said.clear()
            said.update(self._asked({"ask": question, **told}))
            return "answer" in said

        eventually(asked, lambda: said)
        return said["answer"]

    def _asked(self, told: dict[str, Any]) -> dict[str, Any]:
        assert self.clerk.stdin is not None
        assert self.clerk.stdout is not None
        self.clerk.stdin.write(json.dumps(told) + "\n")
        self.clerk.stdin.flush()
        line = self.clerk.stdout.readline()
        assert line, (self.folder / "clerk.log").read_text()[-3000:]
        return dict(json.loads(line))

    def recovered(self, *, follows: bool) -> None:
        """Both ways of calling go through once more, and where it matters a fresh send gets its figures."""
        eventually(lambda: listens(self.front), lambda: "the gateway is ready again")
        if follows:
            send_id = f"again-{self.braze.last()}"
            self.own.broadcast(self.session, send_id)
            eventually(lambda: self.ask("sends").get(send_id), lambda: f"figures of {send_id}: {self.tail('worker')}")

    def heard_from(self, name: str, calls: int) -> None:
        """Waits until a caller has heard so many replies, or failures, in its present life."""
        mark = f"{name}-{self.parts.pid(name)}-"
        eventually(lambda: sum(line.startswith(mark) for line in self.told()) >= calls, lambda: self.tail(name))

    def told(self) -> list[str]:
        """Line by line what callers heard: mark, and status or the name of a failure."""
        return self.heard.read_text().splitlines() if self.heard.exists() else []

    def tail(self, name: str) -> str:
        return self.parts.log(name).read_text(errors="replace")[-6000:]

    def answers(self, after: int = 0) -> list[Answer]:
        answered = self.braze.box.answered_since(after)
        return [Answer(one.marker or "", one.request_id, one.status) for one in answered]

    def rows(self) -> list[Row]:
        return [Row(*row) for row in self.ask("calls", since=self.since.isoformat())]

    def checked(self, *, drops: bool = False, seconds: float = PATIENCE) -> Proof:
        """Waits until all that has been answered by now is in the ledger; what is wrong where it is not.

        With ``drops``, calls that the journal says it had to drop are excused from now on.
        """
        last, deadline = self.braze.last(), time.monotonic() + seconds
        while (found := self._compared(last)) and not found.doubled and time.monotonic() < deadline:
            gone = {*found.lost, *found.open}
            if drops and len(gone) <= self.ask("losses") - len(self.dropped):
                self.dropped |= gone
            time.sleep(0.4)
        return found

    def _compared(self, last: int) -> Proof:
        """Calls answered later may be in the ledger already, and are no lie."""
        rows = self.rows()
        every = self.answers()
        due = {one.request_id for one in self.braze.box.answered if one.number <= last}
        late = {one.mark or one.request_id for one in every if one.request_id not in due}
        return compare(every, rows, self.excused | self.dropped | late)

    def close(self) -> None:
        self.parts.end_all()
        self.clerk.communicate(timeout=20)
        os.close(self.own.heard)
        if self.own.journal:
            self.own.journal.close()


@contextmanager
def stack(profile: str, folder: Path, kind: type[Stack] = Stack) -> Iterator[Stack]:
    """``embedded`` or ``served``, under load."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        servers = (held.enter_context(postgres()), held.enter_context(redis())) if profile == "served" else (None, None)
        running = kind(profile, folder, held.enter_context(braze()), *servers)
        held.callback(running.close)
        running.begin()
        yield running
