"""Faults of what is written, and by whom: a torn journal, poison in calls, two of everything."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path
from random import Random

import requests

from braze_tracker.journal import read_journal
from braze_tracker.keeper.parts import Address, drain, follow_up, gateway
from braze_tracker.keeper.places import free_port
from tests.faults.stack import Stack, eventually, listens
from tests.faults.table import BOTH, Fault

MARK = re.compile(rb"[?&]n=([\w-]+)")
FOREIGN = b'\x00\xff{"line":"intent"}\xfe not ours\n'
DEEP = b"[" * 10_000 + b"]" * 10_000
POISON: tuple[bytes, ...] = (
    b'{"campaign_id": "nul \x00 as it is"}',
    b'{"campaign_id": "nul \\u0000 written out", "send_id": "a\\u0000b"}',
    b'{"campaign_id": "half a \\ud83d pair", "external_user_ids": ["\\udc00"]}',
    b'{"campaign_id": "' + b"c" * 2_000_000 + b'", "send_id": "' + b"s" * 2_000_000 + b'"}',
    b'{"campaign_id": ' + DEEP + b"}",
    b'{"campaign_id": "\xff\xfe\xc3\x28 not UTF-8"}',
    b'{"campaign_id": 1e999, "send_id": 123456789012345678901234567890, "broadcast": null}',
    b"\x00" * 1000,
)


def poison(stack: Stack, chance: Random, seconds: float) -> int:
    """Directly and by the gateway, in an order of its own each time."""
    ways = [(stack.session, stack.braze.url), (requests.Session(), stack.front.url)]
    calls = [(session, base, body) for session, base in ways for body in POISON]
    for session, base, body in chance.sample(calls, len(calls)):
        mark = f"poison-{next(stack.own.numbers)}"
        headers = {
            "Authorization": f"Bearer {stack.key}",
            "X-Client-Marker": mark,
            "Content-Type": "application/json",
            "X-Odd": "caf\xe9",
        }
        url = f"{base}/messages/send?n={mark}&odd=%00%ff%ED%A0%80"
        session.post(url, data=body, headers=headers, timeout=30)
    return len(calls)


def torn(stack: Stack, chance: Random, seconds: float) -> int:
    """A writer dies; its segment is cut in its last line, has foreign bytes in it, and lacks a piece of its middle."""
    stack.parts.end("drain")
    stack.parts.start("torn", stack.orders("torn", pause=0.01), stack.env)
    stack.heard_from("torn", 40)
    pid = stack.parts.pid("torn")
    stack.parts.end("torn", signal.SIGKILL)
    own = [one.path for one in read_journal(stack.data / "journal") if f"-{pid}-" in one.name]
    for path in own:
        stack.excused |= torn_apart(path, chance)
    stack.parts.start("drain", drain().command, stack.env)
    return len(own)


def torn_apart(path: Path, chance: Random) -> set[str]:
    """The marks of the calls of which nothing is left that says how they began."""
    before = path.read_bytes()
    header, *lines = before.splitlines(keepends=True)
    middle = b"".join(lines)
    begin = chance.randrange(len(middle) // 4, len(middle) // 3)
    left = middle[:begin] + middle[begin + chance.randrange(500, 4000) :]
    first, *others = left.splitlines(keepends=True)
    place = chance.randrange(len(others) // 2, len(others) - 1)
    others.insert(place, FOREIGN)
    last = others.pop()
    path.write_bytes(header + first + b"".join(others) + last[: chance.randrange(1, len(last) - 1)])
    intact = {mark for line in path.read_bytes().splitlines() if line in lines_of(before) for mark in marks(line)}
    return {mark.decode() for line in lines_of(before) for mark in marks(line)} - {mark.decode() for mark in intact}


def lines_of(text: bytes) -> set[bytes]:
    return set(text.splitlines())


def marks(line: bytes) -> list[bytes]:
    """Of an intent: endings do not repeat the address."""
    return MARK.findall(line) if line.startswith(b'{"line":"intent"') else []


def two_of_everything(stack: Stack, chance: Random, seconds: float) -> int:
    """On one journal, one database and one broker; the second ones are killed in the end."""
    front = Address("127.0.0.1", free_port())
    seconds_parts = (drain(), gateway(front), *follow_up())
    for part in seconds_parts:
        stack.parts.start(f"{part.name}-2", part.command, stack.env)
    eventually(lambda: listens(front), lambda: stack.tail("gateway-2"))
    stack.parts.start("second", stack.orders("second", base=front.url, journal=""), stack.env)
    stack.heard_from("second", 20)
    eventually(lambda: len(stack.ask("workers")) >= 2, lambda: stack.tail("worker-2"))
    time.sleep(seconds)
    for name in ("second", *(f"{part.name}-2" for part in seconds_parts)):
        stack.parts.end(name, signal.SIGKILL)
    return len(seconds_parts)


ODD = (
    Fault("poison in calls", poison, BOTH),
    Fault("torn journal", torn, BOTH),
    Fault("two of everything", two_of_everything, BOTH, follows=True),
)
