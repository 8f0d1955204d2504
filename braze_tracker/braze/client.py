"""`BrazeClient`: Braze's REST API over one requests session, each call judged, recorded and repeated only where safe.

Knows nothing of journals or databases: whoever keeps notes is given as a `Recorder`, or sits in the session already.
"""

from __future__ import annotations

import random as chance
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from json import loads
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from braze_tracker.braze.access import KeyAuth, checked_key, rest_base
from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.arguments import as_body, as_query, check_path, check_send_id
from braze_tracker.braze.calls import BrazeReply, BrazeRequest
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.exceptions import CallFailed, InvalidArgument, RateLimited, breakdown, refusal
from braze_tracker.braze.exchange import Exchange
from braze_tracker.braze.judging import judge
from braze_tracker.braze.limits import read_limits
from braze_tracker.braze.namespaces import Braze
from braze_tracker.braze.recorder import Origin, Recorder, operation
from braze_tracker.braze.replies import text_of
from braze_tracker.braze.retries import ORDINARY, RetryPolicy, Stop, Wait, next_attempt
from braze_tracker.braze.wire_failures import failure_of

POOL = 16


def _now() -> datetime:
    return datetime.now(UTC)


class BrazeClient(Braze):
    """Braze's REST API. https://www.braze.com/docs/api/basics

    Braze's own paths are attributes (``client.messages.send(...)``); ``get``, ``post``, ``put``, ``patch`` and
    ``delete`` serve the rest. A call returns a `BrazeReply` or raises a `BrazeError`. May be shared by threads.

    ``recorder`` keeps notes of every attempt, as calls of ``origin``; or give a ``session`` that records already.
    ``timeout`` is seconds to connect and seconds between two bytes of the reply. ``random`` gives numbers in [0, 1) for
    the jitter of pauses.
    """

    def __init__(
        self,
        api_key: str,
        rest_endpoint: str,
        *,
        recorder: Recorder | None = None,
        session: requests.Session | None = None,
        timeout: tuple[float, float] = (5, 30),
        retry: RetryPolicy = ORDINARY,
        origin: Origin = Origin.CLIENT,
        clock: Callable[[], datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance.random,
    ) -> None:
        super().__init__(self._ask)
        if recorder is not None and session is not None:
            raise InvalidArgument("Give a recorder, or a session that records already: both would record twice.")
        self._auth = KeyAuth(checked_key(api_key))
        self._base = rest_base(rest_endpoint)
        self._session = session or _session(recorder, origin, clock)
        self._timeout = timeout
        self._retry = retry
        self._clock, self._sleep, self._random = clock, sleep, random

    def __repr__(self) -> str:
        return f"BrazeClient({self._base!r}, {self._auth})"

    def get(self, path: str, params: Mapping[str, object] | None = None) -> BrazeReply:
        """``GET`` a path such as ``/campaigns/list``. Booleans and datetimes are written as Braze reads them."""
        return self._request("GET", path, params)

    def post(self, path: str, json: object = None) -> BrazeReply:
        return self._request("POST", path, json=json)

    def put(self, path: str, json: object = None) -> BrazeReply:
        return self._request("PUT", path, json=json)

    def patch(self, path: str, json: object = None) -> BrazeReply:
        return self._request("PATCH", path, json=json)

    def delete(self, path: str, json: object = None) -> BrazeReply:
        return self._request("DELETE", path, json=json)

    def _ask(self, method: str, path: str, fields: Mapping[str, object]) -> BrazeReply:
        return self._request("GET", path, fields) if method == "GET" else self._request(method, path, json=fields)

    def _request(
        self, method: str, path: str, params: Mapping[str, object] | None = None, json: object = None
    ) -> BrazeReply:
        check_path(path)
        check_send_id(params)
        check_send_id(json)
        request = BrazeRequest(method, path, as_query(params or {}), json)
        body = b"" if json is None else as_body(json)
        with operation():
            return self._attempts(request, body)

    def _attempts(self, request: BrazeRequest, body: bytes) -> BrazeReply:
        attempt = 1
        while True:
            try:
                return self._once(request, body)
            except CallFailed as failed:
                step = self._next(failed, attempt)
                if isinstance(step, Stop):
                    raise
            self._sleep(step.pause.total_seconds())
            attempt += 1

    def _next(self, failed: CallFailed, attempt: int) -> Wait | Stop:
        return next_attempt(
            failed.verdict,
            attempt=attempt,
            reset_at=failed.reset_at if isinstance(failed, RateLimited) else None,
            now=self._clock(),
            random=self._random,
            policy=self._retry,
        )

    def _once(self, request: BrazeRequest, body: bytes) -> BrazeReply:
        exchange = Exchange(method=request.method, url=self._base + request.path, request_body=body)
        try:
            response = self._send(request, body)
        except requests.RequestException as error:
            failure = failure_of(error)
            raise breakdown(request, judge(replace(exchange, failure=failure)), failure) from error
        reply = _reply(exchange, response)
        limits = read_limits(reply.headers, reply.status, self._clock(), identify(request.method, request.path))
        if refused := refusal(request, reply, limits.reset_at if limits else None):
            raise refused
        return reply

    def _send(self, request: BrazeRequest, body: bytes) -> requests.Response:
        return self._session.request(
            request.method,
            self._base + request.path,
            params=request.params,
            data=body,
            headers={"Content-Type": "application/json"} if body else {},
            auth=self._auth,
            timeout=self._timeout,
            # Braze does not redirect; following one would turn a POST into a GET.
            allow_redirects=False,
        )


def _session(recorder: Recorder | None, origin: Origin, clock: Callable[[], datetime]) -> requests.Session:
    session = requests.Session()
    wire = HTTPAdapter(pool_connections=1, pool_maxsize=POOL)
    adapter = wire if recorder is None else RecordingAdapter(recorder, origin=origin, clock=clock, wire=wire)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # The load balancer's cookies mean nothing to an API client, and a shared jar is not made for threads.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _reply(exchange: Exchange, response: requests.Response) -> BrazeReply:
    answered = replace(
        exchange,
        request_headers=response.request.headers,
        status=response.status_code,
        response_headers=response.headers,
        response_body=response.content,
    )
    return BrazeReply(
        status=response.status_code,
        data=_parsed(response.content),
        verdict=judge(answered),
        headers=response.headers,
        content=response.content,
    )


def _parsed(content: bytes) -> Any:
    try:
        return loads(text_of(content))
    except (ValueError, RecursionError):
        return None
