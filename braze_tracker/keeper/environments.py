"""The environment that the parts are started with. Secrets travel here and are printed by nobody but their owner."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from pathlib import Path

from braze_tracker.keeper.parts import Address

_OURS = ("BRAZE_", "DATABASE_URL", "CELERY_", "DJANGO_")
DEMO_SCHEDULE = "6h:10s,48h:1h,14d:6h"
"""Young sends are looked at every ten seconds, so that figures grow before one's eyes."""
DEMO_PATIENCE = "5s"
"""A call that hangs, as some do in the demo, does not hold up the end of it."""


def up_environment(environ: Mapping[str, str], folder: Path, *, front: Address, colour: bool) -> dict[str, str]:
    """``front``: where the gateway listens, which is how applications reach it unless the operator says otherwise."""
    return {"BRAZE_TRACKER_GATEWAY_URL": front.url, **environ, **_shared(folder, colour)}


def demo_environment(
    environ: Mapping[str, str],
    folder: Path,
    *,
    front: Address,
    sandbox: Address,
    key: str,
    password: str,
    colour: bool,
) -> dict[str, str]:
    """Nothing of a real tracker's settings reaches the demo: neither its database nor its key. Nor does a proxy, to
    which "this machine" is another one."""
    return {
        **{name: value for name, value in environ.items() if not _real(name)},
        **_shared(folder, colour),
        "BRAZE_TRACKER_LOOK_SCHEDULE": DEMO_SCHEDULE,
        "BRAZE_TRACKER_LOG_LEVEL": "WARNING",
        "DJANGO_SUPERUSER_PASSWORD": password,
        "BRAZE_TRACKER_GATEWAY_URL": front.url,
        "BRAZE_TRACKER_GATEWAY_PATIENCE": DEMO_PATIENCE,
        "BRAZE_REST_ENDPOINT": sandbox.url,
        "BRAZE_API_KEY": key,
    }


def _real(name: str) -> bool:
    return name.startswith(_OURS) or name.lower().endswith("_proxy")


def _shared(folder: Path, colour: bool) -> dict[str, str]:
    colours = {"FORCE_COLOR": "1"} if colour else {"NO_COLOR": "1"}
    return {"BRAZE_TRACKER_DATA": str(folder), "PYTHONUNBUFFERED": "1", **colours}


def demo_key() -> str:
    """Shaped as Braze's keys are, and good for one run."""
    return str(uuid.uuid4())


def password() -> str:
    return secrets.token_urlsafe(9)
