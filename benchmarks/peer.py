"""Gets the peers for the benchmark, into a folder of their own: the tracker never needs them."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parent / "var" / "benchmark-peer"


def fetch_peer() -> bool:
    """Install them if they are not there. False, with the reason printed, when they cannot be had."""
    if not all((FOLDER / package).exists() for package in ("log_outgoing_requests", "opentelemetry/sdk")):
        done = subprocess.run(
            [*_installer(), "-r", str(HERE / "requirements.txt")], capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            print(f"The peers cannot be installed and are left out: {done.stderr.strip()[-300:]}", file=sys.stderr)
            return False
    sys.path.append(str(FOLDER))
    return True


def _installer() -> list[str]:
    options = ["install", "--quiet", "--no-deps", "--target", str(FOLDER)]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv", "pip", *options]
    if uv := shutil.which("uv"):
        return [uv, "pip", *options, "--python", sys.executable]
    return [sys.executable, "-m", "pip", *options]
