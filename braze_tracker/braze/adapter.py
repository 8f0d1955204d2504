"""`RecordingAdapter`: the one door out to Braze. Mounted on any `requests.Session`, it keeps notes of every attempt.

It changes nothing of what the caller gets, and knows nothing of where the notes go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter

from braze_tracker.braze.attempts import Attempts, Notetaker, current, watched
from braze_tracker.braze.recorder import Origin, Recorder, joined_operation
from braze_tracker.braze.streamed import copy_while_read


def utc_now() -> datetime:
    return datetime.now(UTC)


class RecordingAdapter(BaseAdapter):
    """A transport adapter that records and hands on to ``wire``, which does the work and keeps its own settings.

    The retries of ``wire`` stay its own rules, but each attempt is noted by itself. Whatever goes wrong while recording
    is counted in ``recording_failures`` and never reaches the caller. https://requests.readthedocs.io/en/latest/user/advanced/
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
        self.wire.max_retries = watched(self.wire.max_retries)
        attempts = Attempts(self._taker, request, timeout, joined_operation())
        token = current.set(attempts)
        try:
            attempts.begin()
            return self._noted(
                attempts, partial(self.wire.send, request, stream, timeout, verify, cert, proxies), stream
            )
        finally:
            current.reset(token)

    def _noted(self, attempts: Attempts, leave: Callable[[], Response], stream: bool) -> Response:
        response: Response | None = None
        try:
            response = leave()
            # as on a bare session: whoever sends again through it (digest authentication) is recorded too
            response.connection = self  # type: ignore[assignment]
            body = b"" if stream else response.content or b""
        except BaseException as error:
            attempts.failed(error, response)
            raise
        if stream:
            self._taker.quietly("stream", partial(copy_while_read, response, attempts))
        else:
            attempts.answered(response, body)
        return response

    def close(self) -> None:
        self.wire.close()
