"""Celery's broker in a folder, for hosts without a server: kombu's own, with every file made whole or not at all.

kombu opens a file, locks it and then writes; whoever reads in between finds it empty, and a worker that reads an empty
message stops for good. Here a file gets its name once it is complete.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages and tables of bindings as files; the folders are kombu's transport options."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as kombu names it
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        with _said_as_kombu(self.data_folder_out):
            _appear(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """A message that cannot be read is lost, which costs one tick; a folder that is away has none. The worker goes
        on."""
        try:
            return super()._get(queue)
        except (ValueError, FileNotFoundError):
            raise Empty from None

    def get_table(self, exchange: str) -> list[exchange_queue_t]:  # type: ignore[override]  # the stubs of the two parents differ
        with _said_as_kombu(self.control_folder):
            try:
                return [exchange_queue_t(*row) for row in loads(self._table(exchange).read_bytes())]
            except (FileNotFoundError, ValueError):
                return []

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing():
            table = self.get_table(exchange)
            if row not in table:
                self._write(exchange, [row, *table])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: object, **kwargs: object
    ) -> None:
        virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing():
            table = self.get_table(exchange)
            if row in table:
                self._write(exchange, [other for other in table if other != row])

    def _table(self, exchange: str) -> Path:
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # kombu's own check of the name
        return file

    def _write(self, exchange: str, table: list[exchange_queue_t]) -> None:
        _appear(self._table(exchange), dumps(table))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One process at a time; a process that dies lets go."""
        with _said_as_kombu(self.control_folder):
            self.control_folder.mkdir(parents=True, exist_ok=True)
            with (self.control_folder / "lock").open("a") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                yield


class Transport(filesystem.Transport):
    Channel = Channel


def _appear(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{uuid4()}.unfinished")
    unfinished.write_text(text)
    unfinished.replace(path)


@contextmanager
def _said_as_kombu(folder: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ChannelError(f"The broker's folder {str(folder)!r} cannot be used: {error}") from error
