"""What a worker logs names the task that it belongs to. Connected to Celery's signals by `tasks`."""

from __future__ import annotations

from typing import Any

from celery.signals import task_postrun, task_prerun

from braze_tracker import logs


@task_prerun.connect
def _begins(task_id: str = "", task: Any = None, **_: Any) -> None:
    logs.begin(task_id=task_id, task=getattr(task, "name", None))


@task_postrun.connect
def _ended(**_: Any) -> None:
    logs.begin()
