"""One trial: a stack under load, its faults one after the other in a random order, and what was lost in the end."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.kept import KEPT, Kept
from tests.faults.odd import ODD
from tests.faults.outages import OUTAGES
from tests.faults.proof import Proof, doubled_looks, stale
from tests.faults.stack import CALLERS, Stack, stack
from tests.faults.table import KILLS, Fault

FAULTS = (*KILLS, *OUTAGES, *ODD, *KEPT)
AT_REST = "at rest"
KINDS = {"kept": Kept}
NOTHING = ("wrong", "groups", "orphans", "unplanned", "pending")
"""What an audit must find none of."""


@dataclass(frozen=True)
class Tried:
    fault: str
    profile: str
    requests: int
    """Answered by the stand-in for Braze while the fault lasted and until all was well again."""
    struck: int
    seconds: float
    proof: Proof
    wrong: int
    """Kept counts that are not those of their rows."""
    complaints: tuple[str, ...] = ()
    """What else is not as it must be."""

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.proof or self.wrong or self.complaints)


def tried(running: Stack, fault: Fault, chance: Random, seconds: float) -> Tried:
    before, lines, deaths = running.braze.last(), len(running.told()), running.parts.deaths.copy()
    time.sleep(chance.uniform(0.1, 1.0))
    began = time.monotonic()
    struck = fault.deed(running, chance, seconds)
    lasted = time.monotonic() - began
    running.recovered(follows=fault.follows)
    found = running.checked(drops=fault.drops)
    wrong = running.ask("audit")["wrong"]
    died = running.parts.deaths - deaths
    complaints = [f"{name} ended by itself, {died[name]} times: {running.tail(name)}" for name in died]
    if not fault.heard:
        complaints += [line for line in running.told()[lines:] if line.startswith("direct") and not line[-1].isdigit()]
    requests = running.braze.last() - before
    return Tried(fault.name, running.profile, requests, struck, lasted, found, _counted(wrong), tuple(complaints))


def settled(running: Stack) -> Tried:
    """The callers stop, Braze's clock stands still, what is open is closed: then everything must be equal."""
    for name in CALLERS:
        running.parts.end(name)
    running.braze.as_usual()
    box = running.braze.box
    box.clock.set(box.clock.now())
    running.stop_tracker()
    began = time.monotonic()
    looks = running.ask("settle")
    found, audit = running.checked(), running.ask("audit")
    complaints = [f"{name}: {audit[name]}" for name in NOTHING if _counted(audit[name])]
    complaints += [f"{send} was looked at twice at once" for send in doubled_looks(map(tuple, audit["looks"]))]
    complaints += [*_dropped(running), *_stale(running)]
    lasted = time.monotonic() - began
    return Tried(AT_REST, running.profile, running.braze.last(), looks, lasted, found, 0, tuple(complaints))


def _counted(value: Any) -> int:
    return sum(value.values()) if isinstance(value, dict) else len(value) if isinstance(value, list) else int(value)


def _dropped(running: Stack) -> Iterator[str]:
    """What the journal says that it dropped is what is missing, but for calls of which only the ending was."""
    rows, told = running.rows(), running.ask("losses")
    missing = running.dropped - {row.mark or row.request_id for row in rows}
    unended = sum(row.outcome == "unknown" for row in rows)
    if not len(missing) <= told <= len(missing) + unended:
        yield f"{told} calls are told as dropped, and {len(missing)} are missing, {unended} unknown"


def _stale(running: Stack) -> Iterator[str]:
    """Sends of which anything but Braze's last figures is kept. A send whose calls are gone is not known."""
    box, kept = running.braze.box, running.ask("figures")
    gone = running.dropped | running.excused
    unknown = {one.send_id for one in box.answered if one.marker in gone} - running.ask("sends").keys()
    for campaign, send_id in list(box.state.transmissions):
        if send_id in unknown:
            continue
        wrong = stale(box.figures(campaign, send_id, box.clock.now()), kept.get(send_id, ()))
        if wrong:
            yield f"{send_id}: {len(wrong)} figures, such as {wrong[0]}"
    yield from (f"{send_id} was never sent" for send_id in kept.keys() - {send for _, send in box.state.transmissions})


def trial(profile: str, faults: Iterable[Fault], folder: Path, seed: int, seconds: float) -> Iterator[Tried]:
    """Each fault of this profile once, as this seed will have it, and the whole at rest."""
    chance = Random(seed)
    mine = [fault for fault in faults if profile in fault.profiles]
    chance.shuffle(mine)
    with stack(profile, folder, KINDS.get(profile, Stack)) as running:
        for fault in sorted(mine, key=lambda fault: fault.last):
            yield tried(running, fault, chance, seconds)
        yield settled(running)
