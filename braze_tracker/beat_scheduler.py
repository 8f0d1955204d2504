"""django-celery-beat's scheduler for clocks that are set back: what ran in the future is due a full interval from now.

Without it beat would wait until its clock is where it was when it last ran something, and every figure with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry


class Entry(ModelEntry):  # type: ignore[misc]  # the package carries no types
    last_run_at: datetime

    def is_due(self) -> Any:
        """Whether it is, and the seconds until it is to be asked again."""
        self.last_run_at = min(self.last_run_at, self._default_now())
        return super().is_due()


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # the package carries no types
    Entry = Entry
