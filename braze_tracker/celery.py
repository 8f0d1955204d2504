"""The Celery application: `celery -A braze_tracker worker` and `celery -A braze_tracker beat` find it here."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")

# filesystem:// stands for our own kind of it, whose files are never seen half-written
TRANSPORT_ALIASES["filesystem"] = "braze_tracker.folder_broker:Transport"

app = Celery("braze_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _logs_are_set_up(**_: Any) -> None:
    """By Django's settings, as in every other process. While somebody listens here Celery leaves them alone."""
