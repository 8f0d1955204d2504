"""Where a tracker runs: its data folder, held by one keeper at a time, and its port, free before anything starts."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from braze_tracker.keeper.parts import Address

LOCK = "keeper.lock"


class Occupied(Exception):
    """The place is taken; the message says by what and what to do."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Holds a data folder for as long as this process lives. The lock dies with the process, however it dies."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Occupied(
            f"Another keeper is at work in {folder}. Stop it first, or name another folder in BRAZE_TRACKER_DATA."
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)


def emptied(folder: Path) -> None:
    """Removes what an earlier demonstration left; the lock stays, because it is being held."""
    for path in folder.iterdir():
        if path.name == LOCK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def check_free(address: Address, setting: str = "PORT") -> None:
    """Raises `Occupied` when nobody could listen there. ``setting``: by which another port is chosen."""
    family, where = _resolved(address)
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError as error:
            raise Occupied(
                f"Cannot listen on {address.host} port {address.port} ({error.strerror}). "
                f"Stop what uses it, or choose another with {setting}=, as in {setting}={min(address.port + 1, 65535)}"
            ) from None


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(address: Address) -> bool:
    family, where = _resolved(address)
    with socket.socket(family) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(where) == 0


def _resolved(address: Address) -> tuple[socket.AddressFamily, Any]:
    try:
        family, _, _, _, where = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise Occupied(
            f"{address.host} is not an address of this machine. Name one with HOST=, as in HOST=127.0.0.1."
        ) from None
    return family, where
