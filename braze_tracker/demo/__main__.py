"""`python -m braze_tracker.demo`: replays the demonstration's past. Django is set up before anything that needs it."""

from __future__ import annotations

import os

import django
from django.utils.module_loading import import_string

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")
    django.setup()
    import_string("braze_tracker.demo.history.main")()
