"""The tracker as `make up` runs it: what dies is started again by the keeper, and the keeper itself may die."""

from __future__ import annotations

import signal
from random import Random

from braze_tracker.keeper.parts import Address
from tests.acceptance.keeping import Demo
from tests.faults.stack import Stack, eventually, listens
from tests.faults.table import Fault, again_and_again

VICTIMS = ("gateway", "drain", "worker", "beat", "web")
KEPT_ONLY = frozenset({"kept"})


class Kept(Stack):
    """Embedded, below a keeper."""

    def start_tracker(self) -> None:
        self.keeper = Demo(self.data, "up", **self.settings)
        self.front = Address("127.0.0.1", self.keeper.gateway_port)
        eventually(lambda: "braze-tracker is up" in self.keeper.shown, lambda: self.keeper.shown[-2000:])
        eventually(lambda: listens(self.front) and self.whole(), lambda: self.keeper.shown[-2000:])

    def stop_tracker(self) -> None:
        assert self.keeper.stop() == 0, self.keeper.shown[-2000:]
        assert self.keeper.orphans() == []

    def whole(self) -> bool:
        return all(map(self.keeper.part, VICTIMS))

    def tail(self, name: str) -> str:
        return self.keeper.shown[-1500:]

    def close(self) -> None:
        self.keeper.look_around()
        if self.keeper.process.poll() is None:
            self.keeper.process.kill()
            self.keeper.process.wait(20)
        super().close()


def kept(stack: Stack) -> Kept:
    assert isinstance(stack, Kept)
    return stack


def kill_parts(stack: Stack, chance: Random, seconds: float) -> int:
    mine = kept(stack)
    killed = again_and_again(lambda: mine.keeper.kill(chance.choice(VICTIMS)), chance, seconds)
    eventually(mine.whole, lambda: mine.tail("keeper"))
    return killed


def kill_keeper(stack: Stack, chance: Random, seconds: float) -> int:
    """All its children die with it, and none is left behind; then it is started again in the same folder."""
    mine = kept(stack)
    mine.keeper.look_around()
    mine.keeper.process.kill()
    mine.keeper.process.wait(20)
    eventually(lambda: not mine.keeper.orphans(), lambda: mine.keeper.orphans())
    mine.start_tracker()
    mine.parts.end("by-gateway", signal.SIGKILL)
    mine.parts.start("by-gateway", mine.orders("by-gateway"), mine.env)
    return 1


KEPT = (
    Fault("kill -9 of what a keeper keeps", kill_parts, KEPT_ONLY, follows=True),
    Fault("kill -9 of the keeper itself", kill_keeper, KEPT_ONLY, follows=True),
)
