"""The WSGI application for a production web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from braze_tracker.dashboard.patience import impatient

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "braze_tracker.settings")

application = get_wsgi_application()
connections.settings["default"].update(impatient(connections.settings["default"], settings.PAGE_PATIENCE))
