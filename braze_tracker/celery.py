"""The Celery application: `celery -A braze_tracker worker` and `celery -A braze_tracker beat` find it here."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")

# filesystem:// stands for our own kind of it, whose files are never seen half-written
TRANSPORT_ALIASES["filesystem"] = "braze_tracker.folder_broker:Transport"

app = Celery("braze_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
