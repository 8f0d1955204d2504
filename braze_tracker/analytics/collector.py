"""The worker's garbage collector leaves alone what lives as long as the process, and runs for batches, not for looks.

An answer of dozens of rows makes thousands of objects that are gone a moment later; searching all of Django for rings
among them was a tenth of a look. It knows nothing of looks.
"""

from __future__ import annotations

import gc
from typing import Any

from celery.signals import worker_ready

YOUNG = 20_000
"""Objects made since the last search; Python's own 700 are less than one answer."""
RARELY = 20


@worker_ready.connect
def settle(**_: Any) -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, RARELY, RARELY)
