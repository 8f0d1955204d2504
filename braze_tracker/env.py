"""Settings from the environment, typed. Every name is explained in docs/configuration.md; a test keeps that true."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
env = environ.Env()

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(name: str, default: str) -> timedelta:
    """A duration such as ``15m``, ``48h`` or ``14d``."""
    text = env.str(name, default=default).strip()
    return parse_duration(text, name)


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
    value = float(env.float(name, default=default))
    if not 0 < value <= 1:
        raise ImproperlyConfigured(f"{name}={value} must be more than 0 and at most 1.")
    return value


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
