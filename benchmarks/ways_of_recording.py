"""The ways of recording that are compared: each gives a session. Django is configured for the occasion."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import requests
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from benchmarks.peer import fetch_peer
from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.journal import Journal
from braze_tracker.recording.sealed import seal


def by_journal(folder: Path, level: CaptureLevel) -> requests.Session:
    session = requests.Session()
    keys = [Fernet.generate_key().decode()]
    session.mount("http://", RecordingAdapter(Journal(folder, level=level, seal=lambda text: seal(text, keys))))
    return session


def configure_django(folder: Path, *, peer: bool) -> None:
    """SQLite as the tracker itself sets it up."""
    settings.configure(
        INSTALLED_APPS=["solo", "log_outgoing_requests"] if peer else [],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "benchmark.sqlite3",
                "OPTIONS": {
                    "timeout": 20,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        USE_TZ=True,
        LOG_OUTGOING_REQUESTS_DB_SAVE=True,
        LOG_OUTGOING_REQUESTS_DB_SAVE_BODY=True,
        # without this its first call waits for minutes for a broker that is not there
        LOG_OUTGOING_REQUESTS_RESET_DB_SAVE_AFTER=None,
    )
    plain = requests.Session.request
    django.setup()
    # The peer changes the class for every session of the process, the bare one included; here it gets its own.
    requests.Session.request = plain  # type: ignore[method-assign]
    call_command("migrate", verbosity=0)


def by_django_orm() -> requests.Session:
    """The least that a table in the database can cost: one INSERT after the call, nothing masked."""
    row = _make_table()

    def insert(response: requests.Response, **_: Any) -> None:
        row.objects.create(
            method=response.request.method,
            url=response.request.url,
            request_body=response.request.body,
            status=response.status_code,
            response_body=response.content,
        )

    session = requests.Session()
    session.hooks["response"].append(insert)
    return session


def by_peer() -> requests.Session:
    """Its own hook and its own handler, on this session only (installed as documented it changes every session)."""
    hook = import_module("log_outgoing_requests.log_requests").hook_requests_logging
    handler = import_module("log_outgoing_requests.handlers").DatabaseOutgoingRequestsHandler()
    logger = logging.getLogger("log_outgoing_requests")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    session = requests.Session()
    session.hooks["response"].append(hook)
    return session


def prepare(folder: Path) -> bool:
    """Configure Django; whether the peer is there to be measured."""
    peer = fetch_peer()
    configure_django(folder, peer=peer)
    return peer


def _make_table() -> Any:
    class Row(models.Model):
        method = models.CharField(max_length=8)
        url = models.TextField()
        status = models.IntegerField()
        request_body = models.BinaryField()
        response_body = models.BinaryField()
        at = models.DateTimeField(auto_now_add=True, db_index=True)

        class Meta:
            app_label = "benchmarks"

        def __str__(self) -> str:
            return self.url

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    return Row
