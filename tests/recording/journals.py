"""Journals for tests: segments with just the lines a test needs, written as a writer would leave or hold them."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from braze_tracker.braze.captured import BodyState, CapturedBody, KeyPrint
from braze_tracker.journal.lines import Ending, Header, Intent, Line, encode
from tests.recording.factories import NOW, an_id

CAMPAIGN = "8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e"
KEY = KeyPrint("a1" * 32, "7f3a")
WRITER = "20260304T120000-77-00000001"
BASE = "https://rest.iad-01.braze.com"


def a_body(document: object) -> CapturedBody:
    text = document if isinstance(document, str) else json.dumps(document)
    return CapturedBody(text, BodyState.WHOLE if text else BodyState.EMPTY, len(text))


def an_intent(path: str = "/messages/send", asked: object = None, *, at: datetime = NOW, **fields: Any) -> Intent:
    made = Intent(
        call=an_id(at),
        at=at,
        origin="client",
        operation=an_id(at),
        attempt=1,
        method="POST",
        url=BASE + path,
        headers={"content-type": "application/json"},
        body=a_body({"campaign_id": CAMPAIGN} if asked is None else asked),
        key=KEY,
        patience=timedelta(seconds=30),
    )
    return replace(made, **fields)


def an_ending(intent: Intent, /, reply: object = None, *, status: int | None = 201, **fields: Any) -> Ending:
    """The reply to ``intent``, 84 ms later; by default Braze's plain success."""
    made = Ending(
        call=intent.call,
        at=intent.at + timedelta(milliseconds=84),
        elapsed=timedelta(milliseconds=84),
        status=status,
        headers={"X-Request-Id": f"r-{intent.call.hex[-6:]}"},
        body=a_body({"message": "success"} if reply is None else reply),
    )
    return replace(made, **fields)


def a_whole_call(path: str = "/messages/send", reply: object = None, *, status: int = 201, **fields: Any) -> list[Line]:
    intent = an_intent(path, **fields)
    return [intent, an_ending(intent, reply, status=status)]


def a_segment(
    folder: Path, *lines: Line | bytes, writer: str = WRITER, sequence: int = 1, name: str = "", newline: bool = True
) -> Path:
    """A segment as a dead writer leaves it; ``bytes`` are written as they are, with a newline."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{writer}.{sequence:06d}.journal")
    header = Header(writer=writer, host="here", pid=77, at=NOW)
    content = b"".join(line + b"\n" if isinstance(line, bytes) else encode(line) for line in (header, *lines))
    path.write_bytes(content if newline else content[:-1])
    return path


def append(path: Path, *lines: Line) -> None:
    with path.open("ab") as file:
        file.write(b"".join(encode(line) for line in lines))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """While the context lasts the segment's writer lives."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
