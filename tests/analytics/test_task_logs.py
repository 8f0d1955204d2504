from __future__ import annotations

import logging

import pytest
from celery.signals import task_postrun, task_prerun
from structlog.contextvars import get_contextvars

from braze_tracker.analytics.tasks import plan_every_send


def test_what_a_worker_logs_names_its_task_while_it_runs(caplog: pytest.LogCaptureFixture) -> None:
    task_prerun.send(sender=plan_every_send, task_id="t-1", task=plan_every_send)
    assert get_contextvars() == {"task_id": "t-1", "task": "braze_tracker.analytics.tasks.plan_every_send"}
    with caplog.at_level(logging.DEBUG, "braze_tracker.tasks"):
        task_postrun.send(sender=plan_every_send, task_id="t-1", task=plan_every_send, state="SUCCESS")
    assert get_contextvars() == {}
    assert caplog.messages == ["braze_tracker.analytics.tasks.plan_every_send: SUCCESS"]
