"""A customer who does what a plan says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from braze_tracker.demo.customer import Customer
from braze_tracker.demo.sandbox_controls import SandboxControls
from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.traffic import Plan

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TRACK: dict[str, Any] = {"attributes": [{"external_id": "a", "first_name": "b"}]}


def a_plan(method: str = "POST", path: str = "/users/track", body: Any = None, fault: str | None = None) -> Plan:
    return Plan(at=NOW, method=method, path=path, body=TRACK if body is None else body, headers={}, fault=fault)


def a_customer(sandbox: RunningSandbox, patience: float = 5) -> Customer:
    controls = SandboxControls(sandbox.url)
    return Customer(requests.Session(), controls, url=sandbox.url, key=sandbox.key, patience=patience)


def test_a_plan_is_one_request(sandbox: RunningSandbox) -> None:
    a_customer(sandbox).do(a_plan())
    assert [(one.method, one.path, one.status) for one in sandbox.answered] == [("POST", "/users/track", 201)]


def test_a_question_is_asked_in_the_address(sandbox: RunningSandbox) -> None:
    a_customer(sandbox).do(a_plan("GET", "/campaigns/list", {"page": 0}))
    assert [one.status for one in sandbox.answered] == [200]


@pytest.mark.parametrize(("fault", "status"), [("503", 503), ("queued", 202), ("429", 429)])
def test_the_plans_fault_meets_the_plans_request(sandbox: RunningSandbox, fault: str, status: int) -> None:
    a_customer(sandbox).do(a_plan(fault=fault))
    assert [one.status for one in sandbox.answered] == [status]


@pytest.mark.parametrize("fault", ["hang", "reset", "cut"])
def test_a_reply_that_never_comes_does_not_stop_the_customer(sandbox: RunningSandbox, fault: str) -> None:
    customer = a_customer(sandbox, patience=0.3)
    customer.do(a_plan(fault=fault))
    customer.do(a_plan())
    assert sandbox.answered[-1].status == 201
