"""A gateway on a loopback port for the time of a block, with a snapshot that the test gives it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from braze_tracker.braze.attempts import Notetaker
from braze_tracker.braze.keys import key_print
from braze_tracker.braze.recorder import Origin, Recorder
from braze_tracker.gateway.own import OwnAddresses
from braze_tracker.gateway.places import Place, Snapshot
from braze_tracker.gateway.relay import Relay
from braze_tracker.gateway.routing import Rules
from braze_tracker.gateway.server import Listening, serve
from braze_tracker.gateway.wire import Wire
from braze_tracker.journal import Ending, Intent, read_journal
from braze_tracker.recording.tokens import PREFIX, token_digest

HASH_KEY = b"a secret of these tests"
TOKEN = PREFIX + "a" * 43


def print_of(key: str) -> str:
    return key_print(HASH_KEY, key).fingerprint


def one_workspace(base: str, key: str, slug: str = "our-shop") -> Snapshot:
    """With `TOKEN`."""
    place = Place(slug=slug, host=base.partition("://")[2], base=base, key=key)
    return Snapshot(by_slug={slug: place}, by_key={print_of(key): place}, by_token={token_digest(TOKEN): place})


@dataclass
class RunningGateway:
    relay: Relay
    url: str = ""
    used: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None
    fresher: Snapshot | None = None
    reads_for: float = 0.0
    """Seconds that a fresh reading takes."""
    """What another reading would find, if anything else."""
    began: threading.Event = field(default_factory=threading.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    def tell_to_stop(self) -> None:
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self.stop.set)


@contextmanager
def relaying(
    recorder: Recorder,
    snapshot: Snapshot | None,
    *,
    rules: Rules | None = None,
    patience: float = 5.0,
    at_once: int = 64,
    finishing: float = 5.0,
) -> Iterator[RunningGateway]:
    async def main() -> None:
        gateway.relay = Relay(
            wire=Wire(patience=patience),
            taker=Notetaker(recorder, Origin.GATEWAY, timezone.now),
            rules=rules or Rules(print_of=print_of),
            snapshot=lambda: gateway.snapshot,
            fresh=fresh,
            used=gateway.used.append,
            patience=patience,
            at_once=at_once,
        )
        own = OwnAddresses(gateway.relay, lambda: 1.0 if gateway.snapshot else None, 30.0, lambda: True)
        gateway.loop = asyncio.get_running_loop()
        await serve(gateway.relay, own, Listening("127.0.0.1", 0, finishing), gateway.stop, began)

    async def fresh() -> Snapshot | None:
        await asyncio.sleep(gateway.reads_for)
        return gateway.snapshot if gateway.fresher is None else gateway.fresher

    def began(port: int) -> None:
        gateway.url = f"http://127.0.0.1:{port}"
        gateway.began.set()

    gateway = RunningGateway(relay=None, snapshot=snapshot)  # type: ignore[arg-type]
    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    assert gateway.began.wait(10)
    try:
        yield gateway
    finally:
        if thread.is_alive():
            gateway.tell_to_stop()
        thread.join(20)
        assert not thread.is_alive()


def lines(folder: Path) -> tuple[list[Intent], list[Ending]]:
    """What stands in a journal."""
    read = [entry.line for segment in read_journal(folder) for entry in segment.entries(0)]
    return [one for one in read if isinstance(one, Intent)], [one for one in read if isinstance(one, Ending)]
