"""`RecordingAdapter`: the one door out to Braze. Mounted on any `requests.Session`, it keeps notes of every attempt.

It changes nothing of what the caller gets, and knows nothing of where the notes go.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import Retry

from braze_tracker.braze.attempts import Attempts, Notetaker, current, may_repeat, watched
from braze_tracker.braze.recorder import Origin, Recorder, joined_operation, operation_around
from braze_tracker.braze.streamed import copy_while_read
from braze_tracker.braze.wire_logging import keep_wire_discreet


def utc_now() -> datetime:
    return datetime.now(UTC)


class RecordingAdapter(BaseAdapter):
    """A transport adapter that records and hands on to ``wire``, which does the work and keeps its own settings.

    The retries of ``wire`` stay its own rules, but each attempt is noted by itself. Whatever goes wrong while recording
    is counted in ``recording_failures`` and never reaches the caller. As everywhere with requests, ``response.elapsed``
    is reckoned by the session around this adapter, so that it includes the noting; the notes tell the wire's own time.
    https://requests.readthedocs.io/en/latest/user/advanced/
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        origin: Origin = Origin.CLIENT,
        clock: Callable[[], datetime] = utc_now,
        wire: HTTPAdapter | None = None,
    ) -> None:
        super().__init__()
        self.wire = wire or HTTPAdapter()
        self._taker = Notetaker(recorder, origin, clock)
        self._rules: Retry | None = None
        self._may_repeat = True
        keep_wire_discreet()

    @property
    def recording_failures(self) -> Counter[str]:
        """How often recording failed, by what failed and how."""
        return self._taker.failures

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """As `HTTPAdapter.send`; a reply that is not streamed has been read when this returns."""
        wire = self.wire
        if wire.max_retries is not self._rules:
            self._watch(wire)
        if not self._may_repeat and not stream:
            return self._send_once(request, timeout, verify, cert, proxies)
        operation = joined_operation() if self._may_repeat else operation_around()
        attempts = Attempts(self._taker, request, timeout, operation)
        token, response = current.set(attempts), None
        try:
            attempts.begin()
            response = wire.send(request, stream, timeout, verify, cert, proxies)
            # as on a bare session: whoever sends again through it (digest authentication) is recorded too
            response.connection = self  # type: ignore[assignment]
            body = b"" if stream else response.content or b""
        except BaseException as error:
            attempts.failed(error, response)
            raise
        finally:
            current.reset(token)
        if stream:
            self._taker.quietly("stream", copy_while_read, response, attempts)
        else:
            attempts.answered(response, body)
        return response

    def _send_once(
        self,
        request: PreparedRequest,
        timeout: float | tuple[float, float] | tuple[float, None] | None,
        verify: bool | str,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None,
        proxies: Mapping[str, str] | None,
    ) -> Response:
        """As `send` where nobody sends again in between: most calls, without what only the others need."""
        taker, response = self._taker, None
        note = taker.opened(request, timeout, operation_around())
        began = time.perf_counter()
        try:
            response = self.wire.send(request, False, timeout, verify, cert, proxies)
            response.connection = self  # type: ignore[assignment]
            body = response.content or b""
        except BaseException as error:
            taker.failed(note, time.perf_counter() - began, error, response)
            raise
        taker.answered(note, time.perf_counter() - began, response, body)
        return response

    def _watch(self, wire: HTTPAdapter) -> None:
        """Once for each set of rules; they may be exchanged at any time."""
        self._may_repeat = may_repeat(wire.max_retries)
        if self._may_repeat:
            wire.max_retries = watched(wire.max_retries)
        self._rules = wire.max_retries

    def close(self) -> None:
        self.wire.close()
