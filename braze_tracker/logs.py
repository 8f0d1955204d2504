"""What every process logs and how: one line an event, as text or as JSON, with ids as fields and nothing secret.

It knows neither Django nor Celery: gunicorn's master, which runs neither, logs by it too.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ExtraAdder, ProcessorFormatter

from braze_tracker.braze.scrubbing import HIDDEN, Scrubber

FORMS = ("text", "json")
FIELDS = ("request_id", "task_id", "task", "workspace", "campaign_id", "send_id", "call_id", "segment", "offset")
"""The fields that an event may have beside its time, level, logger and message."""

_CALMER = {"DEBUG": "INFO", "INFO": "WARNING"}
_SECRETS = ("BRAZE_API_KEY", "BRAZE_TRACKER_METRICS_TOKEN", "BRAZE_TRACKER_SECRET_KEY", "BRAZE_TRACKER_HASH_KEY")
_ADDRESSES = ("DATABASE_URL", "CELERY_BROKER_URL")
_BEARER = re.compile(r"(Bearer\s+)[^\s'\",;]+", re.IGNORECASE)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Event = MutableMapping[str, Any]


def begin(**fields: object) -> None:
    """From here on what this thread or task logs has these fields and no others."""
    clear_contextvars()
    bind_contextvars(**fields)


def also(**fields: object) -> None:
    """These fields too."""
    bind_contextvars(**fields)


def request_id(shown: str | None) -> str:
    """The id that a proxy gave a request, if it may be believed to be one; else a fresh one."""
    return shown if shown and _REQUEST_ID.fullmatch(shown) else secrets.token_hex(8)


def configuration(form: str, level: str, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """For `logging.config.dictConfig`. ``form`` is one of `FORMS`."""
    hide = _Hide(environ)
    shared = [merge_contextvars, structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level,
              structlog.processors.TimeStamper(fmt="iso", utc=True), ExtraAdder(allow=FIELDS)]  # fmt: skip
    ends = [ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, hide, _RENDERERS[form]]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": ProcessorFormatter, "foreign_pre_chain": shared, "processors": ends}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "celery": {"level": _CALMER.get(level, level)},  # two lines for every tick of the follow-up
            "gunicorn.error": {"handlers": ["console"], "propagate": False},
            "kombu.connection": {"level": "ERROR"},  # it warns that a broker made of files has no host name
        },
    }


class _Hide:
    """Takes secrets and personal data out of every text of an event, whoever wrote it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        # a key of this process alone: what stands in a log is looked up nowhere
        self._scrubber = Scrubber(secrets.token_bytes(16), secrets=_told_secrets(environ))

    def __call__(self, logger: Any, name: str, event: Event) -> Event:
        for field, value in event.items():
            if isinstance(value, str) and field not in ("timestamp", "level"):
                event[field] = _BEARER.sub(rf"\1{HIDDEN}", self._scrubber.scrub_error(value))
        return event


def _told_secrets(environ: Mapping[str, str]) -> Iterable[str]:
    """Shorter ones would be found in every word."""
    addresses = (environ.get(name, "") for name in _ADDRESSES)
    passwords = (written for address in addresses for written in _password(address))
    keys = environ.get("BRAZE_TRACKER_ENCRYPTION_KEYS", "").split(",")
    told = [*(environ.get(name, "") for name in _SECRETS), *map(str.strip, keys), *passwords]
    return [secret for secret in told if len(secret) >= 6]


def _password(address: str) -> tuple[str, ...]:
    """As it stands in the address, and as it is."""
    try:
        written = urlsplit(address).password or ""
    except ValueError:
        return ()
    return written, unquote(written)


def _as_text(logger: Any, name: str, event: Event) -> str:
    stamp, level, source = (event.pop(field, "") for field in ("timestamp", "level", "logger"))
    message, trace = event.pop("event", ""), event.pop("exception", "")
    told = " ".join(f"{field}={event[field]}" for field in FIELDS if event.get(field) is not None)
    line = _one_line(f"{stamp} {str(level).upper()} {source}: {message}" + (f" [{told}]" if told else ""))
    return "\n  ".join([line, *map(_one_line, trace.split("\n"))]) if trace else line


def _one_line(text: str) -> str:
    """Whoever chose its words, ids among them: nobody writes an event that never was, or moves a terminal's cursor. The
    lines of a trace are further in for the same reason."""
    return _CONTROL.sub(lambda sign: ascii(sign[0])[1:-1], text)


_RENDERERS = {"text": _as_text, "json": structlog.processors.JSONRenderer(ensure_ascii=False, default=str)}
