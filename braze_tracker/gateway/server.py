"""The gateway's face to clients: aiohttp's server, with refusals in Braze's shape and nothing secret in its logs.

It listens, answers through the relay, and ends by finishing what is in flight.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from braze_tracker import logs
from braze_tracker.braze.endpoints import identify
from braze_tracker.gateway.clients import Written
from braze_tracker.gateway.odd_heads import OddRequestParser, is_odd
from braze_tracker.gateway.own import PREFIX, OwnAddresses
from braze_tracker.gateway.refusals import said
from braze_tracker.gateway.relay import Relay
from braze_tracker.gateway.wire import LONGEST, MOST_HEADERS

log = logging.getLogger("braze_tracker.gateway")
calls = logging.getLogger("braze_tracker.gateway.calls")
"""A line for each request, at the level DEBUG: never its address or its headers, in which people and keys stand."""

IDLE = 75.0
"""Seconds that a client's connection is kept without a request, or with a head that does not end."""
LINGERING = 5.0
"""Seconds in which the rest of a refused request is read and forgotten, so that its client sees the refusal."""
BACKLOG = 1024
_LIMITS: Mapping[str, Any] = {
    "max_line_size": LONGEST,
    "max_field_size": LONGEST,
    "max_headers": MOST_HEADERS,
    "auto_decompress": False,
}
_QUIET: Mapping[str, Any] = {"access_log": None}


class Connection(web.RequestHandler):
    """One client's connection."""

    _within_head = False

    def data_received(self, data: bytes) -> None:
        waits = self._waiter is not None and not self._waiter.done() and not self._messages
        if waits and not self._within_head and not isinstance(self._parser, OddRequestParser) and is_odd(data):
            self._parser = OddRequestParser(
                self,
                self._loop,
                self._read_bufsize,
                payload_exception=web.RequestPayloadError,
                **_LIMITS,
            )
        super().data_received(data)
        self._within_head = waits and self._waiter is not None and not self._waiter.done()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> Written:
        """What could not be read is answered without a word of it, here and in the logs: keys may stand in it."""
        if status >= 500:
            self.log_exception("Error", exc_info=exc)
        else:
            log.debug("A request could not be read: %s", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("the reply has begun")
        text = (
            "The gateway failed. Its log says where."
            if status >= 500
            else "This request is not HTTP as RFC 9112 has it."
        )
        return Written(said(status, text, close=True), status=status, keep=False)

    def log_exception(self, *args: Any, **kwargs: Any) -> None:
        error = kwargs.get("exc_info")
        trace = getattr(error, "__traceback__", None)
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        log.error("A call could not be relayed: %s at %s", type(error).__name__, place)


class Front(web.Server):
    """Makes connections of our kind."""

    def __init__(self, handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> None:
        super().__init__(handler)

    def __call__(self) -> Connection:
        return Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=IDLE,
            lingering_time=LINGERING,
            **_LIMITS,
            **_QUIET,
        )


class CannotListen(OSError):
    """Nobody may listen there, or somebody does already."""


@dataclass(frozen=True, slots=True)
class Listening:
    """``finishing``: seconds for what is in flight when the gateway is told to stop."""

    host: str
    port: int
    finishing: float
    shared: bool = False


async def serve(
    relay: Relay, own: OwnAddresses, where: Listening, stop: asyncio.Event, began: Callable[[int], None]
) -> None:
    """Until ``stop`` is set; then nothing new is taken and the rest is finished. ``began`` is told the port.

    Raises CannotListen.
    """

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.raw_path.startswith(PREFIX):
            return own.answer(request)
        began = time.perf_counter()
        logs.begin(request_id=logs.request_id(request.headers.get("X-Request-Id")))
        written = await relay.answer(request)
        if calls.isEnabledFor(logging.DEBUG):
            endpoint, took = identify(request.method, request.raw_path), time.perf_counter() - began
            name = endpoint.name if endpoint.known else "a path that Braze does not document"
            calls.debug("%s: %d in %.0f ms", name, written.status, took * 1000)
        return written

    runner = web.ServerRunner(Front(answer), shutdown_timeout=where.finishing)
    await runner.setup()
    try:
        site = web.TCPSite(runner, where.host, where.port, backlog=BACKLOG, reuse_port=where.shared or None)
        try:
            await site.start()
        except OSError as error:
            raise CannotListen(error.errno, error.strerror) from error
        began(runner.addresses[0][1])
        await stop.wait()
    finally:
        relay.stopping = True
        await runner.cleanup()
        await relay.wire.close()
