"""A plugin that pytest loads first: tests keep their files in a folder that lasts as long as their run.

Settings are read before any fixture, so the environment must be right before that. A folder that is named stays.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if not os.environ.get("BRAZE_TRACKER_DATA"):
    # workers of pytest-xdist inherit it and leave the removal to the process that made it
    os.environ["BRAZE_TRACKER_DATA"] = tempfile.mkdtemp(prefix="tracker-test-")
    atexit.register(shutil.rmtree, os.environ["BRAZE_TRACKER_DATA"], ignore_errors=True)
