"""`python -m braze_tracker.demo.samples FOLDER`: makes sample data and writes its rows into the folder.

Nothing of a real tracker's settings reaches it: what it needs, a Braze included, it has of its own. It ends with its
standard input. Django is set up when all that is settled.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import uuid
from collections.abc import MutableMapping, Sequence
from pathlib import Path

import django
from django.utils.module_loading import import_string

from braze_tracker.sandbox.server import running

_OURS = ("BRAZE_", "DATABASE_URL", "CELERY_", "DJANGO_")


def apart(environ: MutableMapping[str, str], folder: Path, *, url: str, key: str) -> None:
    """Makes the environment that of a tracker in ``folder`` whose Braze is at ``url``; no proxy stands before that."""
    for name in [name for name in environ if name.startswith(_OURS) or name.lower().endswith("_proxy")]:
        del environ[name]
    environ.update(
        DJANGO_SETTINGS_MODULE="braze_tracker.settings",
        BRAZE_TRACKER_DATA=str(folder),
        BRAZE_TRACKER_LOG_LEVEL="ERROR",
        BRAZE_REST_ENDPOINT=url,
        BRAZE_API_KEY=key,
    )


def end_with(descriptor: int, own: Path) -> None:
    """Nobody else would clear away ``own`` then. Read without a buffer, whose lock would be held when the interpreter
    ends."""
    while os.read(descriptor, 1):
        pass
    shutil.rmtree(own, ignore_errors=True)
    os._exit(1)


def main(words: Sequence[str]) -> None:
    folder, key = Path(words[0]), str(uuid.uuid4())
    own = folder / "tracker"
    threading.Thread(target=end_with, args=(sys.stdin.fileno(), own), daemon=True).start()
    with running([key]) as sandbox:
        apart(os.environ, own, url=sandbox.url, key=key)
        django.setup()
        import_string("braze_tracker.demo.sample_days.write_days")(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
