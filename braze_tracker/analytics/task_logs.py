"""What a worker logs names the task that it belongs to. Connected to Celery's signals by `tasks`."""

from __future__ import annotations

import logging
from typing import Any

from celery.signals import task_postrun, task_prerun

from braze_tracker import logs

log = logging.getLogger("braze_tracker.tasks")


@task_prerun.connect
def _begins(task_id: str = "", task: Any = None, **_: Any) -> None:
    logs.begin(task_id=task_id, task=getattr(task, "name", None))


@task_postrun.connect
def _ended(task: Any = None, state: str = "", **_: Any) -> None:
    log.debug("%s: %s", getattr(task, "name", None), state)
    logs.begin()
