"""python -m tests.faults [--rounds N] [--only PART OF A NAME] [--profile embedded|served|kept] [--seed N] [--seconds S]

Tries the faults and prints a table of what was tried and what was lost. Exit code 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.report import table
from tests.faults.trial import FAULTS, Tried, trial

PROFILES = ("embedded", "served", "kept")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Harms the tracker and counts.")
    parser.add_argument("--rounds", type=int, default=1, help="how often each fault is tried (1)")
    parser.add_argument("--only", default="", metavar="WORDS", help="faults whose name holds this")
    parser.add_argument("--profile", choices=PROFILES, action="append", help="all unless one is named")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="repeats the moments of another run")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a fault lasts (2)")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever was started is stopped on the way out
    asked = arguments(given)
    chosen = [fault for fault in FAULTS if asked.only.lower() in fault.name.lower()]
    if not chosen:
        sys.stderr.write(f"No fault is called so. There are: {'; '.join(fault.name for fault in FAULTS)}.\n")
        return 2
    done: list[Tried] = []
    began = time.monotonic()
    try:
        for number in range(asked.rounds):
            for profile in asked.profile or PROFILES:
                if not any(profile in fault.profiles for fault in chosen):
                    continue
                seed = asked.seed + number
                _say(f"round {number + 1} of {asked.rounds}, {profile}, --seed {seed}")
                with tempfile.TemporaryDirectory(prefix="tracker-faults-") as folder:
                    for one in trial(profile, chosen, Path(folder) / profile, seed, asked.seconds):
                        done.append(one)
                        _tell(one, time.monotonic() - began)
    finally:
        _say("", *table(done))
    return int(any(done))


def _tell(one: Tried, since: float) -> None:
    _say(f"{since:6.0f} s  {one.fault}: {one.requests} requests, {'WRONG' if one else 'nothing lost'}")
    if one:
        found = {name: (len(marks), marks[:5]) for name, marks in vars(one.proof).items() if marks}
        _say(f"    {found}", f"    wrong counts: {one.wrong}", *(f"    {text}" for text in one.complaints))


def _say(*lines: object) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
