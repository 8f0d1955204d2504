"""A client of Braze that never rests, as a process of its own: directly with a recording session, or by the gateway.

python -m tests.faults.caller '{"base": …, "name": …, …}' with the key in SHOP_KEY. Each call carries its own mark
twice: in a header that the stand-in for Braze remembers, and in its URL, which the ledger keeps.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import requests

from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal

Call = tuple[str, str, dict[str, Any] | None]
SENDS = 2
"""How many messages one life of a caller sends to everybody: each is followed from then on."""


@dataclass(frozen=True)
class Orders:
    base: str
    name: str
    heard: str
    """The file that gets a line for each call: its mark, and the status or the name of the failure."""
    campaign: str
    variation: str
    journal: str = ""
    """Empty: the gateway records."""
    threads: int = 3
    pause: float = 0.1
    patience: float = 30.0


def everyday() -> Iterator[Call]:
    """A question, a success, a mistake, and a success in which a part was skipped."""
    person = {"external_id": "a", "first_name": "b"}
    yield "GET", "/campaigns/list", None
    yield "POST", "/users/track", {"attributes": [person]}
    yield "POST", "/messages/send", {"messages": {}}
    yield "POST", "/users/track", {"attributes": [person, {"first_name": "nobody"}]}


class Caller:
    def __init__(self, orders: Orders, key: str) -> None:
        self.orders, self.key = orders, key
        self.numbers = count(1)
        self.heard = os.open(orders.heard, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.untold: list[str] = []
        self.telling = threading.Lock()
        self.journal = Journal(Path(orders.journal)) if orders.journal else None

    def work(self, first: bool) -> None:
        session = self.session()
        for number in range(SENDS if first else 0):
            self.broadcast(session, f"{self.orders.name}-{os.getpid()}-s{number}")
        for method, path, body in cycle(list(everyday())):
            self.call(session, method, path, body)
            threading.Event().wait(self.orders.pause)

    def session(self) -> requests.Session:
        session = requests.Session()
        if self.journal:
            session.mount("http://", RecordingAdapter(self.journal))
        return session

    def broadcast(self, session: requests.Session, send_id: str) -> None:
        """Under an id of our own, so that it is known also when the reply is lost."""
        campaign, variation = self.orders.campaign, self.orders.variation
        if self.call(session, "POST", "/sends/id/create", {"campaign_id": campaign, "send_id": send_id}) != 201:
            return
        email = {"subject": "s", "body": "b", "from": "Shop <shop@example.com>", "message_variation_id": variation}
        body = {"broadcast": True, "campaign_id": campaign, "send_id": send_id, "messages": {"email": email}}
        self.call(session, "POST", "/messages/send", body)

    def call(self, session: requests.Session, method: str, path: str, body: dict[str, Any] | None) -> int:
        """The status; 0 when there was no reply. Anything but a failure of the wire ends the process."""
        mark = f"{self.orders.name}-{os.getpid()}-{next(self.numbers)}"
        headers = {"Authorization": f"Bearer {self.key}", "X-Client-Marker": mark}
        url = f"{self.orders.base}{path}?n={mark}"
        try:
            status = session.request(method, url, json=body, headers=headers, timeout=self.orders.patience).status_code
        except requests.RequestException as failure:
            self.tell(f"{mark} {type(failure).__name__}")
            return 0
        self.tell(f"{mark} {status}")
        return status

    def tell(self, line: str) -> None:
        """Later, where the disk is full."""
        with suppress(OSError), self.telling:
            self.untold.append(line)
            os.write(self.heard, "".join(f"{one}\n" for one in self.untold).encode())
            self.untold.clear()


def main() -> None:
    orders = Orders(**json.loads(sys.argv[1]))
    caller = Caller(orders, os.environ["SHOP_KEY"])
    threads = [threading.Thread(target=caller.work, args=(not number,)) for number in range(orders.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
        os._exit(1)  # a thread that ended has failed, and a client that fails is a fault of ours


if __name__ == "__main__":
    main()
