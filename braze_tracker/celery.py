"""The Celery application: `celery -A braze_tracker worker` and `celery -A braze_tracker beat` find it here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")

app = Celery("braze_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
