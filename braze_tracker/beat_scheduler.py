"""django-celery-beat's scheduler for clocks that are set back, and for tasks that somebody makes due.

What ran in the future is due a full interval from now: without it beat would wait until its clock is where it was when
it last ran something, and every figure with it. When beat writes down what it has run, a row that was made due since is
left so: without it a press within minutes of the last run would be forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry


class Entry(ModelEntry):  # type: ignore[misc]  # the package carries no types
    last_run_at: datetime
    model: Any

    def __init__(self, model: Any, app: Any = None) -> None:
        """One is made anew after each run, of the same ``model``: it remembers what the database said."""
        model.__dict__.setdefault("told_run_at", model.last_run_at)
        super().__init__(model, app=app)

    def is_due(self) -> Any:
        """Whether it is, and the seconds until it is to be asked again."""
        self.last_run_at = min(self.last_run_at, self._default_now())
        return super().is_due()

    @transaction.atomic
    def save(self) -> None:
        kept = PeriodicTask.objects.select_for_update().get(pk=self.model.pk).last_run_at
        if kept != self.model.told_run_at:
            self.model.last_run_at = kept
        super().save()
        self.model.told_run_at = self.model.last_run_at


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # the package carries no types
    Entry = Entry
