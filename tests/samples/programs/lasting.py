"""Says where it is, and lasts until its standard input ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

Path(os.environ["SAMPLE_SIGN"]).write_text(f"{os.getpid()}\n{sys.argv[1]}\n", encoding="utf-8")
sys.stdin.read()
