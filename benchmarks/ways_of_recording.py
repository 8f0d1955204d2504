"""The ways of recording that are compared: each gives a session. Django is configured for the occasion."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import requests
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models

from benchmarks.peer import fetch_peer
from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.env import env
from braze_tracker.journal import Journal
from braze_tracker.recording.sealed import seal

EMBEDDED, SERVER = "default", "server"
CHOSEN = [EMBEDDED]
"""The database that the peer writes to now: it asks no one but the router."""


class Router:
    """Sends every statement to the chosen database."""

    def db_for_read(self, *_: Any, **__: Any) -> str:
        return CHOSEN[0]

    db_for_write = db_for_read


def by_journal(folder: Path, level: CaptureLevel) -> requests.Session:
    session = requests.Session()
    keys = [Fernet.generate_key().decode()]
    session.mount("http://", RecordingAdapter(Journal(folder, level=level, seal=lambda text: seal(text, keys))))
    return session


def configure_django(folder: Path, server: str, *, peer: bool) -> None:
    """SQLite as the tracker itself sets it up, and PostgreSQL."""
    embedded = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "benchmark.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
    settings.configure(
        INSTALLED_APPS=["solo", "log_outgoing_requests"] if peer else [],
        DATABASES={EMBEDDED: embedded, SERVER: {**env.db_url_config(server), "CONN_MAX_AGE": None}},
        DATABASE_ROUTERS=[Router()],
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
    for CHOSEN[0] in (SERVER, EMBEDDED):
        call_command("migrate", database=CHOSEN[0], verbosity=0)


def by_django_orm(database: str) -> requests.Session:
    """The least that a table in the database can cost: one INSERT after the call, nothing masked."""
    row = _make_table(database)

    def insert(response: requests.Response, **_: Any) -> None:
        row.objects.using(database).create(
            method=response.request.method,
            url=response.request.url,
            request_body=response.request.body,
            status=response.status_code,
            response_body=response.content,
        )

    session = requests.Session()
    session.hooks["response"].append(insert)
    return session


def by_peer(database: str) -> requests.Session:
    """Its own hook and its own handler, on this session only (installed as documented it changes every session)."""
    hook = import_module("log_outgoing_requests.log_requests").hook_requests_logging
    logger = logging.getLogger("log_outgoing_requests")
    logger.setLevel(logging.DEBUG)
    if not logger.handlers:
        logger.addHandler(import_module("log_outgoing_requests.handlers").DatabaseOutgoingRequestsHandler())

    def record(response: requests.Response, *arguments: Any, **options: Any) -> None:
        CHOSEN[0] = database
        hook(response, *arguments, **options)

    session = requests.Session()
    session.hooks["response"].append(record)
    return session


def by_opentelemetry(folder: Path) -> requests.Session:
    """Spans without bodies, collected by its batch processor and written to a file as JSON by a thread of its own."""
    sdk, exporting = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.trace.export")
    spans = (folder / "spans.json").open("w")
    provider = sdk.TracerProvider()
    provider.add_span_processor(exporting.BatchSpanProcessor(exporting.ConsoleSpanExporter(out=spans)))
    atexit.register(spans.close)
    atexit.register(provider.shutdown)
    plain = requests.Session.send
    instrumentor: Any = import_module("opentelemetry.instrumentation.requests").RequestsInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    traced: Callable[..., requests.Response] = requests.Session.send
    requests.Session.send = plain  # type: ignore[method-assign]
    session: requests.Session = type("TracedSession", (requests.Session,), {"send": traced})()
    return session


def prepare(folder: Path, server: str) -> bool:
    """Configure Django; whether the peers are there to be measured."""
    peer = fetch_peer()
    configure_django(folder, server, peer=peer)
    return peer


def _make_table(database: str) -> Any:
    class Row(models.Model):
        method = models.CharField(max_length=8)
        url = models.TextField()
        status = models.IntegerField()
        request_body = models.BinaryField()
        response_body = models.BinaryField()
        at = models.DateTimeField(auto_now_add=True, db_index=True)

        class Meta:
            app_label = f"benchmarks_{database}"

        def __str__(self) -> str:
            return self.url

    with connections[database].schema_editor() as editor:
        editor.create_model(Row)
    return Row
