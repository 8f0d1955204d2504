"""Makes things ahead of their use. It knows neither journals nor databases."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def ahead(things: Iterator[T], *, more: Callable[[T], bool]) -> Generator[T]:
    """The same things, each made by another thread while the one before is used: it has to wait for a server by then.

    ``more`` tells whether one may follow this one: without any the thread is not started.
    """
    thing = next(things, None)
    if thing is None:
        return
    if not more(thing):
        yield thing
        yield from things
        return
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        while thing is not None:
            coming = thread.submit(next, things, None)
            yield thing
            thing = coming.result()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Python looks for no cycles meanwhile: among thousands of living values it finds none, and takes long over it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
