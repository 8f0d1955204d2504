"""Lines and departures for the journal's tests, as plain functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from braze_tracker.braze.captured import BodyState, CapturedBody, KeyPrint
from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.journal import Ending, Header, Intent

AT = datetime(2026, 9, 2, 12, 0, 0, 123456, tzinfo=UTC)
CALL = UUID("0192f0c1-8c4e-7abc-8def-0123456789ab")
OPERATION = UUID("b1e0f1a2-1111-4222-8333-444455556666")
KEY = "01234567-89ab-4cde-8f01-23456789abcd"


def a_header(writer: str = "20260902T120000-1-aa") -> Header:
    return Header(writer=writer, host="worker-1", pid=1, at=AT)


def an_intent(**changes: Any) -> Intent:
    values: dict[str, Any] = {
        "call": CALL,
        "at": AT,
        "origin": "client",
        "operation": OPERATION,
        "attempt": 1,
        "method": "POST",
        "url": "https://rest.iad-01.braze.com/messages/send",
        "headers": {"content-type": "application/json"},
        "body": CapturedBody('{"broadcast":true}', BodyState.WHOLE, 18),
        "key": KeyPrint("ab" * 32, "abcd"),
        "patience": timedelta(seconds=35),
        "digest": -(1 << 63),
    }
    return Intent(**values | changes)


def an_ending(**changes: Any) -> Ending:
    values: dict[str, Any] = {
        "call": CALL,
        "at": AT + timedelta(seconds=1),
        "elapsed": timedelta(microseconds=1234),
        "status": 201,
        "headers": {"x-request-id": "r-1"},
        "body": CapturedBody('{"message":"success"}', BodyState.WHOLE, 21),
    }
    return Ending(**values | changes)


def a_departure(**changes: Any) -> Departure:
    values: dict[str, Any] = {
        "method": "POST",
        "url": "https://rest.iad-01.braze.com/messages/send",
        "headers": {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
        "body": b'{"broadcast":true}',
        "started_at": AT,
        "origin": Origin.CLIENT,
        "operation": OPERATION,
        "attempt": 1,
        "patience": timedelta(seconds=35),
    }
    return Departure(**values | changes)


def an_arrival(**changes: Any) -> Arrival:
    values: dict[str, Any] = {
        "elapsed": timedelta(milliseconds=20),
        "status": 201,
        "headers": {"Content-Type": "application/json"},
        "body": b'{"message":"success","dispatch_id":"d-1"}',
    }
    return Arrival(**values | changes)
