"""Settings from the environment, typed. Every name is explained in docs/configuration.md; a test keeps that true."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
env = environ.Env()

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(name: str, default: str) -> timedelta:
    """A duration such as ``15m``, ``48h`` or ``14d``."""
    text = env.str(name, default=default).strip()
    return parse_duration(text, name)


def some_time(name: str, default: str) -> timedelta:
    """A duration of at least a second."""
    time = duration(name, default)
    if not time:
        raise ImproperlyConfigured(f"{name} must be at least 1s, as in {default}.")
    return time


def short_time(name: str, default: str) -> timedelta:
    """A duration of at most a day."""
    time = duration(name, default)
    if time > timedelta(days=1):
        raise ImproperlyConfigured(f"{name} must be at most 1d, as in {default}.")
    return time


def keeping(name: str, default: str) -> timedelta | None:
    """How long something is kept: a duration of at least an hour, or ``forever``, which is None."""
    text = env.str(name, default=default).strip().lower()
    if text == "forever":
        return None
    time = parse_duration(text, name)
    if time < timedelta(hours=1):
        raise ImproperlyConfigured(f"{name}={text!r} would keep nothing: write at least 1h, or forever.")
    return time


def parse_duration(text: str, name: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isdecimal():
        raise ImproperlyConfigured(
            f"{name}={text!r} is not a duration: write a whole number and s, m, h or d, as in 15m."
        )
    return timedelta(seconds=int(number) * _UNITS[unit])


def schedule(name: str, default: str) -> tuple[tuple[timedelta, timedelta], ...]:
    """Steps ``age:every`` separated by commas, ages rising, as in ``6h:15m,48h:1h,14d:6h``."""
    steps = []
    for step in env.str(name, default=default).split(","):
        age, _, every = step.strip().partition(":")
        steps.append((parse_duration(age, name), parse_duration(every, name)))
    if [age for age, _ in steps] != sorted({age for age, _ in steps}):
        raise ImproperlyConfigured(f"{name} must name rising ages, as in 6h:15m,48h:1h,14d:6h.")
    return tuple(steps)


def share(name: str, default: float) -> float:
    text = env.str(name, default=str(default)).strip()
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise ImproperlyConfigured(f"{name}={text!r} must be a number more than 0 and at most 1, as in 0.5.")
    return value


def count(name: str, default: int) -> int:
    text = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise ImproperlyConfigured(f"{name}={text!r} must be a whole number, at least 1.")
    return int(text)


def count_or_none(name: str, default: int) -> int:
    text = env.str(name, default="").strip() or str(default)
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{name}={text!r} must be a whole number, 0 for none.")
    return int(text)


def switch(name: str, default: bool) -> bool:
    text = env.str(name, default="").strip().lower() or str(default).lower()
    if text not in _SWITCHES:
        raise ImproperlyConfigured(f"{name}={text!r} is neither yes nor no: write true or false.")
    return _SWITCHES[text]


def one_of(name: str, default: str, choices: Collection[str]) -> str:
    text = str(env.str(name, default=default)).strip().lower()
    if text not in choices:
        raise ImproperlyConfigured(f"{name}={text!r} is none of these: write {' or '.join(choices)}.")
    return text


def log_level(name: str, default: str) -> str:
    text = str(env.str(name, default=default)).strip().upper()
    if text not in _LOG_LEVELS:
        raise ImproperlyConfigured(f"{name}={text!r} is no level: write one of {', '.join(_LOG_LEVELS)}.")
    return text


def path(name: str, default: str) -> str:
    text = str(env.str(name, default=default)).strip()
    if not text.startswith("/") or any(sign in text for sign in "?# "):
        raise ImproperlyConfigured(f"{name}={text!r} is not a path: write it as {default}.")
    return text


def rest_endpoints(name: str) -> tuple[str, ...]:
    """``scheme://host[:port]`` each, separated by commas; https where no scheme is written."""
    texts = (text.strip() for text in env.str(name, default="").split(","))
    return tuple(_base(name, text if "://" in text else f"https://{text}") for text in texts if text)


def base_url(name: str, default: str) -> str:
    """``scheme://host[:port]``, without a slash at the end; empty where neither is given."""
    text = str(env.str(name, default="")).strip() or default
    return _base(name, text) if text else ""


def _base(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment or " " in text:
        # the value is not repeated: it may hold a password
        raise ImproperlyConfigured(
            f"{name} is not an address: write scheme, host and perhaps a port and nothing more, "
            "as in https://rest.iad-01.braze.com or http://127.0.0.1:8080."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of a database. The value is never shown: it may hold a password."""
    text = env.str(name, default="") or default
    if text.partition(":")[0] not in ("postgres", "postgresql", "sqlite"):
        raise ImproperlyConfigured(
            f"{name} names neither PostgreSQL nor SQLite: "
            "write postgres://user:password@host:5432/name or sqlite:////a/file."
        )
    return dict(env.db_url_config(text))


def kept_secret(name: str, path: Path) -> str:
    """The variable's value, or a random secret made once and kept in a file only its owner can read."""
    if value := env.str(name, default=""):
        return str(value)
    return _kept(path, secrets.token_urlsafe(50))


def encryption_keys(name: str, path: Path) -> tuple[str, ...]:
    """Fernet keys, newest first: the first encrypts, all decrypt."""
    text = env.str(name, default="") or _kept(path, Fernet.generate_key().decode())
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: each key must be 32 url-safe base64-encoded bytes.") from error
    return keys


def _kept(path: Path, fresh: str) -> str:
    """Written beside and then linked: of several processes that start at once, all read the one that came first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
        Path(beside).unlink()
    return path.read_text().strip()
